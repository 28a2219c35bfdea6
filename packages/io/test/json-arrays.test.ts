import { expect, it } from "vitest";
import { type JsonArray, readJson, readJsonByTokens, streamInput } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;
const select = "list.*.messages";
const CHATS =
  '{"about":"x","list":[{"name":"Ann","messages":[]},{"name":"Bob","messages":[1,2]},{"name":"Cy"},{"name":"Di","messages":[ ]}]}';

const named = ({ keys, context }: JsonArray) => [...keys, context.at(-1)?.name];

it("tells every selected array that is opened, the empty ones too, with its keys, its context and its place", async () => {
  const path = await tempFile(CHATS);
  const { pages } = await collect(readJson(path, { select, signal }));
  expect(pages.map(({ values }) => valuesOf(values))).toEqual([[1, 2]]);
  const context = (name: string) => [{ about: "x" }, { name }];
  expect(pages.flatMap(({ arrays }) => arrays)).toEqual([
    { origin: `data.json@${CHATS.indexOf("[]")}`, keys: [0], context: context("Ann") },
    { origin: `data.json@${CHATS.indexOf("[1,2]")}`, keys: [1], context: context("Bob") },
    { origin: `data.json@${CHATS.indexOf("[ ]")}`, keys: [3], context: context("Di") },
  ]);
  const tokens = await collect(readJsonByTokens(path, { select, signal }));
  expect(tokens.pages.flatMap(({ arrays }) => arrays.map(({ origin }) => origin))).toEqual([
    "data.json#0",
    "data.json#1",
    "data.json#3",
  ]);
});

it("tells the root array, and an array whose document is cut behind its bracket", async () => {
  const root = await collect(readJson(await tempFile("[]"), { select: "", signal }));
  expect(root.pages).toMatchObject([{ values: [], arrays: [{ origin: "data.json@0", keys: [], context: [] }] }]);
  for (const read of [readJson, readJsonByTokens]) {
    const { pages, error } = await collect(read(await tempFile('{"list":[{"messages":['), { select, signal }));
    expect(pages.flatMap(({ arrays }) => arrays)).toHaveLength(1);
    expect(String(error)).toContain("at byte 22");
  }
});

it("resumes behind a page that has arrays and no values, of a file and of a stream", async () => {
  const empty = (no: number) => `{"name":"${no}","messages":[]}`;
  const text = `{"list":[${Array.from({ length: 6 }, (_, no) => empty(no)).join(",")},{"name":"6","messages":[7,8]}]}`;
  const chunks = async function* () {
    yield Buffer.from(text);
  };
  for (const input of [await tempFile(text), streamInput({ path: "s", chunks })]) {
    for (const chunkBytes of [1, 20, 4096]) {
      const options = { select, signal, chunkBytes, pageSize: 1 };
      const { pages } = await collect(readJson(input, options));
      expect(pages.flatMap(({ arrays }) => arrays.map(named))).toEqual(
        [0, 1, 2, 3, 4, 5, 6].map((no) => [no, `${no}`]),
      );
      expect(pages.map(({ values }) => valuesOf(values))).toEqual([[], [], [], [7], [8]]);
      for (const [at, page] of pages.entries()) {
        const rest = await collect(readJson(input, { ...options, after: page.cursor }));
        expect(rest).toMatchObject({ pages: pages.slice(at + 1), error: undefined });
      }
    }
  }
});

it("resumes inside an array that was told before its first element was read", async () => {
  const between = " ".repeat(3_000_000);
  const path = await tempFile(`{"list":[{"name":"Ann","messages":[${between}1,2]}]}`);
  const { pages } = await collect(readJson(path, { select, signal }));
  expect(pages.map(({ values, arrays }) => [valuesOf(values), arrays.map(named)])).toEqual([
    [[], [[0, "Ann"]]],
    [[1, 2], []],
  ]);
  const rest = await collect(readJson(path, { select, signal, after: pages[0]?.cursor }));
  expect(rest.pages).toEqual(pages.slice(1));
  const damaged = await tempFile(`{"list":[{"name":"Ann","messages":[${between},1]}]}`);
  const before = await collect(readJson(damaged, { select, signal }));
  const after = await collect(readJson(damaged, { select, signal, after: before.pages[0]?.cursor }));
  expect(String(after.error)).toContain('"," instead of a value or "]"');
});
