import { ConfigError } from "@chat-etl/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonElement, readJson, readJsonByTokens, streamInput } from "../src/index.ts";
import { type Collected, collect, valuesOf } from "./collect.ts";

const signal = new AbortController().signal;

/** Everything that has two bytes of which one may be missing: escapes, pairs, marks, numbers, words, brackets. */
const element = fc.constantFrom(
  '{"id":1,"text":"a\\\\","deep":[{"b":[]},"]}"]}',
  '"é😀\\u00e9\\ud83d\\ude00\\n\\""',
  '"\\x1f\\\\x41"',
  "-1.5e+10",
  "0",
  "true",
  "null",
  "[[],{}]",
  '""',
);
const gap = fc.constantFrom("", " ", "\r\n");
const list = fc
  .array(fc.tuple(gap, element, gap), { maxLength: 4 })
  .map((items) => `[${items.map((item) => item.join("")).join(",")}]`);
const document = fc
  .tuple(fc.constantFrom("", "\uFEFF"), fc.array(list, { minLength: 1, maxLength: 3 }), gap)
  .map(([mark, lists, gap]) => {
    const chats = lists.map((messages, no) => `{"name":"é${no}",${gap}"messages":${messages},"draft":null}`);
    return `${mark}{"about":"\\x02",${gap}"list":[${chats.join(`,${gap}`)}]${gap}}`;
  });

interface Roads {
  readonly fast: Collected<{ readonly values: readonly JsonElement[] }>;
  readonly slow: Collected<{ readonly values: readonly JsonElement[] }>;
}

async function bothRoads(bytes: Buffer, chunkBytes: number): Promise<Roads> {
  const chunks = async function* () {
    yield bytes;
  };
  const input = streamInput({ path: "s", chunks });
  const options = { select: "list.*.messages", signal, chunkBytes };
  return { fast: await collect(readJson(input, options)), slow: await collect(readJsonByTokens(input, options)) };
}

/** A number or a word, of which only the next byte tells that it is over. */
function isBare(value: unknown): boolean {
  return value === null || typeof value === "number" || typeof value === "boolean";
}

/** A broken document ends in an error for the operator that says at which byte. */
function expectPlace(error: unknown): void {
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toMatch(/(at|before|between) byte \d+|is empty/);
}

describe("a document that is cut behind any of its bytes", () => {
  it("gives the same whole elements by both roads, save a last number or word that the tokenizer waits with, and says at which byte it ends", async () => {
    await fc.assert(
      fc.asyncProperty(document, fc.constantFrom(1, 7, 4096), async (text, chunkBytes) => {
        const bytes = Buffer.from(text.trimEnd());
        const whole = (await bothRoads(bytes, chunkBytes)).fast;
        expect(whole.error).toBeUndefined();
        for (let end = 0; end < bytes.length; end += 1) {
          const { fast, slow } = await bothRoads(bytes.subarray(0, end), chunkBytes);
          expect(fast.values).toEqual(whole.values.slice(0, fast.values.length));
          const isWaiting = slow.values.length < fast.values.length && isBare(valuesOf(fast.values).at(-1));
          expect(valuesOf(slow.values)).toEqual(valuesOf(fast.values).slice(0, isWaiting ? -1 : undefined));
          for (const { error } of [fast, slow]) expectPlace(error);
        }
      }),
      { numRuns: 12 },
    );
  });
});

describe("a document with garbage behind it", () => {
  const garbage = fc.constantFrom("]", "}", "[1]", "{}", "x", "\0", '"', '"a"', "1", ",", "\uFEFF", "\xa0", "null");
  const broken = fc.tuple(document, gap, garbage).map((parts) => parts.join(""));

  it("gives all elements by both roads, byte by byte, and says where the garbage is", async () => {
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        const { fast, slow } = await bothRoads(Buffer.from(text), 1);
        expect(valuesOf(slow.values)).toEqual(valuesOf(fast.values));
        expect(slow.values.map(({ keys }) => keys)).toEqual(fast.values.map(({ keys }) => keys));
        for (const { error } of [fast, slow]) expectPlace(error);
      }),
      { numRuns: 100 },
    );
  });

  it("loses by the road of tokens the elements of the chunk the garbage is in, and by the fast road none", async () => {
    await fc.assert(
      fc.asyncProperty(broken, fc.constantFrom(7, 40, 4096), async (text, chunkBytes) => {
        const all = await bothRoads(Buffer.from(text), 1);
        const { fast, slow } = await bothRoads(Buffer.from(text), chunkBytes);
        expect(fast.values).toEqual(all.fast.values);
        expect(valuesOf(slow.values)).toEqual(valuesOf(fast.values).slice(0, slow.values.length));
        for (const { error } of [fast, slow]) expectPlace(error);
      }),
      { numRuns: 100 },
    );
  });
});
