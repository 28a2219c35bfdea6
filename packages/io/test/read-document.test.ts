import { ConfigError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { readDocument, streamInput } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;
const read = async (content: string | Uint8Array, more: object = {}) =>
  await collect(readDocument(await tempFile(content), { signal, ...more }));

it("Google Chat, section 8: a small document is one value, and its name is its origin", async () => {
  const text = '\uFEFF {"name":"Grüße","members":[{"email":"ann@example.com"}]}\r\n';
  for (const chunkBytes of [1, 5, 4096]) {
    const { pages, error } = await read(text, { chunkBytes });
    expect(error).toBeUndefined();
    expect(pages.map(({ values }) => values)).toEqual([[{ value: JSON.parse(text.slice(1)), origin: "data.json" }]]);
  }
  expect(valuesOf((await read("null")).values)).toEqual([null]);
});

it("gives nothing more when it is resumed, and looks whether it is the same", async () => {
  const path = await tempFile("{}");
  const { pages } = await collect(readDocument(path, { signal }));
  const rest = await collect(readDocument(path, { signal, after: pages[0]?.cursor }));
  expect(rest).toEqual({ pages: [], values: [], error: undefined });
  const chunks = (text: string) =>
    async function* () {
      yield Buffer.from(text);
    };
  const stream = await collect(readDocument(streamInput({ path: "s", chunks: chunks("{}") }), { signal }));
  const after = stream.pages[0]?.cursor;
  expect(await collect(readDocument(streamInput({ path: "s", chunks: chunks("{}") }), { signal, after }))).toEqual(
    rest,
  );
  const other = await collect(readDocument(streamInput({ path: "s", chunks: chunks("[]") }), { signal, after }));
  expect(String(other.error)).toContain('"s" is not what was read in part before');
});

it.each([
  ["a missing comma", '\uFEFF{"é":1 "b":2}', "data.json@11", "not-json"],
  ["a cut end", '{"a":[1', "data.json@7", "not-json"],
  ["nothing at all", "", "data.json@0", "not-json"],
  ["something behind it", '{"a":1} x', "data.json@8", "not-json"],
  ["a bad escape behind a mended one", '["\\x1f\\q"]', "data.json@6", "not-json"],
  ["another encoding", Buffer.from('["ok","\xe9"]', "latin1"), "data.json@7", "not-utf8"],
])("passes on a damaged document with the byte of the damage: %s", async (_name, content, origin, code) => {
  const { pages, values, error } = await read(content, { chunkBytes: 3 });
  expect(error).toBeUndefined();
  expect(values).toMatchObject([{ origin, unreadable: { code } }]);
  expect(JSON.stringify(values)).toContain("The document is no");
  const path = await tempFile(content);
  const [page] = (await collect(readDocument(path, { signal }))).pages;
  expect((await collect(readDocument(path, { signal, after: page?.cursor }))).values).toEqual([]);
  expect(pages).toHaveLength(1);
});

it("mends escapes of the form \\xNN, and says so", async () => {
  const { values } = await read(String.raw`{"name":"a\x1fb"}`);
  expect(values).toMatchObject([{ value: { name: "a\u001fb" }, repaired: { code: "invalid-escape" } }]);
});

it("is refused when it is larger than an element may be, and not read to its end", async () => {
  const text = `"${"x".repeat(100)}"`;
  expect(valuesOf((await read(text, { maxElementBytes: 102 })).values)).toEqual(["x".repeat(100)]);
  let reads = 0;
  const chunks = async function* () {
    for (;;) {
      reads += 1;
      yield Buffer.from(text);
    }
  };
  const { error } = await collect(readDocument(streamInput({ path: "s", chunks }), { signal, maxElementBytes: 1000 }));
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toContain('"s" holds an element at byte 0 that is larger than 1000 bytes');
  expect(reads).toBeLessThan(20);
});
