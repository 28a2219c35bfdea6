/** What a JSON object may hold; nobody checked it yet. */
export type Loose = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The array itself, or an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string as it is, a number as it is written (section 18: numbers for strings occur), "" for anything else. */
export function stringOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : "";
}

/** The property named `type`, "" if there is none. */
export function typeOf(value: unknown): string {
  return isObject(value) ? stringOf(value.type) : "";
}
