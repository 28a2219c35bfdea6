import type { Database } from "./database.ts";

/** A reading of a source that was read before. */
export interface LaterReading {
  /** From 2 on: the how manieth. */
  readonly id: number;
  /** Records numbered up to it were there before. */
  readonly lastSeq: number;
  /** The source was asked only for what came since an instant: what it does not give has not vanished. */
  readonly isPart: boolean;
}

/** The latest reading, if there was one before it. */
export function laterReading(db: Database): LaterReading | undefined {
  const row = db.get("SELECT id, last_seq, since FROM reading WHERE id > 1 ORDER BY id DESC LIMIT 1");
  return row && { id: Number(row.id), lastSeq: Number(row.last_seq), isPart: row.since !== null };
}
