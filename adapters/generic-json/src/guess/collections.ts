import { CONVERSATION_WORDS, MESSAGE_WORDS, USER_WORDS, weight, wordsOf } from "./names.ts";
import { isRow, type Row } from "./profile.ts";

/** An object that was found in an array, with what stands around it. */
export interface Member {
  readonly row: Row;
  /** The object around its array. */
  readonly parent: Row | undefined;
  /** The same for all members of one array. */
  readonly place: string;
}

/** An array of objects, or several of them behind wildcards. */
export interface Found {
  /** The way to it, as a mapping selects it. */
  readonly steps: readonly string[];
  readonly members: Member[];
  /** What the objects around it say before it, and only behind it. */
  readonly before: Set<string>;
  readonly behind: Set<string>;
}

/** Most objects that are looked at, for each way. */
const MOST_MEMBERS = 2000;
const DEPTH = 7;

/** All arrays of objects in a document, by the way to them. */
export function arraysIn(root: unknown, place: string): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  walk(root, { steps: [], parent: undefined, place, found });
  return found;
}

interface Walk {
  readonly steps: readonly string[];
  readonly parent: Row | undefined;
  readonly place: string;
  readonly found: Map<string, Found>;
}

function walk(value: unknown, at: Walk): void {
  if (at.steps.length > DEPTH) return;
  if (Array.isArray(value)) walkArray(value, at);
  else if (isRow(value)) walkObject(value, at);
}

function walkArray(list: readonly unknown[], at: Walk): void {
  const { steps, parent, place, found } = at;
  const rows = list.filter(isRow);
  const inside = [...steps, "*"];
  if (rows.length === 0 || rows.length * 2 < list.length) {
    for (const [index, one] of list.entries())
      if (Array.isArray(one)) walk(one, { steps: inside, parent, place: `${place}/${index}`, found });
    return;
  }
  const name = steps.join(".");
  const array = found.get(name) ?? { steps, members: [], before: new Set<string>(), behind: new Set<string>() };
  found.set(name, array);
  for (const row of rows.slice(0, Math.max(0, MOST_MEMBERS - array.members.length)))
    array.members.push({ row, parent, place });
  noteAround(array, parent, list);
  for (const [index, row] of rows.entries())
    walkMembers(row, { steps: inside, parent: row, place: `${place}/${index}`, found });
}

/** What the object around an array says before it, and what behind. */
function noteAround({ before, behind }: Found, parent: Row | undefined, list: readonly unknown[]): void {
  const entries = Object.entries(parent ?? {});
  const at = entries.findIndex(([, value]) => value === list);
  for (const [index, [key]] of entries.entries()) (index < at ? before : behind).add(key);
  for (const key of before) behind.delete(key);
}

function walkObject(object: Row, at: Walk): void {
  const { steps, place, found } = at;
  if (!isMap(object)) {
    walkMembers(object, at);
    return;
  }
  for (const [key, value] of Object.entries(object)) {
    const inside = { steps: [...steps, "*"], place: `${place}/${key}`, found };
    if (Array.isArray(value)) walk(value, { ...inside, parent: object });
    else if (isRow(value)) walkMembers(value, { ...inside, parent: value });
  }
}

/** The fields of one object, of which those with a dot in their names cannot be selected. */
function walkMembers(object: Row, { steps, place, found }: Walk): void {
  for (const [key, value] of Object.entries(object)) {
    if (key.includes(".") || key === "" || key === "*" || key === "[]") continue;
    walk(value, { steps: [...steps, key], parent: object, place: `${place}/${key}`, found });
  }
}

/** Whether an object's keys are ids, not names of fields: all its values are alike, and its keys say nothing. */
function isMap(object: Row): boolean {
  const entries = Object.entries(object);
  const containers = entries.filter(([, value]) => value instanceof Object);
  if (entries.length === 0 || containers.length < entries.length) return false;
  if (new Set(containers.map(([, value]) => Array.isArray(value))).size > 1) return false;
  const speaks = entries.some(([key]) => isWord(key));
  if (speaks && entries.length < 12) return false;
  // Whether it is a name of the format or of a person, nobody knows: "*" finds it too.
  if (entries.length === 1)
    return !wordsOf(entries[0]?.[0] ?? "").some((word) => CONTAINERS.has(word.replace(/s$/, "")));
  const shapes = entries.map(([, value]) => keysOf(Array.isArray(value) ? value[0] : value));
  return shapes.every((shape) => likeness(shape, shapes[0] ?? new Set()) > 0.5);
}

const CONTAINERS = new Set(
  "data item list result export value content response record row entry history archive entries payload page all log".split(
    " ",
  ),
);

function isWord(key: string): boolean {
  const words = wordsOf(key);
  return [USER_WORDS, CONVERSATION_WORDS, MESSAGE_WORDS].some((known) => weight(words, known) >= 0.4);
}

export function keysOf(value: unknown): ReadonlySet<string> {
  return new Set(isRow(value) ? Object.keys(value) : []);
}

/** How much two sets have in common, from 0 to 1. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((key) => b.has(key)).length;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}
