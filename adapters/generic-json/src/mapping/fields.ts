import { EpochMs, Id, JsonObject } from "@chat-etl/model";
import { RecordError } from "@chat-etl/sdk";
import * as z from "zod";
import { choice, has } from "./choice.ts";
import { toBoolean, toId, toNumber, toObject, toText, toTexts, toWord } from "./coerce.ts";
import { readDate } from "./date.ts";
import { Each } from "./each.ts";
import { Expression } from "./expression.ts";
import type { Scope } from "./scope.ts";
import { strict } from "./strict.ts";
import { type Env, isNothing, Value } from "./value.ts";

/** Finds one canonical field. */
export interface Field {
  /** Where the mapping looks for it, for messages. */
  readonly text: string;
  /** Undefined: there is nothing. @throws RecordError what is there cannot be used */
  read(scope: Scope, env: Env): unknown;
}

/** All fields of a canonical object, as a mapping may name them: the model's own names, its required ones required. */
export function fieldShape(canonical: z.ZodRawShape): Record<string, z.ZodType<Field | undefined>> {
  const entries = Object.entries(canonical).filter(([name]) => name !== "kind" || !isKindOfRecord(canonical));
  return Object.fromEntries(
    entries.map(([name, schema]) => {
      const field = fieldSchema(innermost(schema));
      return [name, isRequired(schema) ? field : field.optional()];
    }),
  );
}

