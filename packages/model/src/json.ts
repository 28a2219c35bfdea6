import * as z from "zod";

/** Any JSON value. */
export type Json = z.core.util.JSONType;

/** Deepest nesting that is taken: whoever walks such a value later must not exhaust the stack. */
const JSON_DEPTH = 1_000;

/**
 * A JSON value, passed on as it is. It is checked by hand: zod's own `z.json()` is a lazy schema, which takes ten times
 * as long and keeps every schema around it from being compiled.
 */
export const Json = z.custom<Json>((value) => isJson(value, 0), `must be JSON, nested at most ${JSON_DEPTH} deep`);

/** Any JSON object: what the source's owner attached to a record. */
export const JsonObject = z.record(z.string(), Json);
export type JsonObject = z.output<typeof JsonObject>;

function isJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth === JSON_DEPTH) return false;
  if (Array.isArray(value)) return isJsonArray(value, depth + 1);
  return isPlain(value) && Object.values(value).every((member) => isJson(member, depth + 1));
}

/** By index, because `every` passes over holes. */
function isJsonArray(values: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < values.length; index += 1) if (!isJson(values[index], depth)) return false;
  return true;
}

/** No instance of a class, and no keys that JSON cannot have. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isBare = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isBare && Object.getOwnPropertySymbols(value).length === 0;
}
