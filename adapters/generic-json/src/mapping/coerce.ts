import { RecordError } from "@chat-etl/sdk";

/*
 * What was found, made what the canonical field holds: numbers that are ids become text, text that is a number becomes
 * one. Nothing is guessed. @throws RecordError, which says what is wrong, never what was found
 */

export function toId(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") throw notA("an id");
  if (Number.isSafeInteger(value)) return String(value);
  throw new RecordError(
    "inexact-id",
    "is a number that cannot be read exactly: set exactNumbers: true for this input in the mapping",
  );
}

export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw notA("text");
}

/** A word of an enumeration, or a key to look up. */
export function toWord(value: unknown): string {
  return toText(value);
}

export function toNumber(value: unknown): number {
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw notA("a number");
}

export function toBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  const word = toWord(value).toLowerCase();
  if (["true", "yes", "1"].includes(word)) return true;
  if (["false", "no", "0"].includes(word)) return false;
  throw notA("true or false");
}

export function toTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== null && one !== "").map(toText);
}

export function toObject(value: unknown): object {
  if (value instanceof Object && !Array.isArray(value)) return value;
  throw notA("an object");
}

function notA(what: string): RecordError {
  return new RecordError("wrong-type", `is not ${what}`);
}
