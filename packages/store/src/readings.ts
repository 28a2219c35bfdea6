import { type EpochMs, KINDS, type Kind } from "@chat-etl/model";
import { atTarget, forgetRecords } from "./at-target.ts";
import type { Database } from "./database.ts";
import { VANISHED } from "./own-reasons.ts";
import { ADDED, DERIVED } from "./own-streams.ts";
import { laterReading } from "./reading-row.ts";

/** One time that the source is read from its beginning to its end. */
export interface Reading {
  /** From 1 on: the how manieth. */
  readonly id: number;
  /** Missing: an older program began it and did not note when. */
  readonly beganAt: EpochMs | undefined;
  /** Only what came since is asked for. Missing: everything. */
  readonly since: EpochMs | undefined;
  /** Every stream was read to its end, and what vanished is told. */
  readonly done: boolean;
}

/** What a whole reading has found of the records that were there before it. */
export interface Found {
  /** How many of each kind it has given again, and how many it has not. */
  readonly kinds: Readonly<Record<Kind, { readonly seen: number; readonly missing: number }>>;
}

const BEGIN = "INSERT INTO reading (began_at, since, last_seq) SELECT ?, ?, coalesce(max(seq), 0) FROM record";
const UNKNOWN = 0;

/** Records of the source itself that were there before this reading, `lastSeq` being the parameter. */
const OLD = `r.seq <= ? AND stream NOT IN ('${ADDED}', '${DERIVED}')`;
const IS_SEEN = "EXISTS (SELECT 1 FROM seen WHERE seq = r.seq)";
const WAS_GONE = "EXISTS (SELECT 1 FROM change WHERE seq = r.seq AND fields IS NULL)";

const FIND = `SELECT kind, sum(${IS_SEEN}) AS seen, sum(NOT ${IS_SEEN} AND NOT ${WAS_GONE}) AS missing
  FROM record AS r WHERE ${OLD} GROUP BY kind`;
const COUNT = `
  INSERT OR REPLACE INTO reading_count (reading, kind, fresh, equal, changed, vanished)
  SELECT ?1, kind, sum(r.seq > ?2), sum(r.seq <= ?2) - coalesce(sum(r.seq <= ?2 AND reading = ?1), 0),
    coalesce(sum(r.seq <= ?2 AND reading = ?1), 0), 0
  FROM seen CROSS JOIN record AS r USING (seq) LEFT JOIN change AS c ON c.seq = r.seq GROUP BY kind`;
const GONE = `
  CREATE TEMP TABLE gone AS SELECT r.seq, kind, stream, origin, ${atTarget("r.seq")} AS sent
  FROM record AS r WHERE ${OLD} AND NOT ${IS_SEEN} AND NOT (${WAS_GONE} AND ${atTarget("r.seq")})`;
const TELL_GONE = `
  INSERT INTO change (seq, reading, sent, fields, before) SELECT seq, ?, 1, NULL, NULL FROM temp.gone WHERE sent
  ON CONFLICT DO UPDATE SET reading = excluded.reading, fields = NULL`;
const COUNT_GONE = `
  INSERT INTO reading_count (reading, kind, fresh, equal, changed, vanished)
  SELECT ?, kind, 0, 0, 0, count(*) FROM temp.gone WHERE true GROUP BY kind
  ON CONFLICT DO UPDATE SET vanished = excluded.vanished`;
