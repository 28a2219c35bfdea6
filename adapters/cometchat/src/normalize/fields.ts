import type { JsonObject } from "@chat-etl/model";

export type Fields = Readonly<Record<string, unknown>>;

export const NONE: ReadonlySet<string> = new Set();

/**
 * What CometChat has and the model does not name: all of it but what is absent and what was `read`. It was read as
 * JSON, so it is JSON; the canonical schema checks that once more. `more`: wins over fields of the same name. `kept`:
 * what etl's sink kept, which stays as it was; it wins over `fields`.
 */
export function extraOf(
  fields: Fields,
  read: ReadonlySet<string>,
  more: Fields = {},
  kept: JsonObject = {},
): JsonObject {
  const beside = Object.entries(fields).filter(([name, value]) => !read.has(name) && !isAbsent(value));
  const given = Object.entries(more).filter(([, value]) => !isAbsent(value));
  return Object.fromEntries([...beside, ...Object.entries(kept), ...given]) as JsonObject;
}

/** UNIX seconds as an instant. 0 stands for never. */
export function instant(seconds: number | null | undefined): number | undefined {
  return seconds === null || seconds === undefined || seconds <= 0 ? undefined : Math.floor(seconds * 1000);
}

/** The value if it is an object; anything else, a list in place of an empty one too, counts as empty. */
export function objectOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The value if it is a list; of an object its values: CometChat's examples have both. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : Object.values(objectOf(value));
}

/** The text, or the whole number that stands for one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function isAbsent(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
