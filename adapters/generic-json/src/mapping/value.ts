import { RecordError } from "@chat-etl/sdk";
import type { JSONValue } from "@jmespath-community/jmespath";
import * as z from "zod";
import { choice } from "./choice.ts";
import { toWord } from "./coerce.ts";
import { DateForms, Zone } from "./date.ts";
import { Expression } from "./expression.ts";
import { inside, type Scope } from "./scope.ts";
import { strict } from "./strict.ts";
import { Template } from "./template.ts";

/** Rows by their key, held in memory for joins: one each, or all of them. */
export type Table = ReadonlyMap<string, JSONValue>;

/** What a mapping says once for all fields, and what it has read beforehand. */
export interface Env {
  readonly dates: DateForms;
  readonly zone: string | undefined;
  readonly tables: ReadonlyMap<string, Table>;
}

/** Where a field's value comes from. */
export interface Value {
  /** As the mapping writes it, for messages. */
  readonly text: string;
  /** `null` or `undefined`: there is none. @throws RecordError */
  evaluate(scope: Scope, env: Env): unknown;
  /** The constants it may give. */
  readonly constants: readonly unknown[];
  /** How a time is written here, if not as everywhere in the mapping. */
  readonly date?: DateForms | undefined;
  readonly zone?: string | undefined;
}

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const ORIGINS = ["from", "template", "const", "first"] as const;

const Parts = strict({
  from: Expression.optional(),
  template: Template.optional(),
  const: z.json().optional(),
  /** The first of these that gives something. */
  first: z
    .array(z.lazy((): z.ZodType<Value> => Value))
    .min(1)
    .optional(),
  /** What was found is the key of a row of this table. */
  lookup: z.string().optional(),
  /** What is wanted of the row. Missing: the row itself. */
  take: Expression.optional(),
  /** An enumeration: the source's words, and ours. */
  map: z.record(z.string(), Scalar).optional(),
  /** If nothing was found, or nothing the enumeration knows. */
  else: Scalar.optional(),
  date: DateForms.optional(),
  zone: Zone.optional(),
}).refine((parts) => ORIGINS.filter((origin) => parts[origin] !== undefined).length === 1, {
  message: `must have exactly one of ${ORIGINS.join(", ")}`,
});
type Parts = z.output<typeof Parts>;

/**
 * A value as a mapping has it: a JMESPath expression; a number, `true` or `false`, which stand for themselves; or an
 * object with one of `from`, `template`, `const` and `first`, and what is done with what they give.
 */
export const Value: z.ZodType<Value> = choice((value) => {
  if (typeof value === "string") return Found;
  return value instanceof Object || value === undefined ? Made : Itself;
});

const Found = Expression.transform(({ text, evaluate }): Value => ({ text, evaluate, constants: [] }));
const Itself = z.union([z.number(), z.boolean(), z.null()]).transform(constantValue);
const Made = Parts.transform(valueFrom);

function constantValue(constant: unknown): Value {
  return { text: JSON.stringify(constant), evaluate: () => constant, constants: [constant] };
}

function valueFrom(parts: Parts): Value {
  const { map, lookup, take, date, zone } = parts;
  const fallback = parts.else;
  const origin = originOf(parts);
  const words = map && new Map(Object.entries(map));
  return {
    text: origin.text,
    constants: [...(words?.values() ?? origin.constants), ...(fallback === undefined ? [] : [fallback])],
    date,
    zone,
    evaluate(scope, env) {
      let value = origin.evaluate(scope, env);
      if (isNothing(value)) return fallback;
      if (lookup !== undefined) {
        const row = env.tables.get(lookup)?.get(toWord(value)) ?? null;
        value = take === undefined || row === null ? row : take.evaluate(inside(scope, row));
      }
      if (words !== undefined && !isNothing(value)) value = wordFor(value, words, fallback);
      return isNothing(value) ? fallback : value;
    },
  };
}

/** @throws RecordError the enumeration does not know it, and nothing is said for what it does not know */
function wordFor(value: unknown, words: ReadonlyMap<string, unknown>, fallback: unknown): unknown {
  const word = words.get(toWord(value));
  if (word !== undefined || fallback !== undefined) return word;
  throw new RecordError("not-in-map", `is none of the words under "map": add it there, or say what it is with "else"`);
}

function originOf({ from, template, first, const: constant }: Parts): Pick<Value, "text" | "evaluate" | "constants"> {
  if (from !== undefined) return { ...from, constants: [] };
  if (template !== undefined) return { ...template, constants: [] };
  if (first === undefined) return constantValue(constant);
  return {
    text: first.map(({ text }) => text).join(", else "),
    constants: first.flatMap(({ constants }) => constants),
    evaluate(scope, env) {
      for (const value of first) {
        const found = value.evaluate(scope, env);
        if (!isNothing(found)) return found;
      }
      return undefined;
    },
  };
}

/** Nothing was found: no field of that name, or one without anything in it. */
export function isNothing(value: unknown): value is null | undefined | "" {
  return value === null || value === undefined || value === "";
}
