import { wordsOf } from "./names.ts";
import { type TimeForm, timeFormOf } from "./times.ts";

type Scalar = string | number | boolean;
export type Row = Readonly<Record<string, unknown>>;

/** What a field of many objects was seen to hold. Its values never leave the guess: only counts and types are told. */
export interface Field {
  /** Keys from the object to the field. */
  readonly path: readonly string[];
  /** The words of all keys; and of the last one. */
  readonly words: readonly string[];
  readonly lastWords: readonly string[];
  /** In which part of the objects there is something, from 0 to 1. */
  readonly share: number;
  /** What single values were seen, one for each object that has any. */
  readonly values: readonly Scalar[];
  /** What lists were seen. */
  readonly lists: readonly (readonly unknown[])[];
  readonly distinct: number;
  readonly time: TimeForm | undefined;
  /** 0 stands for "never" among the times. */
  readonly hasZeros: boolean;
  /** In which part of the values there are several words. */
  readonly freeText: number;
}

/** Keys deeper than this are not looked for. */
const DEPTH = 4;
const MOST_FIELDS = 400;
/** Most values by which a form of time is recognised. */
const MOST_TIMES = 200;

/** The fields of these objects, those of the objects inside them included. */
export function profileOf(rows: readonly Row[]): readonly Field[] {
  const found = new Map<string, { path: readonly string[]; scalars: Scalar[]; lists: unknown[][] }>();
  const add = (row: Row, before: readonly string[]): void => {
    for (const [key, value] of Object.entries(row)) {
      const path = [...before, key];
      if (isRow(value)) {
        if (path.length < DEPTH) add(value, path);
        continue;
      }
      if (value === null || value === undefined || value === "") continue;
      const name = JSON.stringify(path);
      const field = found.get(name) ?? { path, scalars: [], lists: [] };
      if (!found.has(name) && found.size >= MOST_FIELDS) continue;
      found.set(name, field);
      if (Array.isArray(value)) field.lists.push(value);
      else field.scalars.push(value as Scalar);
    }
  };
  for (const row of rows) add(row, []);
  return [...found.values()].map((field) => fieldOf(field, rows.length));
}

function fieldOf(
  {
    path,
    scalars,
    lists,
  }: { readonly path: readonly string[]; readonly scalars: Scalar[]; readonly lists: unknown[][] },
  count: number,
): Field {
  const kept = scalars.filter((value) => value !== 0 && value !== "0");
  const times = kept.slice(0, MOST_TIMES).filter((value) => typeof value !== "boolean");
  const texts = scalars.filter((value) => typeof value === "string");
  return {
    path,
    words: path.flatMap(wordsOf),
    lastWords: wordsOf(path.findLast((key) => !key.startsWith("$")) ?? ""),
    share: (scalars.length + lists.length) / Math.max(1, count),
    values: scalars,
    lists,
    distinct: new Set(scalars.map(String)).size,
    time: isNamedId(path) || times.length < Math.min(kept.length, MOST_TIMES) ? undefined : timeFormOf(times),
    hasZeros: kept.length < scalars.length,
    freeText: texts.filter((text) => /\S\s+\S/.test(text)).length / Math.max(1, scalars.length),
  };
}

/** Ids may be numbers as large as times. */
function isNamedId(path: readonly string[]): boolean {
  return ["id", "uid", "uuid"].includes(wordsOf(path.at(-1) ?? "").at(-1) ?? "");
}

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path, if there is any. */
export function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const key of path) value = isRow(value) ? value[key] : undefined;
  return value === "" || value === null ? undefined : value;
}

const PLAIN_NAME = /^[A-Za-z_]\w*$/;

/** How a mapping writes this path. */
export function expressionOf(path: readonly string[]): string {
  // The words of an enumeration, alone, would be taken for constants.
  return path.map((key) => (PLAIN_NAME.test(key) ? key : JSON.stringify(key))).join(".");
}
