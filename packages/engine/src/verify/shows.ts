import { hash } from "node:crypto";
import type { Seen } from "@chat-etl/sdk";

/** Characters of a field's digest: 66 bits. */
const DIGEST_CHARS = 11;

/** Most values are short and the same ones again: their digests are kept, so many at most. */
const SHORT = 24;
const KEPT = 10_000;
const kept = new Map<string, string>();

const ABSENT = digestOf(null);

/** What something shows, without its words: a digest for each field, as JSON with sorted keys. Undefined fields are left out. */
export function showsOf(content: Seen["content"]): string {
  const fields = Object.keys(content).sort();
  const digests = fields.flatMap((field) => (content[field] === undefined ? [] : [[field, digestOf(content[field])]]));
  return JSON.stringify(Object.fromEntries(digests));
}

/** The fields of what was sent that are found otherwise. What is not found at all counts as `null`. */
export function differing(sent: string, found: string): readonly string[] {
  const there: Readonly<Record<string, string>> = JSON.parse(found);
  const wanted: Readonly<Record<string, string>> = JSON.parse(sent);
  return Object.entries(wanted).flatMap(([field, digest]) => ((there[field] ?? ABSENT) === digest ? [] : [field]));
}

function digestOf(value: unknown): string {
  const text = JSON.stringify(sorted(value)) ?? "";
  const known = text.length > SHORT ? undefined : kept.get(text);
  if (known !== undefined) return known;
  const digest = hash("sha256", text, "base64url").slice(0, DIGEST_CHARS);
  if (text.length <= SHORT && kept.size < KEPT) kept.set(text, digest);
  return digest;
}

/** The keys of objects have no order. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  // A null prototype, so that a key "__proto__" is one like any other.
  const copy: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).sort()) copy[key] = sorted(Reflect.get(value, key));
  return copy;
}
