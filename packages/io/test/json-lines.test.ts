import { describe, expect, it } from "vitest";
import { readJsonLines, streamInput } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;

async function read(content: string | Uint8Array, more: object = {}) {
  return await collect(readJsonLines(await tempFile(content), { signal, ...more }));
}

describe("JSON Lines", () => {
  it("are read with their numbers, over a mark, CRLF, empty lines and a last line without an end", async () => {
    for (const chunkBytes of [1, 2, 3, 4096]) {
      const { values } = await read('\uFEFF{"a":1}\r\n\r\n  \n[2]\n"é"', { chunkBytes });
      expect(values).toEqual([
        { value: { a: 1 }, origin: "data.json:1" },
        { value: [2], origin: "data.json:4" },
        { value: "é", origin: "data.json:5" },
      ]);
    }
  });

  it("pass on a line that is no JSON, two values on a line, and what is not UTF-8, and go on", async () => {
    const lines = Buffer.concat([
      Buffer.from('{"a":1}\n{"a" 1}\n1,2\n{} {}\n"'),
      Buffer.from([0xff]),
      Buffer.from('"\n3'),
    ]);
    const { values } = await read(lines);
    const unreadable = "not-json";
    expect(valuesOf(values)).toEqual([
      { a: 1 },
      { unreadable },
      { unreadable },
      { unreadable },
      { unreadable: "not-utf8" },
      3,
    ]);
    expect(values[1]?.origin).toBe("data.json:2");
  });

  it("are mended where escapes are of the form \\xNN", async () => {
    expect((await read(String.raw`"a\x1fb"`)).values).toMatchObject([
      { value: "a\u001fb", repaired: { code: "invalid-escape" } },
    ]);
  });

  it("pass over a line that is too long, without holding it", async () => {
    const text = `1\n"${"x".repeat(3_000_000)}"\n"123"\n"1234"`;
    for (const chunkBytes of [1000, 10_000_000]) {
      const { values } = await read(text, { chunkBytes, maxLineBytes: 5 });
      expect(valuesOf(values)).toEqual([1, { unreadable: "too-long" }, "123", { unreadable: "too-long" }]);
      expect(values[3]?.origin).toBe("data.json:4");
    }
  });

  it("resume behind any page, of a file and of a stream", async () => {
    const text = '\uFEFF{"a":1}\r\n\n[2]\nnull\n\n4\n5';
    const path = await tempFile(text);
    const stream = streamInput({
      path: "s",
      chunks: async function* () {
        yield Buffer.from(text);
      },
    });
    for (const input of [path, stream]) {
      for (const chunkBytes of [1, 7, 4096]) {
        const options = { signal, chunkBytes, pageSize: 2 };
        const { pages, values } = await collect(readJsonLines(input, options));
        expect(valuesOf(values)).toEqual([{ a: 1 }, [2], null, 4, 5]);
        for (const [at, page] of pages.entries()) {
          const rest = await collect(readJsonLines(input, { ...options, after: page.cursor }));
          expect(rest).toMatchObject({ pages: pages.slice(at + 1), error: undefined });
        }
      }
    }
  });
});
