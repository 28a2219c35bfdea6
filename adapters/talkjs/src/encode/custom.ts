import type { JsonObject } from "@chat-etl/model";
import type { Custom } from "../wire-import.ts";
import type { Lost } from "./losses.ts";
import { wellFormed } from "./text.ts";

type Json = JsonObject[string];

/** What `custom` is made of. */
export interface CustomParts {
  /** The record's own fields, in their order; missing ones are passed over. */
  readonly own: Readonly<Record<string, Json | undefined>>;
  /** What the source's owner attached. */
  readonly metadata: JsonObject;
  /** What the model does not name. */
  readonly extra: JsonObject;
}

/** Names that are never the owner's own key, whether they are in use or not: what is read back must be clear. */
const RESERVED: ReadonlySet<string> = new Set([
  ...["sourceId", "part", "source", "sourceCustom", "sourceExtra", "sentAt", "authorId", "type", "event"],
  ...["replyToId", "threadRootId", "editedAt", "pin", "reactions", "attachments", "tags", "createdAt", "readBy"],
  ...["nameIsInvented", "role", "state", "profile", "visibility", "archivedAt", "about", "ownerId", "creatorId"],
]);

/**
 * A map of strings (TalkJS sheet, T17). Own fields stand under their names. Of what the owner attached, text stays as it
 * is, and all else is JSON in `sourceCustom`; what only the source knows is JSON in `sourceExtra`. So nobody has to guess
 * what was text.
 */
export function customOf({ own, metadata, extra }: CustomParts, lost: Lost): Custom {
  const text: [string, string][] = [];
  const other: [string, Json][] = [];
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value === "string" && !RESERVED.has(key)) text.push([wellFormed(key, lost), wellFormed(value, lost)]);
    else other.push([key, value]);
  }
  if (other.some(([, value]) => typeof value !== "string")) lost.add("custom-text");
  const fields = Object.entries(own).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, wellFormed(textOf(value), lost)] as const],
  );
  return Object.fromEntries([
    ...text,
    ...fields,
    ...jsonEntry("sourceCustom", Object.fromEntries(other), lost),
    ...jsonEntry("sourceExtra", extra, lost),
  ]);
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function jsonEntry(key: string, value: JsonObject, lost: Lost): readonly (readonly [string, string])[] {
  return Object.keys(value).length === 0 ? [] : [[key, wellFormed(JSON.stringify(value), lost)]];
}

/** The fields that are there, or nothing if none is. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject | undefined {
  const entries = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A list, or nothing if it is empty. */
export function filled<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
