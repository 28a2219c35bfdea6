import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readJsonLines } from "./read-json-lines.ts";

/** Characters of lines that are sorted in memory at once. */
const RUN_CHARACTERS = 4_194_304;

/** Most files that are merged at once: each has a chunk in memory. */
const MERGED_AT_ONCE = 32;
const CHUNK_BYTES = 65_536;
const PAGE_SIZE = 50;
const PIECE_CHARACTERS = 65_536;

export interface SortOptions<Value> {
  /** What a value is sorted by, compared by UTF-16 units. Values of one key stay in their order. */
  keyOf(value: Value): string;
  /** Folder for what does not fit into memory. It is left as it was. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Characters that are sorted in memory at once. Default: 4 Mi. */
  readonly runCharacters?: number | undefined;
}

/**
 * Values in another order, however many there are: runs that fit into memory are sorted, written to `scratch` as JSON
 * Lines, and merged. So a value must be JSON.
 *
 * @throws ConfigError the scratch folder cannot be read
 */
export async function* sortValues<Value>(
  values: AsyncIterable<Value>,
  options: SortOptions<Value>,
): AsyncGenerator<Value, void> {
  const folder = await mkdtemp(join(options.scratch, "sort-"));
  try {
    let runs = await writeRuns(values, folder, options);
    for (let pass = 0; runs.length > MERGED_AT_ONCE; pass += 1) runs = await mergeSome(runs, folder, pass, options);
    yield* merge(runs, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeRuns<Value>(
  values: AsyncIterable<Value>,
  folder: string,
  { keyOf, signal, runCharacters = RUN_CHARACTERS }: SortOptions<Value>,
): Promise<readonly string[]> {
  const runs: string[] = [];
  let lines: { readonly key: string; readonly line: string }[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const run = join(folder, `run-${runs.length}`);
    const sorted = lines.toSorted((a, b) => compare(a.key, b.key));
    await writeLines(run, Readable.from(sorted.map(({ line }) => line)));
    runs.push(run);
    lines = [];
    characters = 0;
  };
  for await (const value of values) {
    signal.throwIfAborted();
    const line = `${JSON.stringify(value)}\n`;
    lines.push({ key: keyOf(value), line });
    characters += line.length;
    if (characters >= runCharacters) await flush();
  }
  if (lines.length > 0) await flush();
  return runs;
}

/** Merges so many neighbours each into one, which keeps the order of equal keys. */
async function mergeSome<Value>(
  runs: readonly string[],
  folder: string,
  pass: number,
  options: SortOptions<Value>,
): Promise<readonly string[]> {
  const merged: string[] = [];
  for (let from = 0; from < runs.length; from += MERGED_AT_ONCE) {
    const some = runs.slice(from, from + MERGED_AT_ONCE);
    const run = join(folder, `merged-${pass}-${merged.length}`);
    await writeLines(run, linesOf(merge(some, options)));
    for (const done of some) await rm(done);
    merged.push(run);
  }
  return merged;
}

interface Head<Value> {
  readonly rest: AsyncGenerator<Value, void>;
  readonly key: string;
  readonly value: Value;
}

/** Of equal keys the one of the earlier run goes first. */
async function* merge<Value>(
  runs: readonly string[],
  { keyOf, signal }: SortOptions<Value>,
): AsyncGenerator<Value, void> {
  const readers = runs.map((run) => valuesOf<Value>(run, signal));
  const headOf = async (rest: AsyncGenerator<Value, void>): Promise<Head<Value> | undefined> => {
    const { done, value } = await rest.next();
    return done ? undefined : { rest, key: keyOf(value), value };
  };
  try {
    const heads = (await Promise.all(readers.map(headOf))).filter((head) => head !== undefined);
    while (heads.length > 0) {
      const [at, first] = leastOf(heads);
      yield first.value;
      const next = await headOf(first.rest);
      if (next === undefined) heads.splice(at, 1);
      else heads[at] = next;
    }
  } finally {
    for (const reader of readers) await reader.return();
  }
}

function leastOf<Value>(heads: readonly Head<Value>[]): readonly [number, Head<Value>] {
  return [...heads.entries()].reduce((least, other) => (compare(other[1].key, least[1].key) < 0 ? other : least));
}

async function* valuesOf<Value>(path: string, signal: AbortSignal): AsyncGenerator<Value, void> {
  for await (const { values } of readJsonLines(path, { signal, chunkBytes: CHUNK_BYTES, pageSize: PAGE_SIZE }))
    for (const one of values) if ("value" in one) yield one.value as Value;
}

async function* linesOf(values: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** In pieces of many lines: to write each by itself would take most of the time. */
async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  await pipeline(lines, inPieces, createWriteStream(path, { mode: 0o600 }));
}

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
  let piece = "";
  for await (const line of lines) {
    piece += line;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
