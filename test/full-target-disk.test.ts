import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etl, newFolder, summaryOf } from "./support/etl.ts";

/** No file may grow beyond 4 MiB: what the process meets is what a full disk gives. */
const FULL = 'ulimit -f 4096; exec "$@"';

/** A folder with an archive of one person who said so much. */
function archiveOf(messages: number): string {
  const cwd = newFolder();
  const said = Array.from({ length: messages }, (_, no) => ({
    ...{ kind: "message", id: `m${no}`, conversationId: "lobby", authorId: "ann" },
    ...{ sentAt: 1_700_000_000_000 + no, text: `Number ${no}` },
  }));
  const files = {
    "archive.json": [{ format: "chat-etl", version: 1, source: "test" }],
    "users.jsonl": [{ kind: "user", id: "ann", displayName: "Ann" }],
    "conversations.jsonl": [{ kind: "conversation", id: "lobby", type: "group" }],
    "messages.jsonl": said,
  };
  mkdirSync(join(cwd, "world"));
  for (const [name, records] of Object.entries(files))
    writeFileSync(join(cwd, "world", name), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return cwd;
}

const SOURCE = ["--source.path", "world", "--source.mapping", "canonical"];

it("a target's disk that is full stops the run with 4 at once; with room the same command goes on, and doubles nothing", async () => {
  const cwd = archiveOf(20);
  const command = ["run", "json-to-mattermost", ...SOURCE, "--sink.path", "import", "--json"];
  const first = await etl([...command, "--limit", "5"], { cwd });
  expect(first, first.stdout).toMatchObject({ code: 4 });
  // Empty lines, which mean nothing, until not another one fits.
  appendFileSync(join(cwd, "import.parts/posts.jsonl"), "\n".repeat(4_096 * 1_024));
  const full = await etl(command, { cwd, shell: FULL });
  expect(full.code).toBe(4);
  expect(full.stdout).not.toContain('"event":"waiting"');
  expect(summaryOf(full)).toMatchObject({
    reason: expect.stringMatching(
      /posts\.jsonl" could not be written \(EFBIG\).*run again; nothing that was saved is lost/,
    ),
    kinds: { message: { written: 5, pending: 15 } },
  });
  const rest = await etl(command, { cwd });
  expect(rest.code).toBe(0);
  expect(summaryOf(rest)).toMatchObject({ kinds: { message: { written: 20 } } });
  expect(existsSync(join(cwd, "import/import.jsonl"))).toBe(true);
});