/** A canonical object from its fields. @throws RecordError that names the field */
export function readFields(
  fields: Readonly<Record<string, Field | undefined>>,
  scope: Scope,
  env: Env,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    const value = readField(name, field, scope, env);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function readField(name: string, field: Field, scope: Scope, env: Env): unknown {
  try {
    return field.read(scope, env);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const isWhole = error.message.startsWith('"');
    throw new RecordError(error.code, isWhole ? error.message : `"${name}", found by ${field.text}, ${error.message}.`);
  }
}

function isKindOfRecord(canonical: z.ZodRawShape): boolean {
  return canonical.kind instanceof z.ZodLiteral;
}

/** Whether a canonical record is none without it. */
export function isRequired(schema: z.core.$ZodType): boolean {
  return !z.safeParse(schema, undefined).success;
}

/** What stands inside `optional`, `default` and `nullable`. */
function innermost(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable;
  return isWrapped ? innermost(schema.unwrap()) : schema;
}

/** How a mapping writes a field of this canonical type. */
function fieldSchema(canonical: z.core.$ZodType): z.ZodType<Field> {
  if (canonical === Id) return valueField(toId);
  if (canonical === EpochMs) return Value.transform(dateField);
  if (canonical === JsonObject) return objectField();
  if (canonical instanceof z.ZodEnum) return enumField(canonical.options.map(String));
  if (canonical instanceof z.ZodLiteral) return enumField([...canonical.values].map(String));
  if (canonical instanceof z.ZodString) return valueField(toText);
  if (canonical instanceof z.ZodNumber) return valueField(toNumber);
  if (canonical instanceof z.ZodBoolean) return valueField(toBoolean);
  if (canonical instanceof z.ZodArray) return listField(innermost(canonical.element));
  if (canonical instanceof z.ZodObject) return groupField(canonical.shape);
  throw new Error("The canonical model has a field of a type that no mapping can express.");
}

function valueField(coerce: (value: unknown) => unknown): z.ZodType<Field> {
  return Value.transform((value): Field => coercedField(value, coerce));
}

function coercedField(value: Value, coerce: (value: unknown) => unknown): Field {
  return {
    text: value.text,
    read(scope, env) {
      const found = value.evaluate(scope, env);
      return isNothing(found) ? undefined : coerce(found);
    },
  };
}

function dateField(value: Value): Field {
  return {
    text: value.text,
    read(scope, env) {
      const found = value.evaluate(scope, env);
      return isNothing(found) ? undefined : readDate(found, value.date ?? env.dates, value.zone ?? env.zone);
    },
  };
}

/** Constants are checked with the mapping; a bare word that looks like one, but would be taken for a path, is refused. */
function enumField(words: readonly string[]): z.ZodType<Field> {
  const there = `there are ${words.join(", ")}`;
  return Value.transform((value, context): Field => {
    const unknown = value.constants.find((constant) => !isNothing(constant) && !words.includes(String(constant)));
    if (unknown !== undefined)
      context.addIssue({ code: "custom", message: `cannot be ${JSON.stringify(unknown)}: ${there}` });
    if (words.includes(value.text) && value.constants.length === 0) {
      const advice = `write {const: ${value.text}} for the word itself, or "@.${value.text}" for the field`;
      context.addIssue({ code: "custom", message: `reads a field named ${value.text}: ${advice}` });
    }
    return coercedField(value, (found) => {
      const word = toWord(found);
      if (words.includes(word)) return word;
      throw new RecordError(
        "unknown-word",
        `is none of the words there are (${words.join(", ")}): name it under "map"`,
      );
    });
  });
}

/** `metadata` and `extra`: names with their values, or one expression that gives all. */
function objectField(): z.ZodType<Field> {
  const named = z.record(z.string(), Value).transform((values): Field => {
    const entries = Object.entries(values);
    return {
      text: "its members",
      read(scope, env) {
        const found = entries.map(([name, value]) => [name, value.evaluate(scope, env)] as const);
        const there = found.filter(([, value]) => !isNothing(value));
        return there.length === 0 ? undefined : Object.fromEntries(there);
      },
    };
  });
  const whole = Value.transform((value) => coercedField(value, toObject));
  return choice((value) => (value instanceof Object ? named : whole));
}

/** Lists of words are one value; lists of objects say where each is found and how it is made. */
function listField(element: z.core.$ZodType): z.ZodType<Field> {
  if (element instanceof z.ZodString) return valueField(toTexts);
  const shapes = element instanceof z.ZodDiscriminatedUnion ? element.options.map(shapeOf) : [shapeOf(element)];
  const item = strict({ each: Each, when: Expression.optional(), ...fieldShape(mergedShape(shapes)) }).transform(
    itemField,
  );
  const one = item.transform((field) => listOf([field]));
  const several = z.array(item).transform(listOf);
  const whole = Value.transform((value) => coercedField(value, toList));
  return choice((value) => (Array.isArray(value) ? several : has(value, "each") ? one : whole));
}

function listOf(fields: readonly ItemField[]): Field {
  return { text: "its list", read: (scope, env) => fields.flatMap((field) => field(scope, env)) };
}

type ItemField = (scope: Scope, env: Env) => readonly unknown[];

function itemField(item: { readonly each: Each; readonly when?: Expression | undefined }): ItemField {
  const { each, when, ...fields } = item;
  return (scope, env) =>
    each.scopes(scope, env).flatMap((one) => {
      if (when !== undefined && !isTrue(when.evaluate(one))) return [];
      return readFields(fields as Readonly<Record<string, Field | undefined>>, one, env);
    });
}

/** As JMESPath has it: nothing, `false`, an empty text, list or object are not true. */
export function isTrue(value: unknown): boolean {
  if (value instanceof Object) return Object.keys(value).length > 0;
  return value !== false && !isNothing(value);
}

function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new RecordError("wrong-type", "is not a list");
}

function groupField(shape: z.ZodRawShape): z.ZodType<Field> {
  return strict(fieldShape(shape)).transform((fields): Field => {
    return {
      text: "its parts",
      read(scope, env) {
        const found = readFields(fields as Readonly<Record<string, Field | undefined>>, scope, env);
        return Object.keys(found).length === 0 ? undefined : found;
      },
    };
  });
}

export function shapeOf(schema: z.core.$ZodType): z.ZodRawShape {
  if (schema instanceof z.ZodObject) return schema.shape;
  throw new Error("The canonical model has a list of a type that no mapping can express.");
}

/** The fields of all kinds of entities: only those they have in common are required. */
export function mergedShape(shapes: readonly z.ZodRawShape[]): z.ZodRawShape {
  const names = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  return Object.fromEntries(
    names.map((name) => {
      const all = shapes.flatMap((shape) => shape[name] ?? []);
      const words = all.flatMap((one) => (one instanceof z.ZodLiteral ? [...one.values].map(String) : []));
      const [first] = all;
      const merged = words.length === all.length ? z.enum(words) : first;
      return [name, merged !== undefined && all.length === shapes.length ? merged : z.optional(merged ?? z.never())];
    }),
  );
}
