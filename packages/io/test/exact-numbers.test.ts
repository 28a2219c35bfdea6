import fc from "fast-check";
import { expect, it } from "vitest";
import { readDocument, readJson, readJsonByTokens, readJsonLines } from "../src/index.ts";
import { collect, valuesOf } from "./collect.ts";
import { tempFile } from "./temp-file.ts";

const signal = new AbortController().signal;
const exact = { signal, exactNumbers: true };

const NUMBERS =
  '[9007199254740991,9007199254740992,9007199254740993,-9007199254740993,9223372036854775807,1e400,1.5,-0,12345678901234.5e3,"9007199254740993"]';
const EXACT = [
  9007199254740991,
  9007199254740992,
  "9007199254740993",
  "-9007199254740993",
  "9223372036854775807",
  Number.POSITIVE_INFINITY,
  1.5,
  -0,
  12345678901234500,
  "9007199254740993",
];

it("gives integers that would get other digits as strings of theirs, and leaves all else alone", async () => {
  const path = await tempFile(NUMBERS);
  const values = async (reader: Parameters<typeof collect>[0]) => valuesOf((await collect(reader)).values);
  expect(await values(readJson(path, { select: "", ...exact }))).toEqual(EXACT);
  expect(await values(readJsonByTokens(path, { select: "", ...exact }))).toEqual(EXACT);
  expect(await values(readJsonLines(path, exact))).toEqual([EXACT]);
  expect(await values(readDocument(path, exact))).toEqual([EXACT]);
  expect(await values(readJson(path, { select: "", signal }))).toEqual(JSON.parse(NUMBERS));
  expect(await values(readJsonLines(path, { signal }))).toEqual([JSON.parse(NUMBERS)]);
  expect(await values(readDocument(path, { signal }))).toEqual([JSON.parse(NUMBERS)]);
});

it("does so in the context too, and behind a resumption, by both roads", async () => {
  const path = await tempFile(
    '{"id":9007199254740993,"deep":{"ids":[ 1234567890123456789 ]},"m":[1,2],"z":9007199254740993}',
  );
  const context = [{ id: "9007199254740993", deep: { ids: ["1234567890123456789"] } }];
  const roots: unknown[] = [];
  const options = { ...exact, select: "m", pageSize: 1, onEnd: ({ root }: { root: unknown }) => roots.push(root) };
  const { pages } = await collect(readJson(path, options));
  const rest = await collect(readJson(path, { ...options, after: pages[0]?.cursor }));
  const tokens = await collect(readJsonByTokens(path, options));
  for (const value of [...pages, ...rest.pages, ...tokens.pages].flatMap(({ values }) => values)) {
    expect(value.context).toEqual(context);
  }
  for (const root of roots) expect(root).toEqual({ ...context[0], z: "9007199254740993" });
  expect(roots).toHaveLength(3);
});

it("gives the digits of the file for any integer", async () => {
  const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("", " ", "\n"), integer), { minLength: 1 }), async (items) => {
      const path = await tempFile(`[${items.map(([gap, value]) => `${gap}${value}`).join(",")}]`);
      for (const read of [readJson, readJsonByTokens]) {
        const { values } = await collect(read(path, { select: "", ...exact }));
        expect(valuesOf(values).map((value) => BigInt(String(value)))).toEqual(items.map(([, value]) => value));
      }
    }),
    { numRuns: 100 },
  );
});

it("passes on as too deep what no exact reading reaches, rather than with other digits", async () => {
  const deep = (inside: string) => `${"[".repeat(20_000)}${inside}${"]".repeat(20_000)}`;
  const path = await tempFile(`[${deep("9007199254740993")},${deep("1")},2]`);
  const { values } = await collect(readJson(path, { select: "", ...exact }));
  expect(values.map((value) => ("unreadable" in value ? value.unreadable.code : "read"))).toEqual([
    "too-deep",
    "read",
    "read",
  ]);
});
