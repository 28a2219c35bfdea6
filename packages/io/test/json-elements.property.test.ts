import { open } from "node:fs/promises";
import { ConfigError } from "@chat-etl/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import { collectElements, collectPages, valuesOf } from "./collect.ts";
import { runs } from "./runs.ts";
import { tempFile } from "./temp-file.ts";

/** Gaps between tokens. */
const gap = fc.constantFrom("", "", "", " ", "\n", "\r\n", "\t\t ");

/** One element as it may be written, with strings of every kind, the nasty ones often. */
const nasty = fc.string({ unit: fc.constantFrom(...'[]{},:"\\ \nπ😀é\ud83d'.split("")), maxLength: 8 });
const anyJson = fc.oneof(
  fc.jsonValue({ stringUnit: "binary", maxDepth: 3 }),
  nasty,
  fc.dictionary(nasty, fc.oneof(nasty, fc.array(nasty, { maxLength: 3 })), { maxKeys: 4 }),
);
const element = fc
  .tuple(anyJson, fc.constantFrom(undefined, 1, "\t"), fc.boolean())
  .map(([value, indent, ascii]) => written(JSON.stringify(value, undefined, indent), ascii));

function written(json: string, ascii: boolean): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return ascii ? json.replaceAll(/[^\0-\x7f]/g, escaped) : json;
}

/** An array of elements that are texts already, with gaps everywhere. */
function arrayOf(elements: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.array(fc.tuple(gap, elements, gap), { maxLength: 8 }), gap).map(([items, inside]) => {
    const body = items.map((item) => item.join("")).join(",");
    return `[${body === "" ? inside : body}]`;
  });
}

const mark = fc.constantFrom("", "\uFEFF");
const flat = fc.tuple(mark, gap, arrayOf(element), gap).map((parts) => parts.join(""));
const nested = fc.tuple(mark, gap, arrayOf(arrayOf(element)), gap).map((parts) => parts.join(""));
const document = fc.oneof(
  flat.map((text) => ({ text, depth: 1 })),
  nested.map((text) => ({ text, depth: 2 })),
);
const chunkBytes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(65_536));
const pageSize = fc.integer({ min: 1, max: 5 });
const RUNS = runs(75);

function expectedOf(text: string, depth: number): readonly unknown[] {
  const whole: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  return Array.isArray(whole) ? whole.flat(depth - 1) : [];
}

it("gives what JSON.parse gives for the whole document, in chunks of any size", async () => {
  await fc.assert(
    fc.asyncProperty(document, chunkBytes, pageSize, async ({ text, depth }, chunkBytes, pageSize) => {
      const elements = await collectElements(await tempFile(text), { depth, chunkBytes, pageSize });
      // Compared as text: the order of keys and a key named __proto__ count too.
      expect(JSON.stringify(valuesOf(elements))).toBe(JSON.stringify(expectedOf(text, depth)));
    }),
    RUNS,
  );
});

it("tells for each element where it begins", async () => {
  await fc.assert(
    fc.asyncProperty(document, pageSize, async ({ text, depth }, pageSize) => {
      const path = await tempFile(text);
      const bytes = Buffer.from(text);
      const elements = await collectElements(path, { depth, pageSize });
      const starts = elements.map(({ origin }) => Number(origin.split("@")[1]));
      for (const [at, start] of starts.entries()) {
        const value = JSON.stringify(valuesOf(elements)[at]);
        expect(valuesThatBeginWith(bytes.toString("utf8", start, starts[at + 1]))).toContain(value);
      }
      expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
    }),
    RUNS,
  );
});

/** All values that stand at the beginning of a text, as JSON: `12,` begins with 1 and with 12. */
function valuesThatBeginWith(text: string): readonly string[] {
  const values = Array.from({ length: text.length }, (_, at) => JSON.stringify(parsed(text.slice(0, at + 1))));
  return values.filter((value) => value !== undefined);
}

it("tells for each element its index in the document", async () => {
  await fc.assert(
    fc.asyncProperty(document, pageSize, async ({ text, depth }, pageSize) => {
      const whole: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
      for (const element of await collectElements(await tempFile(text), { depth, pageSize })) {
        const found = element.keys.reduce<unknown>(
          (inside, at) => (Array.isArray(inside) ? inside[Number(at)] : inside),
          whole,
        );
        expect(JSON.stringify(valuesOf([element])[0])).toBe(JSON.stringify(found));
      }
    }),
    RUNS,
  );
});

it("yields exactly the rest when it is resumed behind any page", async () => {
  await fc.assert(
    fc.asyncProperty(document, chunkBytes, pageSize, async ({ text, depth }, chunkBytes, pageSize) => {
      const path = await tempFile(text);
      const { pages } = await collectPages(path, { depth, chunkBytes, pageSize });
      for (const [at, page] of pages.entries()) {
        const rest = await collectPages(path, { depth, chunkBytes, pageSize, after: page.cursor });
        expect(rest).toEqual({ pages: pages.slice(at + 1), error: undefined });
      }
    }),
    runs(30),
  );
});

it("yields what is whole of a document cut anywhere, then says that it was cut", async () => {
  await fc.assert(
    fc.asyncProperty(document, fc.double({ min: 0, max: 1, noNaN: true }), async ({ text, depth }, where) => {
      const path = await tempFile(text);
      const whole = await collectElements(path, { depth });
      const end = text.trimEnd().length;
      const cut = Buffer.byteLength(text.slice(0, Math.floor(where * (end - 1))));
      await using file = await open(path, "r+");
      await file.truncate(cut);
      const { pages, error } = await collectPages(path, { depth, chunkBytes: 16 });
      const read = pages.flatMap((page) => page.values);
      expect(read).toEqual(whole.slice(0, read.length));
      expect(error).toBeInstanceOf(ConfigError);
      expect(String(error)).toMatch(/the end of the file|is empty/);
    }),
    RUNS,
  );
});

it("ends in values or in a ConfigError for any bytes", async () => {
  const bytes = fc.string({ unit: fc.constantFrom(...'[]{},"\\1 aé\0'.split("")), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(bytes, chunkBytes, async (inside, chunkBytes) => {
      const text = `[${inside}]`;
      const { pages, error } = await collectPages(await tempFile(text), { chunkBytes });
      const values = pages.flatMap((page) => valuesOf(page.values));
      const expected = parsed(text);
      if (Array.isArray(expected)) expect({ values, error }).toEqual({ values: expected, error: undefined });
      else if (error !== undefined) expect(error).toBeInstanceOf(ConfigError);
      else expect(values).toContainEqual({ unreadable: "not-json" });
    }),
    runs(200),
  );
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
