import { hash } from "node:crypto";
import { ID_CHARS } from "./limits.ts";

/** `m-` keeps muids from looking like numbers (T12, T13); 8 hex characters keep sources apart in one app (T14). */
const MUID_PREFIX = "m-";
const NAMESPACE_CHARS = 8;

/** Leaves room for the longest `-p99999` behind the id, so that a part's muid is never over-long. */
const PART_CHARS = 7;
const MESSAGE_ID_CHARS = ID_CHARS - MUID_PREFIX.length - NAMESPACE_CHARS - 1 - PART_CHARS;

/** `app_system` is CometChat's own sender (4.5): nobody else may speak as it. `__proto__` is a legal uid that JSON readers lose. */
const RESERVED = new Set(["app_system", "__proto__"]);

const FIT = /^[a-z0-9_-]+$/;
const HASHED = /-[0-9a-f]{20}$/;
const PART = /-p[0-9]+$/;

/**
 * A user's or conversation's id made fit for a uid or guid. Ids that fit stay as they are; any other becomes a slug and
 * a hash. An id that looks like such a result is hashed too, so no two ids become one.
 */
export function fitId(id: string): string {
  return isFit(id, ID_CHARS) ? id : hashed(id, ID_CHARS);
}

/** A message's muid: unique over all sources, conversations and parts, and never a number. */
export function messageUid(id: string, source: string): string {
  return inNamespace(id, namespaceOf(source));
}

/** The namespaces of the few sources that one process sees. */
const namespaces = new Map<string, string>();

function namespaceOf(source: string): string {
  const known = namespaces.get(source);
  if (known !== undefined) return known;
  const namespace = sha256(source).slice(0, NAMESPACE_CHARS);
  namespaces.set(source, namespace);
  return namespace;
}

/** The muid as far as it depends on the id alone, for comparing ids of one source. */
export function comparableMessageUid(id: string): string {
  return inNamespace(id, "0".repeat(NAMESPACE_CHARS));
}

/** The muid of a message's part; the first part (index 0) has the message's own. */
export function partUid(muid: string, index: number): string {
  return index === 0 ? muid : `${muid}-p${index + 1}`;
}

/** Where a membership stands in the data import (CometChat sheet, 2.3). */
export function memberId(guid: string, uid: string): string {
  return `${guid}_member_${uid}`;
}

/** An id that ends like a part is hashed, so that no message's muid is another one's part. */
function inNamespace(id: string, namespace: string): string {
  const fit = isFit(id, MESSAGE_ID_CHARS) && !PART.test(id) ? id : hashed(id, MESSAGE_ID_CHARS);
  return `${MUID_PREFIX}${namespace}-${fit}`;
}

function isFit(id: string, maxChars: number): boolean {
  return id.length <= maxChars && FIT.test(id) && !HASHED.test(id) && !RESERVED.has(id);
}

function hashed(id: string, maxChars: number): string {
  const suffix = `-${sha256(id).slice(0, 20)}`;
  const slug = id
    .slice(0, 2 * maxChars)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, maxChars - suffix.length)
    .replace(/-$/, "");
  return `${slug === "" ? "id" : slug}${suffix}`;
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
