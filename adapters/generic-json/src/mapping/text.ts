import { markdownText } from "@chat-etl/io/markdown";
import { Entity, type MarkedText, MarkedTextBuilder, type Mark as ModelMark } from "@chat-etl/model";
import { RecordError } from "@chat-etl/sdk";
import * as z from "zod";
import { choice, has } from "./choice.ts";
import { toText } from "./coerce.ts";
import { Each } from "./each.ts";
import { Expression } from "./expression.ts";
import { type Field, fieldShape, mergedShape, readFields, shapeOf } from "./fields.ts";
import { inside, type Scope } from "./scope.ts";
import { strict } from "./strict.ts";
import { type Env, isNothing, Value } from "./value.ts";

/** Finds the text of a message, and what is marked in it. */
export interface TextField {
  /** @throws RecordError */
  read(scope: Scope, env: Env): MarkedText | undefined;
}

const DIALECTS = {
  plain: (text: string): MarkedText => ({ text, entities: [] }),
  markdown: (text: string) => markdownText(text, { chat: false }),
  "chat-markdown": (text: string) => markdownText(text, { chat: true }),
} as const;

/** What an entity has beside its type and place: its link, whom it mentions. */
const { type: TYPES, start: _start, end: _end, ...DETAILS } = mergedShape(Entity.options.map(shapeOf));
const EntityType = TYPES instanceof z.ZodEnum ? z.enum(TYPES.options.map(String)) : z.never();
const details = fieldShape(DETAILS);
type Details = Readonly<Record<string, Field | undefined>>;

const Pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text, "gu");
  } catch {
    context.addIssue({ code: "custom", message: "is no regular expression" });
    return z.NEVER;
  }
});

/** What a pattern finds in the plain text; in its fields `@[0]` is the whole match, `@[1]` its first group. */
const ByPattern = strict({ match: Pattern, type: EntityType, ...details });

/** Where the words stand that each member of a list gives, the longest first; in its fields `@` is that member. */
const ByWords = strict({ each: Each, words: Value, type: EntityType, ...details });

type Mark = z.output<typeof ByPattern> | z.output<typeof ByWords>;
const Mark = choice<Mark>((value) => (has(value, "words") ? ByWords : ByPattern));

/** Text as people wrote it, in a dialect. */
const Written = strict({
  from: Value,
  dialect: z.enum(["plain", "markdown", "chat-markdown"]).default("plain"),
  marks: z.array(Mark).default([]),
}).transform(({ from, dialect, marks }): TextField => {
  return {
    read(scope, env) {
      const found = from.evaluate(scope, env);
      if (isNothing(found)) return undefined;
      const { text, entities } = DIALECTS[dialect](toText(found));
      return { text, entities: [...entities, ...marks.flatMap((mark) => findAll(mark, text, { scope, env }))] };
    },
  };
});

interface Place {
  readonly scope: Scope;
  readonly env: Env;
}

function findAll(mark: Mark, text: string, place: Place): readonly Entity[] {
  if ("words" in mark) return findWords(mark, text, place);
  const { match: pattern, type, ...fields } = mark;
  return [...text.matchAll(pattern)].flatMap((match) => {
    const groups = [...match].map((group) => group ?? null);
    const found = detailsOf(fields as Details, inside(place.scope, groups), place.env);
    return found === undefined ? [] : entityAt(match, { type, ...found });
  });
}

function findWords(
  { each, words, type, ...fields }: z.output<typeof ByWords>,
  text: string,
  { scope, env }: Place,
): readonly Entity[] {
  const members = new Map(
    each.scopes(scope, env).flatMap((one): [string, Scope][] => {
      const word = words.evaluate(one, env);
      return isNothing(word) ? [] : [[toText(word), one]];
    }),
  );
  if (members.size === 0) return [];
  const longestFirst = [...members.keys()].toSorted((a, b) => b.length - a.length).map(escaped);
  const wholeWords = new RegExp(`(?:${longestFirst.join("|")})(?!(?<=[\\p{L}\\p{N}_])[\\p{L}\\p{N}_])`, "gu");
  return [...text.matchAll(wholeWords)].flatMap((match) => {
    const one = members.get(match[0]);
    const found = one && detailsOf(fields as Details, one, env);
    return found === undefined ? [] : entityAt(match, { type, ...found });
  });
}

/** What a date in a text says of itself, when it is none that can be read: people write whatever they like. */
const NO_DATE: ReadonlySet<string> = new Set(["no-date", "unlikely-date"]);

/** What is known of a mark. Undefined: it holds a date that is none, and stays the text it is. @throws RecordError */
function detailsOf(fields: Details, scope: Scope, env: Env): Readonly<Record<string, unknown>> | undefined {
  try {
    return readFields(fields, scope, env);
  } catch (error) {
    if (error instanceof RecordError && NO_DATE.has(error.code)) return undefined;
    throw error;
  }
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** Where a detail that its type needs gives nothing, nothing is marked: not every `@word` is somebody. */
function entityAt(match: RegExpExecArray, look: object): readonly Entity[] {
  const { data } = Entity.safeParse({ ...look, start: match.index, end: match.index + match[0].length });
  return data === undefined ? [] : [data];
}

/** A type alone, or a type with its details. */
const Look = choice<Look>((value) => (value instanceof Object ? Detailed : EntityType.transform((type) => ({ type }))));
type Look = { readonly type: string };
const Detailed = strict({ type: EntityType, ...details });

/** Text in pieces, each with its own look: strings, or objects with a text and a type. */
const Runs = strict({
  runs: Value,
  text: Expression.prefault("text"),
  type: Expression.prefault("type"),
  /** The source's types, and ours. A piece of another type is plain text. */
  types: z.record(z.string(), Look).prefault({}),
}).transform(({ runs, text, type, types }): TextField => {
  const known = new Map(Object.entries(types));
  return {
    read(scope, env) {
      const found = runs.evaluate(scope, env);
      if (isNothing(found)) return undefined;
      const out = new MarkedTextBuilder();
      for (const run of Array.isArray(found) ? found : [found]) {
        const one = inside(scope, run);
        const words = typeof run === "string" ? run : toText(text.evaluate(one) ?? "");
        const look = known.get(toText(type.evaluate(one) ?? ""));
        const append = () => out.append(words);
        const mark = look && markOf(look, one, env);
        if (mark === undefined) append();
        else out.mark(mark, append);
      }
      return out.finish();
    },
  };
});

function markOf({ type, ...fields }: Look, scope: Scope, env: Env): ModelMark | undefined {
  const found = detailsOf(fields as Details, scope, env);
  return found && ({ type, ...found } as ModelMark);
}

/** The text of a message: plain, as people wrote it, or in pieces. */
export const TextField: z.ZodType<TextField> = choice((value) => {
  if (has(value, "runs")) return Runs;
  return has(value, "dialect", "marks") ? Written : Plain;
});

const Plain = Value.transform((value): TextField => {
  return {
    read(scope, env) {
      const found = value.evaluate(scope, env);
      return isNothing(found) ? undefined : { text: toText(found), entities: [] };
    },
  };
});
