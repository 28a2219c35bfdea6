import type { JsonObject } from "@chat-etl/model";

/**
 * What the platform has and the model does not name: all of it but what is absent. It was read as JSON, so it is
 * JSON; the canonical schema checks that once more.
 */
export function extraOf(fields: Readonly<Record<string, unknown>>): { readonly extra?: JsonObject } {
  const present = Object.entries(fields).filter(([, value]) => !isAbsent(value));
  return present.length === 0 ? {} : { extra: Object.fromEntries(present) as JsonObject };
}

/** An optional field of a record, left out when TalkJS has nothing for it. */
export function present<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { readonly [N in Name]?: NonNullable<Value> } {
  if (value === null || value === undefined || value === "") return {};
  return { [name]: value } as { readonly [N in Name]?: NonNullable<Value> };
}

/** An instant in whole milliseconds. */
export function instant(value: number | null | undefined): number | undefined {
  return typeof value === "number" ? Math.floor(value) : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
