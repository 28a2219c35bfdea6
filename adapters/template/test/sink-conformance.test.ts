import { type Contents, describeSink, type SandboxFixture, startSandbox } from "@chat-etl/conformance";
import { membershipId } from "@chat-etl/model";
import * as z from "zod";
import { parleySink } from "../src/index.ts";

// 8. The contract, as tests: what the definition declares is tried against the sandbox, which tells what has arrived.

describeSink(parleySink, async () => {
  const sandbox = await startSandbox(parleySink, "sink");
  return { ...sandbox, contents: () => contentsOf(sandbox) };
});

const Item = z.object({
  key: z.string().default(""),
  room: z.string().default(""),
  handle: z.string().default(""),
});
const Answer = z.object({ items: z.array(Item), last: z.number() });

async function contentsOf(sandbox: SandboxFixture): Promise<Contents> {
  return {
    user: (await listOf(sandbox, "people")).map(({ handle }) => handle),
    conversation: (await listOf(sandbox, "rooms")).map(({ room }) => room),
    membership: (await listOf(sandbox, "seats")).map(({ room, handle }) => membershipId(room, handle)),
    message: (await listOf(sandbox, "posts")).map(({ key }) => key),
  };
}

/** All of a list, page by page. */
async function listOf({ url, config }: SandboxFixture, list: string): Promise<readonly z.infer<typeof Item>[]> {
  const all: z.infer<typeof Item>[] = [];
  for (let after = 0; ; ) {
    const headers = { authorization: `Bearer ${config.token}` };
    const answer = await fetch(`${url}/${list}?limit=100&after=${after}`, { headers });
    const { items, last } = Answer.parse(await answer.json());
    all.push(...items);
    if (items.length < 100) return all;
    after = last;
  }
}
