import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etlFromSource as etl, summaryOf } from "./support/etl.ts";
import { ownFolder } from "./support/own-folder.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../docs/transforms.md"), "utf8");

/** The page's modules, by the file each names in its first line. */
function modulesOf(page: string): ReadonlyMap<string, string> {
  const blocks = page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, file = "", text = ""]) => [file, text]));
}

const INSTALLED = {
  "@chat-etl/sdk": "packages/sdk",
  "@chat-etl/model": "packages/model",
  "@chat-etl/transforms": "packages/transforms",
  "@chat-etl/generic-json": "adapters/generic-json",
};

const AT = Date.parse("2024-05-01T12:00:00Z");
const IN = { kind: "message", conversationId: "c1" };

/** An archive of canonical records. */
const ARCHIVE: Readonly<Record<string, readonly object[]>> = {
  users: [
    { kind: "user", id: "ann@old.example", displayName: "Ann" },
    { kind: "user", id: "robot", displayName: "Robot", type: "bot" },
  ],
  conversations: [{ kind: "conversation", id: "c1", type: "group", title: "General" }],
  memberships: [{ kind: "membership", conversationId: "c1", userId: "ann@old.example" }],
  messages: [
    { ...IN, id: "m1", authorId: "ann@old.example", sentAt: AT, text: "My card: 1234 5678 1234 5678.", editedAt: AT },
    { ...IN, id: "m2", authorId: "ann@old.example", sentAt: AT + 1, text: "ok" },
    { ...IN, id: "m3", authorId: "robot", sentAt: AT + 2, text: "Somebody has joined." },
    { ...IN, id: "m4", authorId: "ann@old.example", sentAt: AT - 1e11, text: "Long ago." },
  ],
};

it("the page's pipelines do what the page says", async () => {
  const modules = modulesOf(PAGE);
  expect([...modules.keys()]).toEqual(["for-the-new-app.ts", "drop-small-talk.ts", "for-a-bug-report.ts"]);
  expect(PAGE.match(/^```/gm)).toHaveLength(2 * modules.size);
  const cwd = ownFolder(INSTALLED);
  for (const [file, text] of modules) writeFileSync(join(cwd, file), text);
  for (const [name, records] of Object.entries(ARCHIVE))
    writeFileSync(join(cwd, `${name}.jsonl`), records.map((one) => `${JSON.stringify(one)}\n`).join(""));
  writeFileSync(join(cwd, "archive.json"), JSON.stringify({ source: "forum:old" }));
  const args = (file: string) => [
    "run",
    file,
    "--source.path",
    ".",
    "--source.mapping",
    "canonical",
    "--sink.folder",
    `kept-${file.slice(2, -3)}`,
  ];
  const linesOf = (file: string) =>
    readFileSync(join(cwd, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  const { status, drops } = summaryOf(await etl([...args("./for-the-new-app.ts"), "--json"], { cwd }));
  const dropped = drops.filter(({ kind }: { kind: string }) => kind === "message");
  expect([status, dropped.map(({ code }: { code: string }) => code).sort()]).toEqual([
    "complete",
    ["bot", "date-range", "small-talk"],
  ]);
  const text = "My card: ****.";
  expect(linesOf("kept-for-the-new-app/messages.jsonl")).toMatchObject([
    { id: "m1", authorId: "ann", text, tags: ["edited"] },
  ]);
  expect(linesOf("kept-for-the-new-app/conversations.jsonl")).toMatchObject([{ id: "c1", title: "Everybody" }]);

  const env = { ANONYMISE_KEY: "a key of enough signs" };
  expect(summaryOf(await etl([...args("./for-a-bug-report.ts"), "--json"], { cwd, env })).status).toBe("complete");
  const [message] = linesOf("kept-for-a-bug-report/messages.jsonl");
  expect(message).toMatchObject({ text: "Xxxx xxx." });
});
