import type { Database } from "./database.ts";

/** A file as an attachment names it: its `url`, and the number of a message that has it. */
export interface NamedFile {
  readonly source: string;
  readonly seq: number;
}

/** What follows the name of the file that a record was read from: `chat/result.json@17`, `a.jsonl:3`, `list#id`. */
const PLACE_IN_FILE = /[@:#][^@:#/]*$/;

/**
 * By what a file is known. An address is one file wherever it stands; a path is another file in each file of an export:
 * two chats that were exported side by side both have a `photos/photo_1.png`. So a message that was sent with files keeps
 * the origin it was sent with, wherever it is read again.
 */
export function fileKeyOf(db: Database, { source, seq }: NamedFile): string {
  if (URL.canParse(source)) return source;
  const origin = String(db.get("SELECT origin FROM record WHERE seq = ?", seq)?.origin);
  return JSON.stringify([source, origin.replace(PLACE_IN_FILE, "")]);
}

/** What attachments call the file that is known by a key. */
export function sourceIn(key: string): string {
  return key.startsWith('["') ? String(JSON.parse(key)[0]) : key;
}
