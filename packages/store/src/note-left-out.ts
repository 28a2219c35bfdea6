import type { Database } from "./database.ts";
import type { LeftOutRow } from "./page-rows.ts";

const NOTE = "INSERT INTO left_out (kind, id, code, message) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";

/** Remembers a record that a transform dropped. Returns whether it was not known before. */
export function noteLeftOut(db: Database, { kind, id, code, message }: LeftOutRow): boolean {
  // Of a message nothing goes with it: its rule is counted, and need not be kept a million times.
  const rule = kind < 2 ? [code, message] : [null, null];
  return db.run(NOTE, kind, id, ...rule).changes > 0;
}
