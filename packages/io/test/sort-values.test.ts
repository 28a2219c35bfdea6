import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { listInputs, readJsonLines, sortValues, writeZip } from "../src/index.ts";

interface Item {
  readonly key: string;
  readonly no: number;
}

const ITEMS = Array.from({ length: 500 }, (_, no): Item => ({ key: String((no * 7919) % 50).padStart(2, "0"), no }));
const LINES = ITEMS.map((item) => `${JSON.stringify(item)}\n`).join("");
const SIGNAL = new AbortController().signal;

it.each([
  ["in memory", undefined],
  ["by a few runs", 2_000],
  ["by more runs than are merged at once", 100],
])("sorts values %s, those of one key in their order, and leaves nothing behind", async (_, runCharacters) => {
  await inFolder(async (scratch) => {
    const sorted = sortValues(Readable.from(ITEMS), {
      keyOf: ({ key }: Item) => key,
      scratch,
      signal: SIGNAL,
      runCharacters,
    });
    const expected = ITEMS.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.no - b.no));
    expect(await allOf(sorted)).toEqual(expected);
    expect(await readdir(scratch)).toEqual([]);
  });
});

it("takes its scratch files away when nobody reads on", async () => {
  await inFolder(async (scratch) => {
    const options = { keyOf: ({ key }: Item) => key, scratch, signal: SIGNAL, runCharacters: 2_000 };
    for await (const { key } of sortValues<Item>(Readable.from(ITEMS), options)) if (key !== "") break;
    expect(await readdir(scratch)).toEqual([]);
  });
});

it("writes a zip archive that reads as what went in, in place of the one before", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "items.jsonl");
    const zip = join(folder, "out.zip");
    await writeFile(path, LINES);
    await writeFile(zip, "what stood there before");
    await writeZip(
      zip,
      [
        { name: "items.jsonl", path },
        { name: "data/größer.jsonl", path },
      ],
      SIGNAL,
    );
    const inputs = await listInputs(zip);
    expect(inputs.map(({ name }) => name).sort()).toEqual(["data/größer.jsonl", "items.jsonl"]);
    for (const input of inputs) {
      const pages = await allOf(readJsonLines(input, { signal: SIGNAL }));
      expect(pages.flatMap(({ values }) => values.map((one) => "value" in one && one.value))).toEqual(ITEMS);
    }
    expect((await readdir(folder)).sort()).toEqual(["items.jsonl", "out.zip"]);
  });
});

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sort-"));
  await work(folder).finally(() => rm(folder, { recursive: true }));
}

async function allOf<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
