import type { JsonObject } from "@chat-etl/model";

export type Json = JsonObject[string];

/** Text that JSON holds as it is, in one byte each. */
const PLAIN = /^[\w :/.-]*$/;

/** Size of a value as UTF-8 JSON. CometChat does not say how it measures; bytes are never fewer than characters. */
export function jsonBytes(value: unknown): number {
  // Most values by far, and several of them for every message.
  if (typeof value === "string" && PLAIN.test(value)) return value.length + 2;
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

/**
 * The value with U+FFFD for every lone surrogate, in keys and values. One of them makes a whole request unreadable
 * for a strict JSON reader, and with it the records around.
 */
export function mend<T>(value: T): T;
export function mend(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  // Nearly everything is well-formed, and looking is cheaper than copying.
  if (typeof value !== "object" || value === null || isWellFormed(value)) return value;
  if (Array.isArray(value)) return value.map((item) => mend(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), mend(item)]));
}

/** Whether `mend` changes nothing. */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isWellFormed(item));
  for (const key of Object.keys(value)) if (!key.isWellFormed()) return false;
  for (const item of Object.values(value)) if (!isWellFormed(item)) return false;
  return true;
}