const DROP_UNSENT = `
  INSERT INTO dropped (stream, kind, code, message, sample, count)
  SELECT stream, kind, ?, ?, min(origin), count(*) FROM temp.gone WHERE NOT sent GROUP BY stream, kind
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;

/** What nobody names any more, of what resolving added and nothing was sent of: kind by kind, members first. */
const NEEDLESS = [
  `r.kind = 2 AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 3 AND conversation = r.conversation AND user = r.user)`,
  `r.kind = 1 AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 2 AND conversation = r.id)
    AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 3 AND conversation = r.id)`,
  `r.kind = 0 AND json ->> '$.type' = 'placeholder'
    AND id NOT IN (SELECT user FROM record WHERE kind IN (2, 3) AND user IS NOT NULL)`,
].map(
  (needless) => `CREATE TEMP TABLE gone AS
    SELECT r.seq FROM record AS r WHERE stream = '${ADDED}' AND ${needless} AND NOT ${atTarget("r.seq")}`,
);

/** Told as sent, and at no target (any more): it was removed again. */
const OUTDATED = `SELECT count(*) FROM change WHERE sent = 1 AND NOT ${atTarget("change.seq")}`;

/** How often the source was read, and what a later reading found to be other than before. */
export class Readings {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The reading that is under way, or was the last one. Missing: nothing was read yet. */
  async latest(): Promise<Reading | undefined> {
    const row = this.#db.get("SELECT id, began_at, since, done FROM reading ORDER BY id DESC LIMIT 1");
    if (row === undefined) return undefined;
    const { id, began_at, since, done } = row;
    return {
      id: Number(id),
      beganAt: began_at === UNKNOWN ? undefined : Number(began_at),
      since: since === null ? undefined : Number(since),
      done: done === 1,
    };
  }

  /**
   * Begins to read the source from its beginning: cursors are forgotten, and what a whole reading tells anew. Nothing is
   * forgotten the first time.
   */
  async begin({ at, since }: { readonly at: EpochMs; readonly since?: EpochMs | undefined }): Promise<void> {
    this.#db.transaction(() => {
      const isFirst = this.#db.count("SELECT count(*) FROM reading") === 0;
      // What was staged by other means began at a time that nobody noted.
      const beganAt = isFirst && this.#db.count("SELECT count(*) FROM stream") > 0 ? UNKNOWN : at;
      this.#db.run(BEGIN, beganAt, since ?? null);
      if (isFirst) return;
      for (const table of ["stream", "seen", "change WHERE sent = 0"]) this.#db.run(`DELETE FROM ${table}`);
      if (since !== undefined) return;
      for (const table of ["refused", "left_out"]) this.#db.run(`DELETE FROM ${table}`);
      this.#db.run("DELETE FROM dropped WHERE code <> ?", VANISHED.code);
    });
  }

  /** Records that will go in as they were sent once and removed again, though the source has them otherwise or no more. */
  async outdated(): Promise<number> {
    return this.#db.count(OUTDATED);
  }

  /** What the reading under way has found of what was there before. Missing: there was nothing, or it reads a part only. */
  async found(): Promise<Found | undefined> {
    const reading = laterReading(this.#db);
    if (reading === undefined || reading.isPart) return undefined;
    const rows = new Map(this.#db.all(FIND, reading.lastSeq).map((row) => [Number(row.kind), row]));
    const entries = KINDS.map((kind, number) => {
      const row = rows.get(number);
      return [kind, { seen: Number(row?.seen ?? 0), missing: Number(row?.missing ?? 0) }] as const;
    });
    return { kinds: Object.fromEntries(entries) as Found["kinds"] };
  }

  /**
   * Everything is read: counts it. What a whole reading did not give has vanished at the source: it is told if a target
   * has it, and is left out if none has. Doing it twice changes nothing.
   */
  async finish(): Promise<void> {
    this.#db.transaction(() => {
      if (this.#db.count("SELECT done FROM reading ORDER BY id DESC LIMIT 1") === 1) return;
      const reading = laterReading(this.#db);
      if (reading) {
        this.#db.run(COUNT, reading.id, reading.lastSeq);
        if (!reading.isPart) this.#settleVanished(reading);
      }
      this.#db.run("UPDATE reading SET done = 1");
      this.#db.run("DELETE FROM seen");
    });
  }

  #settleVanished({ id, lastSeq }: { readonly id: number; readonly lastSeq: number }): void {
    this.#makeGone(GONE, lastSeq);
    this.#db.run(TELL_GONE, id);
    this.#db.run(COUNT_GONE, id);
    this.#db.run(DROP_UNSENT, VANISHED.code, VANISHED.message);
    this.#db.run("DELETE FROM temp.gone WHERE sent");
    if (this.#deleteGone() === 0) return;
    for (const needless of NEEDLESS) {
      this.#makeGone(needless);
      this.#deleteGone();
    }
  }

  #makeGone(sql: string, ...values: readonly number[]): void {
    this.#db.exec("DROP TABLE IF EXISTS temp.gone");
    this.#db.run(sql, ...values);
  }

  /** Returns how many there were. */
  #deleteGone(): number {
    for (const sql of forgetRecords("(SELECT seq FROM temp.gone)")) this.#db.exec(sql);
    return this.#db.count("SELECT count(*) FROM temp.gone");
  }
}
