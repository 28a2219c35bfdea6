import type { JsonObject } from "@chat-etl/model";

type Fields = Readonly<Record<string, unknown>>;

const NONE: ReadonlySet<string> = new Set();

/**
 * What the platform has and the model does not name: all of it but what is absent and what was `read`. It was read as
 * JSON, so it is JSON; the canonical schema checks that once more. `more`: wins over fields of the same name.
 */
export function extraOf(fields: Fields, read = NONE, more: Fields = {}): JsonObject | undefined {
  const extra: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) if (!read.has(name) && !isAbsent(fields[name])) extra[name] = fields[name];
  for (const name of Object.keys(more)) if (!isAbsent(more[name])) extra[name] = more[name];
  return Object.keys(extra).length === 0 ? undefined : (extra as JsonObject);
}

/** An instant in whole milliseconds. */
export function instant(value: number | null | undefined): number | undefined {
  return typeof value === "number" ? Math.floor(value) : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
