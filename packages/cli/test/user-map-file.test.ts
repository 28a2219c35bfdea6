import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readUserMap, writeUserMap } from "../src/user-map-file.ts";

const HEADER = "source_id,source_name,source_email,target_id,target_name,how\n";

function file(text?: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "etl-cli-")), "users.csv");
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

it.each([
  ["ann,x,,one,,given\nbob,x,,one,,given\n", 'Rows 2 and 3 make "ann" and "bob" of the source one user, "one"'],
  ["ann,x,,one,,merge\nbob,x,,one,,given\n", "Rows 2 and 3 make"],
  ["ann,x,,bob,,given\nbob,x,,,,none\n", 'Rows 2 and 3 make "ann" and "bob" of the source one user, "bob"'],
  ["ann,x,,one,,given\nann,x,,two,,given\n", "Rows 2 and 3 are both about"],
  ["bob,x,,b,,id\nann,x,,,,conflict\n", 'Row 3 leaves open who "ann" is'],
  ["ann,x,,one,,magic\n", "row 2:"],
  ["ann,x,,one\n", "row 2:"],
  [",x,,one,,id\n", '"source_id" must not be empty'],
])("refuses %j, and says which rows", async (rows, problem) => {
  await expect(readUserMap(file(`${HEADER}${rows}`), {})).rejects.toThrow(problem);
});

it("refuses a table without its columns, and a file that is not there", async () => {
  await expect(readUserMap(file("a;b\n1;2\n"), {})).rejects.toThrow("lacks the columns source_id, target_id, how");
  await expect(readUserMap(file(), {})).rejects.toThrow("users.csv");
});

it("takes two people for one if both rows say so, and people without an id for new", async () => {
  const rows = "ann,x,,one,,merge\nbob,x,,one,,merge\ncid,x,,,,none\ndan,x,,d,,conflict\n";
  expect([...(await readUserMap(file(`${HEADER}${rows}`), {}))]).toEqual([
    ["ann", "one"],
    ["bob", "one"],
    ["dan", "d"],
  ]);
});

it("reads what it wrote, whatever people are called", async () => {
  const path = file();
  const source = { id: "=1+1", displayName: '@"Ann", x', emails: ["+a@x.org"] };
  const targets = [{ id: "-a", name: "=Ann", emails: [] }];
  await writeUserMap(path, [{ source, how: "email", targets }], { force: false, ends: {} });
  expect([...(await readUserMap(path, {}))]).toEqual([["=1+1", "-a"]]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(writeUserMap(path, [], { force: false, ends: {} })).rejects.toThrow("was left as it is");
  await writeUserMap(path, [], { force: true, ends: {} });
  await expect(readUserMap(path, {})).rejects.toThrow("there is no row 2, so it names nobody");
});

it.each([
  ["", "there is no row 2, so it names nobody"],
  ["ann,Ann,a@x.org,one,One,id\n", "there is no row 2, so it names nobody"],
  ["source,target\nann,one\n", "row 1, which names the columns, lacks the columns source_id, target_id, how."],
  ["source_id;target_id;how\nann;one;id\n", "Its fields are parted by semicolons: save it as CSV with commas."],
])("is no empty map: %j", async (text, problem) => {
  const failing = readUserMap(file(text), {});
  await expect(failing).rejects.toThrow(problem);
  await expect(failing).rejects.toThrow('it is "source_id,source_name,source_email,target_id,target_name,how,source');
});

it("says for whom it was made, and is refused for others; an older file, or one without that, is taken", async () => {
  const path = file();
  const source = { id: "ann", displayName: "Ann", emails: [] };
  const ends = { source: "forum:one", target: "app.us" };
  const matches = [{ source, how: "id", targets: [{ id: "a", emails: [] }] }] as const;
  await writeUserMap(path, matches, { force: false, ends });
  expect((await readUserMap(path, ends)).size).toBe(1);
  expect((await readUserMap(path, { target: "app.us" })).size).toBe(1);
  await expect(readUserMap(path, { ...ends, target: "other.us" })).rejects.toThrow(
    'row 2 was made for the target "app.us", and the target of this run is "other.us"',
  );
  await expect(readUserMap(path, { ...ends, source: "forum:two" })).rejects.toThrow("empty the column source");
  for (const rows of [`${HEADER}ann,,,a,,id\n`, `${HEADER.trim()},source,target\nann,,,a,,id,,\n`])
    expect((await readUserMap(file(rows), ends)).size).toBe(1);
});
