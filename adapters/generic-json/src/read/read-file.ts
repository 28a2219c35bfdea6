import { posix } from "node:path";
import { type Input as File, readCsv, readDocument, readJson, readJsonLines } from "@chat-etl/io";
import { ConfigError, type Cursor, type Extracted, type Page, type Unreadable } from "@chat-etl/sdk";
import type { JSONValue } from "@jmespath-community/jmespath";
import type { Input } from "../mapping/mapping.ts";
import type { FileScope, Scope } from "../mapping/scope.ts";
import { plainName } from "./files.ts";

/** How a file is read, as a mapping says it. */
type Reading = Pick<Input, "files" | "format" | "select" | "delimiter" | "exactNumbers">;

/** A value with what is around it; or an array of values that was come to. */
interface Found {
  readonly scope: Scope;
  readonly isArray: boolean;
}

export interface FoundPage extends Page {
  readonly values: readonly ((Extracted & { readonly value: Found }) | Unreadable)[];
}

export interface ReadFileOptions {
  readonly reading: Reading;
  readonly after?: Cursor | undefined;
  readonly signal: AbortSignal;
  /** Called at the end, with whether there was anything where the selection leads. */
  onEnd?(isFound: boolean): void;
}

/** Reads one file as its mapping says. @throws ConfigError it cannot be read, or is damaged */
export async function* readFile(file: File, options: ReadFileOptions): AsyncGenerator<FoundPage, void> {
  const { reading, after, signal } = options;
  const { select, delimiter, exactNumbers } = reading;
  const place = placeOf(file.name);
  switch (formatOf(file, reading)) {
    case "json": {
      const onEnd = ({ isFound }: { readonly isFound: boolean }) => options.onEnd?.(isFound);
      for await (const page of readJson(file, { select, after, signal, exactNumbers, anyRoot: true, onEnd }))
        yield {
          ...page,
          values: [
            ...page.arrays.map((array) => arrayFound(array, place)),
            ...page.values.map((one) => found(one, place)),
          ],
        };
      return;
    }
    case "jsonl":
      return yield* rows(readJsonLines(file, { after, signal, exactNumbers }), place, options);
    case "csv":
      return yield* rows(readCsv(file, { after, signal, delimiter }), place, options);
    case "document":
      return yield* rows(readDocument(file, { after, signal, exactNumbers }), place, options);
  }
}

async function* rows(
  pages: AsyncIterable<Page>,
  file: FileScope,
  { onEnd }: ReadFileOptions,
): AsyncGenerator<FoundPage, void> {
  for await (const page of pages) {
    const values = page.values.map((one) => found({ ...one, keys: [positionOf(one.origin)] }, file));
    yield { ...page, values };
  }
  onEnd?.(true);
}

/** The line or byte at which a row stands, with which its origin ends. */
function positionOf(origin: string): number {
  return Number(/\d+$/.exec(origin)?.[0] ?? 0);
}

interface Surroundings {
  readonly keys?: readonly (string | number)[];
  readonly context?: readonly object[];
}

function found(one: (Extracted | Unreadable) & Surroundings, file: FileScope): FoundPage["values"][number] {
  if ("unreadable" in one) return one;
  const { keys = [], context = [] } = one;
  const item = one.value as JSONValue;
  const scope = scopeOf(item, { keys, context }, file);
  return { value: { scope, isArray: false }, origin: one.origin };
}

function arrayFound(array: Required<Surroundings> & { readonly origin: string }, file: FileScope) {
  const around = scopeOf(null, array, file);
  return {
    value: { scope: { ...around, item: around.parent, element: around.parent }, isArray: true },
    origin: array.origin,
  };
}

function scopeOf(item: JSONValue, { keys, context }: Required<Surroundings>, file: FileScope): Scope {
  const around = context as JSONValue[];
  const document = around[0] ?? null;
  return { item, element: item, parent: around.at(-1) ?? null, around, document, keys: keys as JSONValue[], file };
}

/** A whole document, with nothing around it. */
export function scopeOfDocument(root: JSONValue, { name }: Pick<File, "name">): Scope {
  return scopeOf(root, { keys: [], context: [] }, placeOf(name));
}

function placeOf(name: string): FileScope {
  const { dir, name: stem } = posix.parse(plainName(name));
  return { path: name, name: stem, folder: posix.basename(dir) };
}

const ENDINGS: ReadonlyMap<string, NonNullable<Reading["format"]>> = new Map([
  [".json", "json"],
  [".jsonl", "jsonl"],
  [".ndjson", "jsonl"],
  [".csv", "csv"],
]);

function formatOf({ name, path }: File, { format, files }: Reading): NonNullable<Reading["format"]> {
  const byEnding = (one: string) => ENDINGS.get(posix.extname(plainName(one)).toLowerCase());
  const known = format ?? byEnding(name) ?? byEnding(files);
  if (known !== undefined) return known;
  throw new ConfigError(
    `What format "${path}" is in cannot be told from its name: say so with "format" in the mapping.`,
  );
}
