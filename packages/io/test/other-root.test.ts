import { expect, it } from "vitest";
import { type DocumentEnd, readJson, readJsonByTokens } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;

it.each([
  ["a key that is not there", "left_chats.list.*.messages", '{"a":1}'],
  ["a key inside one that is there", "chats.list.*.messages", '{"chats":{"about":"","other":[{"messages":[1]}]}}'],
])("a selection that leads nowhere is no error: %s", async (_name, select, text) => {
  for (const read of [readJson, readJsonByTokens]) {
    const ends: DocumentEnd[] = [];
    const onEnd = (end: DocumentEnd) => ends.push(end);
    const { values, pages, error } = await collect(read(await tempFile(text), { select, signal, onEnd }));
    expect({ values: values.length, pages: pages.length, error }).toEqual({ values: 0, pages: 0, error: undefined });
    expect(ends).toMatchObject([{ isFound: false, rootLength: 1 }]);
  }
});

it.each([
  ["messages", ' [{"messages":[1]}, "]"] '],
  ["", '{"messages":[1]}'],
  ["", `{"messages":"${"x".repeat(100_000)}\\\\"}`],
])("a document of another kind is passed over where that is asked for, else refused: %s", async (select, text) => {
  const path = await tempFile(text);
  for (const read of [readJson, readJsonByTokens]) {
    for (const chunkBytes of [70, 65_536]) {
      const ends: DocumentEnd[] = [];
      const onEnd = (end: DocumentEnd) => ends.push(end);
      const passed = await collect(read(path, { select, signal, chunkBytes, anyRoot: true, onEnd }));
      expect(passed).toEqual({ pages: [], values: [], error: undefined });
      expect(ends).toEqual([{ isFound: false, rootLength: 0, root: {} }]);
    }
    expect(String((await collect(read(path, { select, signal }))).error)).toContain("ConfigError");
  }
});

it("what follows a document of another kind is damage, or the next document", async () => {
  const path = await tempFile('[1] {"messages":[2]}');
  const options = { select: "messages", signal, anyRoot: true };
  for (const read of [readJson, readJsonByTokens]) {
    expect(valuesOf((await collect(read(path, { ...options, concatenated: true }))).values)).toEqual([2]);
  }
  const { error } = await collect(readJson(path, options));
  expect(String(error)).toContain('at byte 4 it has "{" instead of nothing more behind the closed document');
  const cut = await collect(readJson(await tempFile("[1,[2]"), options));
  expect(String(cut.error)).toContain("at byte 6 it has the end of the file");
});

it("what is neither an object nor an array is refused in any case", async () => {
  const { error } = await collect(readJson(await tempFile("7"), { select: "", signal, anyRoot: true }));
  expect(String(error)).toContain('a digit instead of the "[" of an array');
});
