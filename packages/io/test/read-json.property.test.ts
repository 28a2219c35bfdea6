import { ConfigError } from "@chat-etl/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type JsonArray, type JsonElement, readJson, readJsonByTokens } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { runs } from "./runs.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;
const RUNS = runs(75);

/** Gaps between tokens. */
const gap = fc.constantFrom("", "", "", " ", "\n", "\r\n", "\t\t ");

/** Keys and strings of every kind, as they may be written: raw, escaped, in the way of Telegram. */
const nasty = fc.string({ unit: fc.constantFrom(...'[]{},:"\\ \nπ😀é\ud83d\u0001x41'.split("")), maxLength: 8 });
const json = fc.oneof(
  fc.jsonValue({ stringUnit: "binary", maxDepth: 3 }),
  nasty,
  fc.dictionary(nasty, fc.oneof(nasty, fc.array(nasty, { maxLength: 3 })), { maxKeys: 4 }),
);
const numbers = fc.constantFrom("9007199254740993", "1e400", "-0.0", "123456789012345678901234567890", "1E-400");
const leaf = fc.oneof(
  fc.tuple(json, fc.constantFrom(undefined, 1, "\t"), fc.constantFrom("raw", "ascii", "telegram")).map(written),
  numbers,
  fc.constantFrom('{"a":1,"a":2}', '{"__proto__":{"a":1}}', `${"[".repeat(70)}1${"]".repeat(70)}`),
);

function written([value, indent, how]: [unknown, string | number | undefined, string]): string {
  const text = JSON.stringify(value, undefined, indent);
  const hex = (character: string) => character.charCodeAt(0).toString(16).padStart(4, "0");
  if (how === "ascii") return text.replaceAll(/[^\0-\x7f]/g, (character) => `\\u${hex(character)}`);
  return how === "telegram" ? text.replaceAll("\\u00", "\\x") : text;
}

const key = fc.constantFrom("a", "b", "messages", "other", "__proto__", "a\\u0062", "1");

/** A document in which the ways of the selections below often lead somewhere, and often do not. */
const container = fc.letrec<{ any: string; array: string; object: string }>((tie) => ({
  any: fc.oneof({ depthSize: "small", withCrossShrink: true }, leaf, tie("array"), tie("object")),
  array: fc.tuple(gap, fc.array(fc.tuple(gap, tie("any"), gap), { maxLength: 5 })).map(([inside, items]) => {
    return `[${items.length === 0 ? inside : items.map((item) => item.join("")).join(",")}]`;
  }),
  object: fc.tuple(gap, fc.array(fc.tuple(gap, key, gap, tie("any")), { maxLength: 5 })).map(([inside, items]) => {
    return `{${items.length === 0 ? inside : items.map(([a, name, b, value]) => `${a}"${name}"${b}:${value}`).join(",")}}`;
  }),
}));
const document = fc
  .tuple(fc.constantFrom("", "\uFEFF"), gap, fc.oneof(container.array, container.object), gap)
  .map((parts) => parts.join(""));
const select = fc.array(fc.constantFrom("a", "b", "messages", "*", "[]", "ab"), { maxLength: 3 });
const chunkBytes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(65_536));
const pageSize = fc.integer({ min: 1, max: 5 });

/** What an element says but its origin, as text: the order of keys and a key named __proto__ count too. */
function shown(elements: readonly JsonElement[]): readonly string[] {
  return elements.map((element) => JSON.stringify({ ...valuesAndKeys(element), context: element.context }));
}

function valuesAndKeys(element: JsonElement): object {
  return { value: valuesOf([element])[0], keys: element.keys };
}

/** What is told of the arrays, but their origins. */
function told(pages: readonly { readonly arrays: readonly JsonArray[] }[]): readonly string[] {
  return pages.flatMap(({ arrays }) => arrays.map(({ keys, context }) => JSON.stringify({ keys, context })));
}

