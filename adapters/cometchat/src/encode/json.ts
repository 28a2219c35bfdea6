import type { JsonObject } from "@chat-etl/model";

export type Json = JsonObject[string];

/** Size of a value as UTF-8 JSON. CometChat does not say how it measures; bytes are never fewer than characters. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

/**
 * The value with U+FFFD for every lone surrogate, in keys and values. One of them makes a whole request unreadable
 * for a strict JSON reader, and with it the records around.
 */
export function mend<T>(value: T): T;
export function mend(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map((item) => mend(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), mend(item)]));
}

/** Whether `mend` changes nothing. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item));
}
