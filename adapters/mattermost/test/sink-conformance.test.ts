import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeSink } from "@chat-etl/conformance";
import type { ChannelPart, PostPart, SeatPart, UserPart } from "../src/encode/parts.ts";
import { mattermostSink } from "../src/index.ts";

/** What has arrived stands in the part files, from which the rest is made: `sink.test.ts` reads that. */
describeSink(mattermostSink, async () => {
  const parent = await mkdtemp(join(tmpdir(), "mattermost-"));
  const path = join(parent, "import.zip");
  const parts = `${path}.parts`;
  return {
    config: { path },
    contents: async () => ({
      user: (await linesOf<UserPart>(parts, "users")).map(({ key }) => key),
      conversation: (await linesOf<ChannelPart>(parts, "channels")).map(({ key }) => key),
      membership: (await linesOf<SeatPart>(parts, "memberships")).map(({ key }) => key),
      message: (await linesOf<PostPart>(parts, "posts")).flatMap(({ id, part }) => (part === 0 ? [id] : [])),
    }),
    close: () => rm(parent, { recursive: true }),
  };
});

async function linesOf<Part>(folder: string, name: string): Promise<readonly Part[]> {
  const text = await readFile(join(folder, `${name}.jsonl`), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
