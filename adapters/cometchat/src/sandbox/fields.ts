import * as z from "zod";
import { badField, RowError } from "./errors.ts";

/** All limits: "Properties and constraints" page (CometChat sheet, 3). */
const NAME_CHARS = 100;
const URL_CHARS = 3000;
const TAGS = 25;
const TAG_CHARS = 100;
const METADATA_BYTES = 5 * 1024;

/** A uid or guid: 1 to 100 of `a-z 0-9 - _`. The platform lowercases it. */
export const EntityId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, "must have 1 to 100 characters of a-z, 0-9, - and _")
  .toLowerCase();

/** Of a user or group: 1 to 100 characters, not all blank. */
export const Name = text(NAME_CHARS).regex(/\S/, "must not be blank");

/** An http or https address of at most 3,000 characters. */
export const WebUrl = text(URL_CHARS).refine(
  (url) => /^https?:\/\/\S+$/i.test(url) && URL.canParse(url),
  "must be a web address",
);

/** An instant in UNIX seconds: ten digits, as a number or a string. */
export const Seconds = z
  .union([z.int(), z.string().regex(/^\d{10}$/)], "must be a UNIX time of 10 digits")
  .transform(Number)
  .refine((seconds) => seconds >= 1_000_000_000 && seconds <= 9_999_999_999, "must be a UNIX time of 10 digits");

/** At most 25 of at most 100 characters. */
export const Tags = z.array(text(TAG_CHARS)).max(TAGS).default([]);

const JsonMap = z.record(z.string(), z.unknown());

/** An object of at most 5 KB as JSON. */
export const Metadata = JsonMap.refine((value) => jsonBytes(value) <= METADATA_BYTES, "must not exceed 5 KB");

/**
 * A text counted in UTF-16 units: an emoji is 2, as the documentation counts it in the one name where it says so.
 * zod's own `max` counts it as 1.
 */
function text(mostChars: number): z.ZodString {
  return z.string().refine((value) => value.length <= mostChars, `must not exceed ${mostChars} characters`);
}

/** Size of a value as JSON, in UTF-8 bytes. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** @throws RowError when one of the fields is absent, null or empty */
export function requireFields(row: Readonly<Record<string, unknown>>, fields: readonly string[]): void {
  for (const field of fields) {
    const value = row[field];
    if (value === undefined || value === null || value === "") throw badField(field, `The ${field} field is required.`);
  }
}

/** The value in the schema's form, unknown fields left out. @throws RowError with one entry of details per field */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RowError("ERR_BAD_REQUEST", "The given data was invalid.", detailsOf(result.error));
}

/** Messages by top-level field: `tags.3` counts as `tags`. */
export function detailsOf(error: z.ZodError): Record<string, string[]> {
  const details: Record<string, string[]> = {};
  for (const { path, message } of error.issues) {
    const field = String(path[0] ?? "body");
    details[field] = [...(details[field] ?? []), message];
  }
  return details;
}
