import type { ChatRecord } from "@chat-etl/model";
import { atTarget, forgetOutcomes, forgetRecords } from "./at-target.ts";
import { completed, differingFields, filledIn } from "./completed.ts";
import type { Database, Row } from "./database.ts";
import { DUPLICATE, ID_TAKEN } from "./own-reasons.ts";
import { ADDED, DERIVED } from "./own-streams.ts";
import type { LeftOutRow, RecordRow } from "./page-rows.ts";
import type { PageWriter } from "./page-writer.ts";
import { placeOf } from "./place-of.ts";
import type { LaterReading } from "./reading-row.ts";

/**
 * `same`: just what the source gave the last time, and nothing else was ever told of it. Joined, the table of changes
 * would cost three times as much for every record.
 */
const FIND = `
  SELECT seq, EXISTS (SELECT 1 FROM seen WHERE seq = r.seq) AS seen,
    coalesce(given, json) = ? AND stream NOT IN ('${ADDED}', '${DERIVED}')
    AND NOT EXISTS (SELECT 1 FROM change WHERE seq = r.seq) AS same
  FROM record AS r WHERE kind = ? AND id = ?`;
const SEE = "INSERT OR IGNORE INTO seen (seq) SELECT value FROM json_each(?)";
const DETAILS = `
  SELECT r.seq, r.kind, stream, json, coalesce(given, json) AS latest, given IS NOT NULL AND NOT coalesce(c.sent, 0) AS filled,
    c.before, c.fields, ${atTarget("r.seq")} AS sent
  FROM record AS r LEFT JOIN change AS c ON c.seq = r.seq WHERE r.seq = ?`;
const TOLD_BEFORE = `
  SELECT 1 FROM record JOIN change USING (seq) WHERE seq = ? AND coalesce(given, json) = ? AND fields IS NOT NULL`;
const RESTAGE = `
  UPDATE record SET stream = ?, origin = ?, conversation = ?, user = ?, at = ?, rank = coalesce(?, rank), shard = ?,
  json = ?, given = ? WHERE seq = ?`;
/** What was sent with files keeps its origin too: a path in an export is known together with the file that named it. */
const GIVE = `UPDATE record SET stream = ?,
  origin = CASE WHEN instr(json, '"attachments":[{') > 0 THEN origin ELSE ? END, given = nullif(?, json) WHERE seq = ?`;
const TELL = "INSERT OR REPLACE INTO change (seq, reading, sent, fields, before) VALUES (?, ?, ?, ?, ?)";
const FORGET = "DELETE FROM change WHERE seq = ?";
const STAGED_BEFORE = `
  SELECT seq, EXISTS (SELECT 1 FROM seen WHERE seq = r.seq) AS seen, stream IN ('${ADDED}', '${DERIVED}') AS added,
    ${atTarget("r.seq")} AS sent
  FROM record AS r WHERE kind = ? AND id = ?`;

/**
 * What a later reading of a source makes of a record that was staged before. Equal: it is passed over. Changed: one
 * that no target has goes in changed; one that a target has stays as it was sent, and is told.
 */
export class Rereading {
  readonly #db: Database;
  readonly #reading: LaterReading;
  readonly #writer: PageWriter;
  /** Given by this page. */
  readonly #seen = new Set<number>();

  constructor(db: Database, { reading, writer }: { readonly reading: LaterReading; readonly writer: PageWriter }) {
    this.#db = db;
    this.#reading = reading;
    this.#writer = writer;
  }

  record(stream: string, row: RecordRow, newestFirst: boolean): void {
    const [kind, id, , , , , , origin, json] = row;
    const found = this.#db.get(FIND, json, kind, id);
    const seq = found ? Number(found.seq) : this.#writer.insert(stream, row, newestFirst);
    if (seq === undefined) throw new Error("A record that is not there could not be added.");
    const isFirst = found?.seen !== 1 && !this.#seen.has(seq);
    this.#seen.add(seq);
    if (found === undefined) return;
    const details = found.same === 1 ? undefined : this.#db.get(DETAILS, seq);
    if (!isFirst && details && isElsewhere(row, String(details.latest))) {
      this.#writer.refuse(stream, kind, origin, ID_TAKEN);
      return;
    }
    if (!isFirst) this.#writer.drop(stream, kind, origin, DUPLICATE);
    if (details) this.#compare(stream, row, details);
  }

