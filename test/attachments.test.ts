import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as z from "zod";
import { envFor, etl, newFolder, type Sandbox, start, summaryOf, UNPACED } from "./support/etl.ts";
import { serveFolder } from "./support/folder-server.ts";
import { killWhen } from "./support/kill-when.ts";
import { openSandbox } from "./support/sandbox.ts";
import { readTarget } from "./support/target.ts";
import { WORLD_SWITCHES } from "./support/world.ts";

const RUN = ["run", "talkjs-to-cometchat", "--json", ...UNPACED];

const Messages = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      data: z.object({ attachments: z.array(z.object({ url: z.string(), size: z.coerce.number() })).optional() }),
    }),
  ),
});

/** The files that messages of the CometChat sandbox link to: sizes by address. */
async function linksIn(target: Sandbox): Promise<ReadonlyMap<string, number>> {
  const links = new Map<string, number>();
  for (let last = "0"; ; ) {
    const { data } = Messages.parse(await readTarget(target, `/messages?affix=append&id=${last}&limit=1000`));
    for (const { data: message } of data) for (const { url, size } of message.attachments ?? []) links.set(url, size);
    const next = data.at(-1)?.id;
    if (next === undefined) return links;
    last = next;
  }
}

it("files are copied through a kill, and outlive the source; what is lost later is found and copied again", async () => {
  const source = await openSandbox("talkjs", WORLD_SWITCHES);
  await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
  const [cwd, folder] = [newFolder(), newFolder()];
  await using server = await serveFolder(folder);
  const attachments = [
    ...["--attachments", "copy", "--attachments.folder", folder, "--attachments.baseUrl", server.url],
    ...["--attachments.allowPrivate", new URL(source.url).host],
  ];
  const env = envFor(source, target);

  await killWhen(start([...RUN, ...attachments], { cwd, env }), (line) => line.includes('"copied"'));
  expect((await linksIn(target)).size).toBe(0);

  const result = await etl([...RUN, ...attachments], { cwd, env });
  const { kinds, losses, files, workspace } = summaryOf(result);
  expect([result.code, result.stderr]).toEqual([3, ""]);
  expect(kinds.message.staged).toBe(kinds.message.written + kinds.message.rejected + kinds.message.duplicate);
  expect(Object.keys(losses).filter((code) => code.startsWith("file-"))).toEqual([]);
  expect(files).toMatchObject({ policy: "copy", failed: {}, open: 0 });
  expect(readdirSync(join(cwd, workspace))).not.toContain("spool");

  const verify = ["verify", "talkjs-to-cometchat", "--json", "--sink.requestsPerMinute", "1000000"];
  const [first = ""] = readdirSync(folder);
  rmSync(join(folder, first), { recursive: true });
  const verified = await etl([...verify, ...attachments], { cwd, env });
  const verification = JSON.parse(verified.stdout.trimEnd().split("\n").at(-1) ?? "");
  expect([verified.code, verification.status]).toEqual([3, "different"]);
  const { compared } = verification.files;
  expect(verification.files).toMatchObject({ equal: compared - 1, missing: 1 });
  expect(files).toMatchObject({ copied: compared });
  for (const kind of Object.values(verification.kinds)) expect(kind).toMatchObject({ missing: 0, changed: 0 });
  expect(verification.advice.join()).toContain('run "etl replay talkjs-to-cometchat --attachments copy --files"');
  const mended = await etl(["replay", ...RUN.slice(1), "--files", ...attachments], { cwd, env });
  expect([mended.code, summaryOf(mended).requests]).toEqual([3, 0]);

  await source[Symbol.asyncDispose]();
  const links = await linksIn(target);
  expect(links.size).toBeGreaterThan(3);
  expect(compared).toBe(links.size);
  for (const [url, size] of links) {
    const answer = await fetch(url);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([answer.status, bytes.length]).toEqual([200, size]);
    expect(url).toContain(`${server.url}/`);
    expect(url).toContain(createHash("sha256").update(bytes).digest("hex"));
  }
});
