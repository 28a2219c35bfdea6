import { ConfigError } from "@chat-etl/sdk";
import { expect, it } from "vitest";
import { readCsv, streamInput } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;

async function read(content: string | Uint8Array, more: object = {}) {
  return await collect(readCsv(await tempFile(content), { signal, ...more }));
}

it("reads records of strings by the header, over a mark, CRLF, empty lines, quotes and no last newline", async () => {
  for (const chunkBytes of [1, 2, 5, 4096]) {
    const { values } = await read('\uFEFFid,__proto__\r\n1,"a, ""b"""\r\n\r\n2,"é\r\nè"\r\n3,', { chunkBytes });
    expect(values.map(({ origin }) => origin)).toEqual(["data.json@17", "data.json@31", "data.json@45"]);
    expect(valuesOf(values).map((value) => JSON.stringify(value))).toEqual([
      String.raw`{"id":"1","__proto__":"a, \"b\""}`,
      String.raw`{"id":"2","__proto__":"é\r\nè"}`,
      '{"id":"3","__proto__":""}',
    ]);
  }
});

it("takes another delimiter", async () => {
  expect(valuesOf((await read("a;b\n1,5;2", { delimiter: ";" })).values)).toEqual([{ a: "1,5", b: "2" }]);
});

it("passes on a record with too few or too many fields, and goes on", async () => {
  const { values } = await read("a,b\n1\n1,2,3\n1,2\n");
  const unreadable = "wrong-field-count";
  expect(valuesOf(values)).toEqual([{ unreadable }, { unreadable }, { a: "1", b: "2" }]);
});

it.each([
  ["a quotation mark is never closed", 'a,b\n1,2\n3,"4\n5,6\n', "a quotation mark is opened and never closed"],
  [
    "something follows a closing one",
    'a,b\n1,2\n"3"x,4\n',
    "is damaged in the record at byte 8: something follows a closing",
  ],
])("gives what is before, then says where %s", async (_name, text, says) => {
  for (const chunkBytes of [3, 4096]) {
    const { values, error } = await read(text, { chunkBytes });
    expect(valuesOf(values)).toEqual([{ a: "1", b: "2" }]);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(says);
  }
});

it.each([
  ["two columns of one name", "a,b,a\n1,2,3", 'has two columns named "a"'],
  ["a column without a name", "a,,b\n1,2,3", "has a column without a name"],
  ["another encoding", Buffer.from("a\n\xe9\n", "latin1"), "is not encoded in UTF-8 between byte 0 and byte 4"],
])("refuses %s", async (_name, content, says) => {
  expect(String((await read(content)).error)).toContain(says);
});

it("resumes behind any page, of a file and of a stream", async () => {
  const text = '\uFEFFa,b\n1,"x\ny"\n\n2,é\n3,4\n5,6\n';
  const chunks = async function* () {
    yield Buffer.from(text);
  };
  for (const input of [await tempFile(text), streamInput({ path: "s", chunks })]) {
    for (const chunkBytes of [1, 7, 4096]) {
      const options = { signal, chunkBytes, pageSize: 1 };
      const { pages } = await collect(readCsv(input, options));
      expect(pages).toHaveLength(4);
      for (const [at, page] of pages.entries()) {
        const rest = await collect(readCsv(input, { ...options, after: page.cursor }));
        expect(rest).toMatchObject({ pages: pages.slice(at + 1), error: undefined });
      }
    }
  }
});
