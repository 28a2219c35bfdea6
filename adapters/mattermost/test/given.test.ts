import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { post } from "./support/export.ts";
import { readExport } from "./support/read-export.ts";

// What people give by mistake, and what a hostile export may hold.

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function given(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mattermost-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

const lines = (...values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const VERSION = { type: "version", version: 1 };
const USER = { type: "user", user: { username: "ann" } };

it.each([
  ["a picture", "cat.json", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0a, 0xff])],
  ["UTF-16", "import.jsonl", Buffer.from(`\ufeff${lines(VERSION, USER)}`, "utf16le")],
  ["an indented document", "import.json", JSON.stringify(USER, undefined, 2)],
  ["another program's list", "users.json", JSON.stringify([{ id: "U1" }])],
  ["values that are no objects", "import.jsonl", "null\n1\n{}\n[]\n"],
])("says of %s that it is no export", async (_, name, content) => {
  await expect(readExport(await given({ [name]: content }))).rejects.toThrow("is no bulk export of Mattermost");
});

it("refuses two exports in one folder by their names, and takes one that was cut into files", async () => {
  const folder = await given({ "a.jsonl": lines(VERSION, USER), "b.jsonl": lines(VERSION) });
  await expect(readExport(folder)).rejects.toThrow('"a.jsonl" and "b.jsonl" each begin one');
  const parts = await given({
    "part-1.jsonl": lines(VERSION, USER),
    "part-2.jsonl": lines(post({ user: "ann", message: "Aye" })),
  });
  expect((await readExport(parts)).records.map(({ kind }) => kind)).toEqual(["user", "message"]);
});

it("refuses standard input, and a folder in place of the file", async () => {
  await expect(readExport("-")).rejects.toThrow("give it as a file or a folder");
  const folder = await given({});
  await mkdir(join(folder, "import.jsonl"));
  await expect(readExport(folder)).rejects.toThrow("holds no file that matches");
});

it("reads what has a byte order mark and Windows' ends of lines, and nothing out of an empty file", async () => {
  const folder = await given({
    "import.jsonl": `\ufeff${lines(VERSION, USER)}`.replaceAll("\n", "\r\n"),
    "more.jsonl": "",
  });
  expect((await readExport(folder)).records).toMatchObject([{ kind: "user", id: "ann" }]);
  expect((await readExport(await given({ "import.jsonl": "" }))).records).toEqual([]);
});

it("takes names of the language for names, and tells every line of another shape", async () => {
  const hostile = ["__proto__", "constructor", "toString", "a/../b"].map((username) => ({
    type: "user",
    user: { username },
  }));
  const odd = [
    null,
    5,
    [],
    {},
    { type: 5 },
    { type: "user" },
    { type: "user", user: [] },
    { type: "post", post: null },
  ];
  const unknown = [{ type: "__proto__" }, { type: "constructor" }];
  const strings = [post({ user: "ann", create_at: "1714551003000" }), post({ user: 7 })];
  const words = "@__proto__ :constructor: ~toString @constructor";
  const all = [VERSION, ...hostile, ...odd, ...unknown, ...strings, post({ user: "__proto__", message: words })];
  const { records, codes } = await readExport(await given({ "import.jsonl": lines(...all) }));
  expect(records.map((record) => (record.kind === "user" ? record.id : record.kind))).toEqual([
    ...["__proto__", "constructor", "toString", "a/../b", "message"],
  ]);
  expect(codes.filter((code) => code === "wire-shape")).toHaveLength(odd.length + strings.length);
  expect(codes.filter((code) => code === "unknown-type")).toHaveLength(unknown.length);
});
