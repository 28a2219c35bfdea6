import type { Reason } from "@chat-etl/sdk";
import { completed, filledIn } from "./completed.ts";
import type { Database, Row } from "./database.ts";
import { noteLeftOut } from "./note-left-out.ts";
import { DUPLICATE, ID_TAKEN } from "./own-reasons.ts";
import { DERIVED } from "./own-streams.ts";
import type { LeftOutRow, PageRows, RecordRow } from "./page-rows.ts";
import { type LaterReading, laterReading } from "./reading-row.ts";
import { Rereading } from "./rereading.ts";
import { RESOLVED_UP_TO } from "./resolved-up-to.ts";

const INSERT = `
  INSERT INTO record (seq, kind, id, conversation, user, at, rank, shard, stream, origin, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO NOTHING`;
/** A message is the same one only if it stands at the same place and time. */
const REPLACE = `
  UPDATE record SET stream = ?, json = ?, given = ?, origin = ?, user = ?, at = ?, rank = coalesce(?, rank)
  WHERE kind = ? AND id = ? AND (kind <> 3 OR (conversation = ? AND at = ?))`;
const COMPLETE =
  "UPDATE record SET given = coalesce(given, json), json = ?, at = coalesce(at, ?) WHERE kind = ? AND id = ?";
const REFUSE = "INSERT INTO refused (stream, kind, origin, code, message) VALUES (?, ?, ?, ?, ?)";
/** Where only a part is read again, what was refused of it before is told anew, or is well now. */
const FORGET_REFUSED = "DELETE FROM refused WHERE stream = ? AND origin IN (SELECT value FROM json_each(?))";
const DROP = `
  INSERT INTO dropped (stream, kind, code, message, sample, count) VALUES (?, ?, ?, ?, ?, 1)
  ON CONFLICT DO UPDATE SET count = count + 1`;
const MOVE_ON = "INSERT OR REPLACE INTO stream (name, cursor, done) VALUES (?, ?, 0)";

/** Records may have been left out since that were numbered last. */
const GIVEN_BEFORE = `SELECT CAST(value AS INTEGER) FROM meta WHERE key = '${RESOLVED_UP_TO}'`;

/** Ranks of a later reading lie behind those of the readings before it, by more than there will ever be records. */
const RANKS_OF_A_READING = 2 ** 40;

/** Writes rows inside its caller's transaction. */
export class PageWriter {
  readonly #db: Database;
  #nextSeq = 0;
  /** Missing: nothing was read before. */
  #again: LaterReading | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The values of a page, and its cursor. */
  write({ stream, cursor, newestFirst, records, derived, refusals, drops, leftOut }: PageRows): void {
    this.#findNextSeq();
    this.#again = laterReading(this.#db);
    const rereading = this.#again && new Rereading(this.#db, { reading: this.#again, writer: this });
    if (this.#again?.isPart) {
      const origins = [...records.map((row) => row[7]), ...[...refusals, ...drops].map(({ origin }) => origin)];
      this.#db.run(FORGET_REFUSED, stream, JSON.stringify(origins));
    }
    for (const row of records) {
      if (rereading) rereading.record(stream, row, newestFirst);
      else if (this.insert(stream, row, newestFirst) === undefined) this.#replace(stream, row);
    }
    for (const row of leftOut) this.#leaveOut(stream, row, rereading);
    rereading?.note();
    for (const row of derived) {
      if (this.insert(DERIVED, row, newestFirst) === undefined) (rereading ?? this).complete(row);
    }
    for (const { kind, origin, ...reason } of refusals) this.refuse(stream, kind, origin, reason);
    for (const { kind, origin, ...reason } of drops) this.drop(stream, kind, origin, reason);
    this.#db.run(MOVE_ON, stream, cursor);
  }

  /** Rows of ids that are staged already are passed over. */
  add(stream: string, rows: readonly RecordRow[]): void {
    this.#findNextSeq();
    for (const row of rows) this.insert(stream, row, false);
  }

  /** Looked up every time: there are two writers, though never at once. No number is given twice. */
  #findNextSeq(): void {
    this.#nextSeq = Math.max(this.#db.count("SELECT max(seq) FROM record"), this.#db.count(GIVEN_BEFORE)) + 1;
  }

  /** Returns its number; undefined if its id is there already. */
  insert(stream: string, row: RecordRow, newestFirst: boolean): number | undefined {
    const [kind, id, conversation, user, at, rank, shard, origin, json] = row;
    const seq = this.#nextSeq;
    const base = ((this.#again?.id ?? 1) - 1) * RANKS_OF_A_READING;
    const order = rank ?? (newestFirst ? base - seq : seq);
    const place = [conversation, user, at, order, shard] as const;
    const { changes } = this.#db.run(INSERT, seq, kind, id, ...place, stream, origin, json);
    this.#nextSeq += changes;
    return changes > 0 ? seq : undefined;
  }

  /** The source's own record takes the place of what was brought along, and of its own earlier one. */
  #replace(stream: string, row: RecordRow): void {
    const [kind, id, conversation, user, at, rank, , origin, json] = row;
    const before = this.#db.get("SELECT stream, at, json, given FROM record WHERE kind = ? AND id = ?", kind, id);
    const wasDerived = before?.stream === DERIVED;
    const brought = broughtFor(before);
    const whole = brought === undefined ? undefined : completed(json, brought);
    const time = at ?? (whole !== undefined && before?.at != null ? Number(before.at) : null);
    const texts = whole === undefined ? ([json, null] as const) : ([whole, json] as const);
    const { changes } = this.#db.run(REPLACE, stream, ...texts, origin, user, time, rank, kind, id, conversation, at);
    if (changes === 0) this.refuse(stream, kind, origin, ID_TAKEN);
    else if (!wasDerived) this.drop(stream, kind, origin, DUPLICATE);
  }

  /** What was brought along fills in what the record leaves open. */
  complete([kind, id, , , at, , , , json]: RecordRow): void {
    const before = this.#db.get("SELECT json FROM record WHERE kind = ? AND id = ?", kind, id);
    const whole = before && completed(String(before.json), json);
    if (whole) this.#db.run(COMPLETE, whole, at, kind, id);
  }

  #leaveOut(stream: string, row: LeftOutRow, rereading: Rereading | undefined): void {
    const isNew = noteLeftOut(this.#db, row);
    const stays = rereading?.leaveOut(row) ?? false;
    // Where only a part is read again, what was dropped of it before is counted already.
    const isCounted = row.isDerived || stays || (this.#again?.isPart === true && !isNew);
    if (!isCounted) this.drop(stream, row.kind, row.origin, row);
  }

  refuse(stream: string, kind: number, origin: string, { code, message }: Reason): void {
    this.#db.run(REFUSE, stream, kind, origin, code, message);
  }

  drop(stream: string, kind: number, origin: string, { code, message }: Reason): void {
    this.#db.run(DROP, stream, kind, code, message, origin);
  }
}

/** What others brought along for a record so far. */
function broughtFor(before: Row | undefined): string | undefined {
  if (before?.stream === DERIVED) return String(before.json);
  return before?.given == null ? undefined : filledIn(String(before.json), String(before.given));
}