  /**
   * A transform drops what was staged before. What a target has stays as it was sent, and is not told as vanished; the
   * rest goes. Returns whether the value stands for a record that stays.
   */
  leaveOut({ kind, id }: LeftOutRow): boolean {
    const found = this.#db.get(STAGED_BEFORE, kind, id);
    if (found === undefined) return false;
    const seq = Number(found.seq);
    const isFirst = found.seen !== 1 && !this.#seen.has(seq);
    if (found.sent === 1) this.#seen.add(seq);
    else if (isFirst) for (const sql of forgetRecords("(?)")) this.#db.run(sql, seq);
    return found.sent === 1 && isFirst && found.added !== 1;
  }

  /** At the end of a page: notes what it gave. */
  note(): void {
    this.#db.run(SEE, JSON.stringify([...this.#seen]));
    this.#seen.clear();
  }

  /** What was brought along fills gaps only of what no target has yet: what was sent stays as it was. */
  complete(row: RecordRow): void {
    const [kind, id] = row;
    const found = this.#db.get("SELECT seq, json FROM record WHERE kind = ? AND id = ?", kind, id);
    if (found === undefined || completed(String(found.json), row[8]) === undefined) return;
    if (this.#db.count(`SELECT ${atTarget("?1")}`, Number(found.seq)) === 0) this.#writer.complete(row);
  }

  #compare(stream: string, row: RecordRow, before: Row): void {
    const base = before.before === null ? String(before.latest) : String(before.before);
    const isOwn = before.stream === ADDED || before.stream === DERIVED;
    const fields = differingFields(base, isOwn ? wholeOf(row, before) : row[8]);
    if (before.sent === 1) this.#keepAsSent(stream, row, { seq: Number(before.seq), base, fields });
    else this.#restage(stream, row, { before, base, fields });
  }

  #keepAsSent(stream: string, row: RecordRow, { seq, base, fields }: Difference & { readonly seq: number }): void {
    // It was told by an earlier reading, and nothing has happened to it since.
    if (fields.length > 0 && this.#db.get(TOLD_BEFORE, seq, row[8]) !== undefined) return;
    this.#db.run(GIVE, stream, row[7], row[8], seq);
    this.#tell(seq, { sent: 1, base, fields });
  }

  #restage(stream: string, row: RecordRow, { before, base, fields }: Difference & { readonly before: Row }): void {
    const [, , conversation, user, , rank, shard, origin, json] = row;
    const seq = Number(before.seq);
    const whole = wholeOf(row, before);
    const { at } = placeOf(JSON.parse(whole) as ChatRecord);
    const given = whole === json ? null : json;
    this.#db.run(RESTAGE, stream, origin, conversation, user, at, rank, shard, whole, given, seq);
    if (fields.length > 0) for (const sql of forgetOutcomes("(?)")) this.#db.run(sql, seq);
    this.#tell(seq, { sent: 0, base, fields });
  }

  #tell(seq: number, { sent, base, fields }: Difference & { readonly sent: 0 | 1 }): void {
    if (fields.length === 0) this.#db.run(FORGET, seq);
    else this.#db.run(TELL, seq, this.#reading.id, sent, fields.join(","), base);
  }
}

/** What a record was, and which of its fields are other than that. */
interface Difference {
  readonly base: string;
  readonly fields: readonly string[];
}

/** The record as it is staged: with what others brought along for it before. */
function wholeOf([, , , , , , , , json]: RecordRow, { stream, json: staged, latest, filled }: Row): string {
  if (stream === DERIVED) return completed(json, String(staged)) ?? json;
  if (stream === ADDED || filled === 0) return json;
  return completed(json, filledIn(String(staged), String(latest))) ?? json;
}

/** A message is the same one only if it stands at the same place and time. */
function isElsewhere([kind, , conversation, , at]: RecordRow, latest: string): boolean {
  if (kind !== 3) return false;
  const place = placeOf(JSON.parse(latest) as ChatRecord);
  return place.conversation !== conversation || place.at !== at;
}
