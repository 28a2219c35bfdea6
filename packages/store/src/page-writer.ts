import type { Reason } from "@chat-etl/sdk";
import type { Database } from "./database.ts";
import type { PageRows, RecordRow } from "./page-rows.ts";

/** Under this stream stand the records that others brought along. */
export const DERIVED = "derived";

const DUPLICATE: Reason = { code: "duplicate-id", message: "The source gave this id again; the later value was kept." };
const ID_TAKEN: Reason = {
  code: "id-taken",
  message:
    "Another message with this id is staged already, from another conversation or time. Ids must be unique over the whole source.",
};

const INSERT = `
  INSERT INTO record (seq, kind, id, conversation, user, at, rank, shard, stream, origin, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO NOTHING`;
/** A message is the same one only if it stands at the same place and time. */
const REPLACE = `
  UPDATE record SET stream = ?, json = ?, origin = ?, user = ?, at = ?, rank = coalesce(?, rank)
  WHERE kind = ? AND id = ? AND (kind <> 3 OR (conversation = ? AND at = ?))`;
const REFUSE = "INSERT INTO refused (stream, kind, origin, code, message) VALUES (?, ?, ?, ?, ?)";
const DROP = `
  INSERT INTO dropped (stream, kind, code, message, sample, count) VALUES (?, ?, ?, ?, ?, 1)
  ON CONFLICT DO UPDATE SET count = count + 1`;
const MOVE_ON = "INSERT OR REPLACE INTO stream (name, cursor, done) VALUES (?, ?, 0)";

/** A record with the fields that only another one of its id has. Undefined: it has them all. */
function completed(json: string, other: string): string | undefined {
  const record: Readonly<Record<string, unknown>> = JSON.parse(json);
  // Who is a member has come back, if ever he left.
  const isOpen = (name: string) => isEmpty(record[name]) && !(name === "leftAt" && record.state === "active");
  const more = Object.entries(JSON.parse(other)).filter(([name, value]) => isOpen(name) && !isEmpty(value));
  return more.length === 0 ? undefined : JSON.stringify({ ...record, ...Object.fromEntries(more) });
}

/** Missing, or the empty list or object that stands for it. */
function isEmpty(value: unknown): boolean {
  return value === undefined || (value instanceof Object && Object.keys(value).length === 0);
}

/** Writes rows inside its caller's transaction. */
export class PageWriter {
  readonly #db: Database;
  #nextSeq = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The values of a page, and its cursor. */
  write({ stream, cursor, newestFirst, records, derived, refusals, drops }: PageRows): void {
    this.#findNextSeq();
    for (const row of records) if (!this.#insert(stream, row, newestFirst)) this.#replace(stream, row);
    for (const row of derived) if (!this.#insert(DERIVED, row, newestFirst)) this.#complete(row);
    for (const { kind, origin, ...reason } of refusals) this.#refuse(stream, kind, origin, reason);
    for (const { kind, origin, ...reason } of drops) this.#drop(stream, kind, origin, reason);
    this.#db.run(MOVE_ON, stream, cursor);
  }

  /** Rows of ids that are staged already are passed over. */
  add(stream: string, rows: readonly RecordRow[]): void {
    this.#findNextSeq();
    for (const row of rows) this.#insert(stream, row, false);
  }

  /** Looked up every time: there are two writers, though never at once. */
  #findNextSeq(): void {
    this.#nextSeq = this.#db.count("SELECT max(seq) FROM record") + 1;
  }

  #insert(stream: string, row: RecordRow, newestFirst: boolean): boolean {
    const [kind, id, conversation, user, at, rank, shard, origin, json] = row;
    const seq = this.#nextSeq;
    const order = rank ?? (newestFirst ? -seq : seq);
    const place = [conversation, user, at, order, shard] as const;
    const { changes } = this.#db.run(INSERT, seq, kind, id, ...place, stream, origin, json);
    this.#nextSeq += changes;
    return changes > 0;
  }

  /** The source's own record takes the place of what was brought along, and of its own earlier one. */
  #replace(stream: string, row: RecordRow): void {
    const [kind, id, conversation, user, at, rank, , origin, json] = row;
    const before = this.#db.get("SELECT stream, at, json FROM record WHERE kind = ? AND id = ?", kind, id);
    const wasDerived = before?.stream === DERIVED;
    const whole = (wasDerived && completed(json, String(before.json))) || json;
    const time = at ?? (wasDerived && before.at !== null ? Number(before.at) : null);
    const { changes } = this.#db.run(REPLACE, stream, whole, origin, user, time, rank, kind, id, conversation, at);
    if (changes === 0) this.#refuse(stream, kind, origin, ID_TAKEN);
    else if (!wasDerived) this.#drop(stream, kind, origin, DUPLICATE);
  }

  /** What was brought along fills in what the record leaves open. */
  #complete([kind, id, , , at, , , , json]: RecordRow): void {
    const before = this.#db.get("SELECT json FROM record WHERE kind = ? AND id = ?", kind, id);
    const whole = before && completed(String(before.json), json);
    if (whole)
      this.#db.run("UPDATE record SET json = ?, at = coalesce(at, ?) WHERE kind = ? AND id = ?", whole, at, kind, id);
  }

  #refuse(stream: string, kind: number, origin: string, { code, message }: Reason): void {
    this.#db.run(REFUSE, stream, kind, origin, code, message);
  }

  #drop(stream: string, kind: number, origin: string, { code, message }: Reason): void {
    this.#db.run(DROP, stream, kind, code, message, origin);
  }
}
