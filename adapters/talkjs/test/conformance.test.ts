import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contents, describeSink, describeSource, startSandbox } from "@chat-etl/conformance";
import { membershipId } from "@chat-etl/model";
import * as z from "zod";
import { talkjsExportSource, talkjsSink, talkjsSource } from "../src/index.ts";
import { writeExport } from "../src/sandbox/index.ts";

describeSource(talkjsSource, async () => {
  const { config, close } = await startSandbox(talkjsSource, "source", { scale: 0.2, rate: "off" });
  return { config: { ...config, requestsPerSecond: "100000" }, close };
});

describeSource(talkjsExportSource, async () => {
  const path = await mkdtemp(join(tmpdir(), "talkjs-export-"));
  await writeExport(path, { seed: 1, until: Date.UTC(2026, 0, 1), scale: 0.2 });
  return { config: { path }, close: () => rm(path, { recursive: true }) };
});

describeSink(talkjsSink, async () => {
  const sandbox = await startSandbox(talkjsSink, "sink", { rate: "off" });
  const config = { ...sandbox.config, settleSeconds: "0.02" };
  return { ...sandbox, config, contents: () => contentsOf(sandbox) };
});

const Row = z.object({
  id: z.string(),
  participants: z.record(z.string(), z.unknown()).nullish(),
  custom: z.object({ sourceId: z.string().optional(), part: z.string().optional() }).nullish(),
});
type Row = z.output<typeof Row>;

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

async function contentsOf(sandbox: Sandbox): Promise<Contents> {
  const conversations = await list(sandbox, "/conversations");
  const messages: Row[] = [];
  for (const { id } of conversations)
    messages.push(...(await list(sandbox, `/conversations/${encodeURIComponent(id)}/messages`)).toReversed());
  return {
    user: (await list(sandbox, "/users")).map(({ id }) => id),
    conversation: conversations.map(sourceIdOf),
    membership: conversations.flatMap((one) =>
      Object.keys(one.participants ?? {}).map((userId) => membershipId(sourceIdOf(one), userId)),
    ),
    // A message in parts is one.
    message: messages.filter(({ custom }) => (custom?.part ?? "0") === "0").map(sourceIdOf),
  };
}

function sourceIdOf({ id, custom }: Row): string {
  return custom?.sourceId ?? id;
}

/** All of a list, page by page. */
async function list({ url, config }: Sandbox, path: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const last = rows.at(-1)?.id;
    const after = last === undefined ? "" : `&startingAfter=${encodeURIComponent(last)}`;
    const answer = await fetch(`${url}/v1/${config.appId}${path}?limit=30${after}`, {
      headers: { authorization: `Bearer ${config.secretKey}` },
    });
    const { data } = z.object({ data: z.array(Row) }).parse(await answer.json());
    rows.push(...data);
    if (data.length < 30) return rows;
  }
}
