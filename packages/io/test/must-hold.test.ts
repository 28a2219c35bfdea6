import { expect, it } from "vitest";
import { readJson } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const { signal } = new AbortController();

const DOCUMENTS = [
  '{"list":[1],"b":[2]}',
  "{}",
  '{"b":[3,4]}',
  '{"list":[]}',
  '{"list":{"a":1}}',
  "[[5]]",
  '{"b":[6],"list":[7]}',
];
const LACKING = [1, 2, 4, 5];

it("tells every document without the list it must have, by where it ends, however it is read on", async () => {
  const path = await tempFile(DOCUMENTS.join("\n"));
  const options = { select: ["*"], concatenated: true, mustHold: "list", signal };
  const none = { unreadable: "no-list" };
  for (const pageSize of [1, 2, 500]) {
    const { pages, values, error } = await collect(readJson(path, { ...options, pageSize, chunkBytes: 70 }));
    expect(error).toBeUndefined();
    expect(valuesOf(values)).toEqual([1, 2, none, 3, 4, none, none, 5, none, 6, 7]);
    const ends = LACKING.map((no) => DOCUMENTS.slice(0, no + 1).join("\n").length - 1);
    const told = values.filter((one) => "unreadable" in one).map(({ origin }) => Number(origin.split("@").at(-1)));
    expect(told).toEqual(ends);
    let before = 0;
    for (const { cursor, values: own } of pages) {
      before += own.length;
      const rest = await collect(readJson(path, { ...options, pageSize, after: cursor }));
      expect(rest.values).toEqual(values.slice(before));
    }
  }
});

it("passes over a document without a list where none must be there", async () => {
  const path = await tempFile(DOCUMENTS.join("\n"));
  const { values } = await collect(readJson(path, { select: ["*"], concatenated: true, signal }));
  expect(valuesOf(values)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
