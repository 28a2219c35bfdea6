import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etl, newFolder } from "./support/etl.ts";

const rule = (id: string) =>
  `{ kind: message, id: "${id}", conversationId: { const: c }, authorId: null, sentAt: { const: "2024-05-01T00:00:00Z" } }`;
const mapping = (selects: readonly string[]) =>
  `mapping: 1\nname: m\ninputs:\n${selects.map((select) => `  - { files: "*.json", select: ${select}, records: [${rule("id")}] }`).join("\n")}\n`;

/** A run into an archive, in a folder with this mapping and `x.json`. */
async function archive(cwd: string, more: readonly string[] = []) {
  return await etl(
    [
      "run",
      "json-to-json",
      "--source.path",
      "x.json",
      "--source.mapping",
      "m.yaml",
      "--sink.folder",
      "out",
      "--workspace",
      "work",
      ...more,
    ],
    { cwd },
  );
}

function folderWith(selects: readonly string[]): string {
  const cwd = newFolder();
  writeFileSync(join(cwd, "x.json"), JSON.stringify({ posts: [{ id: "p1" }], more: [{ id: "m1" }] }));
  writeFileSync(join(cwd, "m.yaml"), mapping(selects));
  return cwd;
}

const lines = (cwd: string) => readFileSync(join(cwd, "out", "messages.jsonl"), "utf8").split("\n").length - 1;

it("an error stays one when the same command is run again", async () => {
  const cwd = folderWith(["posts", "moree"]);
  for (let run = 0; run < 2; run += 1) {
    const { code, stderr } = await archive(cwd);
    expect([code, stderr]).toEqual([2, expect.stringContaining('have no array at "moree"')]);
  }
});

it("a mapping that was changed while the export was read in part is refused; --delta reads it from its beginning", async () => {
  const cwd = folderWith(["posts", "moree"]);
  await archive(cwd);
  writeFileSync(join(cwd, "m.yaml"), mapping(["more", "posts"]));
  expect((await archive(cwd)).stderr).toContain("The mapping, or which files there are, has changed");
  const anew = await archive(cwd, ["--delta"]);
  expect([anew.code, anew.stderr]).toEqual([0, expect.stringContaining("all of it is read from its beginning")]);
  expect(lines(cwd)).toBe(2);
});

it("an archive that is gone is told, and one whose last line lost its end loses nothing", async () => {
  const cwd = folderWith(["posts", "more"]);
  expect((await archive(cwd, ["--limit", "1"])).code).toBe(4);
  const path = join(cwd, "out", "messages.jsonl");
  truncateSync(path, readFileSync(path).length - 1);
  expect((await archive(cwd)).code).toBe(0);
  expect(lines(cwd)).toBe(2);
  rmSync(join(cwd, "out"), { recursive: true });
  const gone = await archive(cwd);
  expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("is gone, though a part of it was written")]);
});

it("hostile text and values reject what they stand in, and nothing of them is told", async () => {
  const cwd = newFolder();
  const posts = [
    { id: "a", text: ">".repeat(3_000) },
    { id: "b", text: `${"*".repeat(3_000)}x${"*".repeat(3_000)}` },
    { id: "c", text: "fine **so far**" },
    { id: "d", text: { toString: 1, valueOf: 1 } },
    { id: "e", text: "ok", pattern: "my secret words (" },
  ];
  writeFileSync(join(cwd, "x.json"), JSON.stringify({ posts }));
  const fields = 'text: { from: text, dialect: chat-markdown }, event: "pattern && match(text, pattern)[0]"';
  writeFileSync(join(cwd, "m.yaml"), mapping(["posts"]).replace("sentAt:", `${fields}, sentAt:`));
  const { code, stdout, stderr } = await archive(cwd, ["--json"]);
  expect(code).toBe(3);
  expect(lines(cwd)).toBe(3);
  expect(stdout + stderr + readFileSync(join(cwd, "work", "log.jsonl"), "utf8")).not.toContain("secret");
});

it.each([
  ["an alias nobody knows", "mapping: *nope\n"],
  ["aliases that lead in a circle", "mapping: 1\nname: m\nidentity: &c [*c]\ninputs: []\n"],
])("a mapping with %s is told", async (_, text) => {
  const cwd = folderWith(["posts"]);
  writeFileSync(join(cwd, "m.yaml"), text);
  const { code, stderr } = await archive(cwd);
  expect([code, stderr]).toEqual([2, expect.stringContaining("aliases")]);
});

it("a table that cannot be read whole stops the run: what is looked up there would be missing", async () => {
  const cwd = folderWith(["posts"]);
  appendFileSync(join(cwd, "m.yaml"), 'tables: { people: { files: "*.json", select: peple, key: id } }\n');
  expect((await archive(cwd)).stderr).toContain('Table "people" of the mapping');
});
