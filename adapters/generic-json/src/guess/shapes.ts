import { posix } from "node:path";
import { plainName } from "../read/files.ts";
import * as by from "./choose.ts";
import { arraysIn, type Found, keysOf, likeness, type Member } from "./collections.ts";
import { type Group, groupsOf, NO_OBJECTS } from "./groups.ts";
import { wordsOf } from "./names.ts";
import { expressionOf, type Field, profileOf, type Row, valueAt } from "./profile.ts";
import type { Sample, SampledFile } from "./sample.ts";

/** Objects of one sort, and where they were found. */
export interface Shape {
  readonly group: Group;
  /** The way to their arrays. */
  readonly steps: readonly string[];
  readonly members: readonly Member[];
  readonly fields: readonly Field[];
  /** The words of the array's name, or of the file's. */
  readonly names: readonly string[];
  /** Makes an expression that is true of these and not of the others in the same arrays, with a prefix for paths. */
  readonly when?: When | undefined;
  readonly before: ReadonlySet<string>;
  readonly behind: ReadonlySet<string>;
}

type When = (prefix: string) => string;

/** All sorts of objects in a sample. */
export function shapesOf(sample: Sample): readonly Shape[] {
  const arrays = new Map(sample.files.map((file) => [file, arraysOf(file)]));
  const groups = groupsOf(sample, (file) => structureOf(arrays.get(file) ?? new Map()));
  return groups.flatMap((group) => {
    const merged = merge(group.files.map((file) => arrays.get(file) ?? new Map()));
    return [...merged.values()].filter(({ members }) => members.length > 0).flatMap((found) => shapesIn(found, group));
  });
}

function arraysOf({ root, name, format }: SampledFile): ReadonlyMap<string, Found> {
  const all = arraysIn(root, name);
  // Of lines and rows nothing but themselves can be selected.
  return format === "json" ? all : new Map([...all].filter(([way]) => way === ""));
}

/** Documents are alike if they have the same outermost arrays of about the same objects. */
function structureOf(arrays: ReadonlyMap<string, Found>): string {
  if (arrays.size === 0) return NO_OBJECTS;
  const outermost = [...arrays.values()].filter(({ steps }) => !steps.slice(0, -1).includes("*"));
  const first = arrays.get("")?.members[0]?.row;
  return JSON.stringify([outermost.map(({ steps }) => steps).sort(), first === undefined ? [] : someKeys(first)]);
}

/** Those that lists of the same sort surely have in common. */
function someKeys(row: Row): readonly string[] {
  return Object.keys(row).slice(0, 3);
}

function merge(all: readonly ReadonlyMap<string, Found>[]): ReadonlyMap<string, Found> {
  const merged = new Map<string, Found>();
  for (const arrays of all)
    for (const [way, found] of arrays) {
      const before = merged.get(way);
      if (before === undefined) merged.set(way, found);
      else {
        before.members.push(...found.members);
        for (const key of found.before) before.before.add(key);
        for (const key of found.behind) if (!before.before.has(key)) before.behind.add(key);
      }
    }
  return merged;
}

function shapesIn(found: Found, group: Group): readonly Shape[] {
  const { steps, members, before, behind } = found;
  const names = namesOf(steps, group);
  return sortsOf(members).map(({ rows, when }) => {
    const fields = profileOf(rows.map(({ row }) => row));
    return { group, steps, members: rows, fields, names, when, before, behind };
  });
}

function namesOf(steps: readonly string[], { files }: Group): readonly string[] {
  const named = steps.filter((step) => step !== "*");
  const last = named.at(-1);
  if (last !== undefined && !["list", "items", "data", "value", "values", "results", "elements"].includes(last))
    return wordsOf(last);
  const before = named.at(-2);
  if (before !== undefined) return wordsOf(before);
  return [...new Set(files.flatMap(({ name }) => wordsOf(posix.parse(plainName(name)).name)))];
}

interface Sort {
  readonly rows: readonly Member[];
  readonly when?: When;
}

const MOST_WORDS = 40;
const DISCRIMINATOR = ["type", "kind", "object", "event", "table", "model", "class", "entity", "record"];

/** Sorts objects by the word that says what they are, if those of different words have different fields. */
function sortsOf(members: readonly Member[]): readonly Sort[] {
  const path = discriminatorOf(members);
  if (path === undefined) return [{ rows: members }];
  const byWord = new Map<string, Member[]>();
  for (const member of members) {
    const word = String(valueAt(member.row, path) ?? "");
    byWord.set(word, [...(byWord.get(word) ?? []), member]);
  }
  const clusters: (Looks & { readonly words: string[]; readonly rows: Member[] })[] = [];
  for (const [word, rows] of [...byWord].sort(([, a], [, b]) => b.length - a.length)) {
    const looks = looksOf(rows);
    const alike = clusters.find(({ keys, speaks }) => speaks === looks.speaks && likeness(keys, looks.keys) >= 0.5);
    if (alike) {
      alike.words.push(word);
      alike.rows.push(...rows);
    } else clusters.push({ words: [word], rows: [...rows], ...looks });
  }
  if (clusters.length < 2) return [{ rows: members }];
  return clusters.map(({ words, rows }) => ({ rows, when: whenOf(path, words) }));
}

function whenOf(path: readonly string[], words: readonly string[]): When {
  return (prefix) => {
    const field = prefix + expressionOf(path);
    return words.map((word) => (word === "" ? `!${field}` : `${field} == '${word}'`)).join(" || ");
  };
}

/** By what sorts of objects are told apart. */
interface Looks {
  /** The paths of the fields that most of them have, of objects in them too. */
  readonly keys: ReadonlySet<string>;
  /** Whether they say something. */
  readonly speaks: boolean;
}

function looksOf(rows: readonly Member[]): Looks {
  const fields = profileOf(rows.slice(0, 200).map(({ row }) => row)).filter(({ share }) => share >= 0.5);
  return {
    keys: new Set(fields.map(({ path }) => JSON.stringify(path))),
    speaks: by.choose(fields, by.text, 0.5) !== undefined,
  };
}

/** What may be written into a mapping: a word of a format, never of a person. */
const WORD = /^[A-Za-z][\w./:-]{0,40}$/;

function discriminatorOf(members: readonly Member[]): readonly string[] | undefined {
  const [first] = members;
  const keys = [...keysOf(first?.row)].filter((key) => wordsOf(key).some((word) => DISCRIMINATOR.includes(word)));
  return keys
    .map((key) => [key])
    .find((path) => {
      const words = members.map(({ row }) => valueAt(row, path)).filter((word) => word !== undefined);
      const distinct = new Set(words);
      const isEnumeration = words.every((word) => typeof word === "string" && WORD.test(word));
      const isRepeated = distinct.size <= MOST_WORDS && (distinct.size * 2 <= words.length || distinct.size <= 6);
      return isEnumeration && distinct.size > 1 && isRepeated && words.length > members.length / 2;
    });
}