it("gives the same values, keys, contexts and arrays by both roads, in chunks of any size", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(document, select, chunkBytes, async (text, select, chunkBytes) => {
      const path = await tempFile(text);
      const fast = await collect(readJson(path, { select, signal, chunkBytes }));
      const slow = await collect(readJsonByTokens(path, { select, signal, chunkBytes }));
      expect(shown(fast.values)).toEqual(shown(slow.values));
      expect(told(fast.pages)).toEqual(told(slow.pages));
      expect(fast.error instanceof ConfigError).toBe(slow.error instanceof ConfigError);
      found += fast.values.length;
    }),
    runs(400),
  );
  expect(found).toBeGreaterThan(100);
});

it("gives what JSON.parse gives for the whole document", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(leaf, { maxLength: 6 }), chunkBytes, async (elements, chunkBytes) => {
      const text = `{"name":"é","messages":[${elements.join(",")}],"count":1}`;
      const { values } = await collect(readJson(await tempFile(text), { select: "messages", signal, chunkBytes }));
      const plain = elements.map((element) => element.replaceAll("\\\\", "\\u005c").replaceAll("\\x", "\\u00"));
      expect(JSON.stringify(valuesOf(values))).toBe(JSON.stringify(JSON.parse(`[${plain.join(",")}]`)));
      for (const value of values) expect(value.context).toEqual([{ name: "é" }]);
    }),
    RUNS,
  );
});

it("yields exactly the rest when it is resumed behind any page", async () => {
  await fc.assert(
    fc.asyncProperty(document, select, chunkBytes, pageSize, async (text, select, chunkBytes, pageSize) => {
      const path = await tempFile(text);
      const options = { select, signal, chunkBytes, pageSize };
      const { pages, error } = await collect(readJson(path, options));
      for (const [at, page] of pages.entries()) {
        const rest = await collect(readJson(path, { ...options, after: page.cursor }));
        expect({ pages: rest.pages, error: rest.error }).toEqual({ pages: pages.slice(at + 1), error });
      }
    }),
    RUNS,
  );
});

it("tells each array once, in the page of its first element or before it, by both roads", async () => {
  await fc.assert(
    fc.asyncProperty(document, select, chunkBytes, pageSize, async (text, select, chunkBytes, pageSize) => {
      const path = await tempFile(text);
      const options = { select, signal, chunkBytes, pageSize };
      for (const { pages } of [
        await collect(readJson(path, options)),
        await collect(readJsonByTokens(path, options)),
      ]) {
        const arrays: string[] = [];
        for (const page of pages) {
          arrays.push(...page.arrays.map(({ keys }) => JSON.stringify(keys)));
          for (const element of page.values) {
            if ("value" in element) expect(arrays).toContain(JSON.stringify(element.keys.slice(0, -1)));
          }
          expect(page.values.length + page.arrays.length).toBeGreaterThan(0);
        }
      }
    }),
    RUNS,
  );
});

it("yields what is whole of a document cut anywhere, then says that it was cut", async () => {
  await fc.assert(
    fc.asyncProperty(document, select, fc.double({ min: 0, max: 0.999, noNaN: true }), async (text, select, where) => {
      const whole = await collect(readJson(await tempFile(text), { select, signal }));
      const bytes = Buffer.from(text.trimEnd());
      const path = await tempFile(bytes.subarray(0, Math.floor(where * bytes.length)));
      const { values, error } = await collect(readJson(path, { select, signal, chunkBytes: 16 }));
      expect(values).toEqual(whole.values.slice(0, values.length));
      expect(error).toBeInstanceOf(ConfigError);
    }),
    RUNS,
  );
});

it("refuses what follows the document, after everything in it was yielded", async () => {
  const garbage = fc.constantFrom("]", "}", "[1]", "{}", "x", "\0", '"', "1", ",");
  await fc.assert(
    fc.asyncProperty(document, select, garbage, async (text, select, garbage) => {
      const whole = await collect(readJson(await tempFile(text), { select, signal }));
      const { values, error } = await collect(readJson(await tempFile(`${text}${garbage}`), { select, signal }));
      expect(values).toEqual(whole.values);
      expect(String(error)).toMatch(/instead of/);
    }),
    RUNS,
  );
});
