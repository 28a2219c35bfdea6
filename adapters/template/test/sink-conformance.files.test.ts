import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeSink } from "@chat-etl/conformance";
import { membershipId } from "@chat-etl/model";
import { parleySink } from "../src/index.files.ts";
import type { WirePerson, WirePost, WireRoom, WireSeat } from "../src/wire.ts";

// 8. The contract, as tests: what the definition declares is tried in an empty folder.

describeSink(parleySink, async () => {
  const parent = await mkdtemp(join(tmpdir(), "parley-"));
  const folder = join(parent, "import");
  return {
    config: { folder },
    contents: async () => ({
      user: (await linesOf<WirePerson>(folder, "people")).map(({ handle }) => handle),
      conversation: (await linesOf<WireRoom>(folder, "rooms")).map(({ room }) => room),
      membership: (await linesOf<WireSeat>(folder, "seats")).map(({ room, handle }) => membershipId(room, handle)),
      message: (await linesOf<WirePost>(folder, "posts")).map(({ key }) => key),
    }),
    close: () => rm(parent, { recursive: true }),
  };
});

async function linesOf<Wire>(folder: string, name: string): Promise<readonly Wire[]> {
  const text = await readFile(join(folder, `${name}.jsonl`), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
