import type { JsonObject } from "@chat-etl/model";

/**
 * What Slack has and the model does not name: all of it but what is absent. It was read as JSON, so it is JSON; the
 * canonical schema checks that once more.
 */
export function extraOf(fields: Readonly<Record<string, unknown>>): { readonly extra?: JsonObject } {
  const present = Object.entries(fields).filter(([, value]) => !isAbsent(value));
  return present.length === 0 ? {} : { extra: Object.fromEntries(present) as JsonObject };
}

/** The fields without these. */
export function without(
  fields: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

/** The first text that says something. */
export function firstOf(...texts: readonly (string | null | undefined)[]): string | undefined {
  return texts.map((text) => text?.trim()).find((text) => text);
}

function isAbsent(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}
