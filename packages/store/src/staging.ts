import { type ChatRecord, idOf, type Kind } from "@chat-etl/model";
import type { Cursor, Reason } from "@chat-etl/sdk";
import type { Database } from "./database.ts";
import { numberOf } from "./kind-number.ts";

export interface StagedRecord {
  readonly record: ChatRecord;
  readonly origin: string;
}

/** A value that never became a record. `kind` is what its stream mainly holds. */
export interface Refusal {
  readonly kind: Kind;
  readonly origin: string;
  readonly reason: Reason;
}

/** What one page of a stream became. */
export interface StagedPage {
  readonly stream: string;
  /** Where to go on behind it. */
  readonly cursor: Cursor | undefined;
  readonly records: readonly StagedRecord[];
  /** Brought along by others: they yield to records of the same id, whichever comes first. */
  readonly derived: readonly StagedRecord[];
  readonly refusals: readonly Refusal[];
  readonly drops: readonly { readonly kind: Kind; readonly reason: Reason }[];
}

export interface StreamState {
  readonly cursor: Cursor | undefined;
  readonly done: boolean;
}

/** Under this stream stand the records that others brought along. */
export const DERIVED = "derived";

export interface StagingOptions {
  /** Decides between messages of one instant that bring no rank of their own. */
  readonly newestFirst: boolean;
}

const DUPLICATE: Reason = { code: "duplicate-id", message: "The source gave this id again; the later value was kept." };
const ID_TAKEN: Reason = {
  code: "id-taken",
  message:
    "Another message with this id is staged already, from another conversation or time. Ids must be unique over the whole source.",
};

const INSERT = `
  INSERT INTO record (seq, kind, id, conversation, user, at, rank, shard, stream, origin, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO NOTHING`;
const REFUSE = "INSERT INTO refused (stream, kind, origin, code, message) VALUES (?, ?, ?, ?, ?)";
const DROP = `
  INSERT INTO dropped (stream, kind, code, message, count) VALUES (?, ?, ?, ?, 1)
  ON CONFLICT DO UPDATE SET count = count + 1`;

/** The way in: pages of checked records. A page and its cursor commit together. */
export class Staging {
  readonly #db: Database;
  #nextSeq: number;

  constructor(db: Database) {
    this.#db = db;
    this.#nextSeq = db.count("SELECT max(seq) FROM record") + 1;
  }

  async stream(name: string): Promise<StreamState> {
    const row = this.#db.get("SELECT cursor, done FROM stream WHERE name = ?", name);
    return { cursor: row?.cursor == null ? undefined : String(row.cursor), done: row?.done === 1 };
  }

  async stage(page: StagedPage, options: StagingOptions): Promise<void> {
    this.#db.transaction(() => {
      for (const staged of page.records) this.#stageOne(page.stream, staged, options);
      for (const staged of page.derived) this.#insert(DERIVED, staged, options);
      for (const refusal of page.refusals) this.#refuse(page.stream, refusal);
      for (const { kind, reason } of page.drops) this.#drop(page.stream, kind, reason);
      this.#db.run(
        "INSERT OR REPLACE INTO stream (name, cursor, done) VALUES (?, ?, 0)",
        page.stream,
        page.cursor ?? null,
      );
    });
  }

  /** Nothing is left to read. */
  async finish(stream: string): Promise<void> {
    this.#db.run(
      "INSERT INTO stream (name, cursor, done) VALUES (?, NULL, 1) ON CONFLICT DO UPDATE SET done = 1",
      stream,
    );
  }

  /** Forgets what an interrupted reading staged, for a stream that cannot go on where it was. */
  async restart(stream: string): Promise<void> {
    if (this.#db.get("SELECT 1 FROM stream WHERE name = ?", stream) === undefined) return;
    this.#db.transaction(() => {
      for (const table of ["record", "refused", "dropped"])
        this.#db.run(`DELETE FROM ${table} WHERE stream = ?`, stream);
      this.#db.run("DELETE FROM stream WHERE name = ?", stream);
    });
  }

  /** Adds records that the source does not have but the others need. Those staged already stay as they are. */
  add(records: readonly ChatRecord[], origin: string): void {
    for (const record of records) this.#insert(origin, { record, origin }, { newestFirst: false });
  }

  #stageOne(stream: string, staged: StagedRecord, options: StagingOptions): void {
    if (this.#insert(stream, staged, options)) return;
    const { record, origin } = staged;
    const place = placeOf(record);
    const before = this.#db.get(
      "SELECT stream FROM record WHERE kind = ? AND id = ?",
      numberOf(record.kind),
      idOf(record),
    );
    const sameMessage = record.kind === "message" ? "AND conversation = ? AND at = ?" : "";
    const message = record.kind === "message" ? [record.conversationId, record.sentAt] : [];
    const { changes } = this.#db.run(
      `UPDATE record SET stream = ?, json = ?, origin = ?, user = ?, at = ?, rank = coalesce(?, rank)
       WHERE kind = ? AND id = ? ${sameMessage}`,
      stream,
      JSON.stringify(record),
      origin,
      place.user,
      place.at,
      place.rank ?? null,
      numberOf(record.kind),
      idOf(record),
      ...message,
    );
    if (changes > 0 && before?.stream === DERIVED) return;
    if (changes > 0) this.#drop(stream, record.kind, DUPLICATE);
    else this.#refuse(stream, { kind: record.kind, origin, reason: ID_TAKEN });
  }

  #insert(stream: string, { record, origin }: StagedRecord, { newestFirst }: StagingOptions): boolean {
    const seq = this.#nextSeq;
    const place = placeOf(record);
    const { changes } = this.#db.run(
      INSERT,
      seq,
      numberOf(record.kind),
      idOf(record),
      place.conversation,
      place.user,
      place.at,
      place.rank ?? (newestFirst ? -seq : seq),
      place.conversation === null ? 0 : hash(place.conversation),
      stream,
      origin,
      JSON.stringify(record),
    );
    this.#nextSeq += changes;
    return changes > 0;
  }

  #refuse(stream: string, { kind, origin, reason }: Refusal): void {
    this.#db.run(REFUSE, stream, numberOf(kind), origin, reason.code, reason.message);
  }

  #drop(stream: string, kind: Kind, reason: Reason): void {
    this.#db.run(DROP, stream, numberOf(kind), reason.code, reason.message);
  }
}

interface Place {
  readonly conversation: string | null;
  readonly user: string | null;
  readonly at: number | null;
  readonly rank?: number | undefined;
}

function placeOf(record: ChatRecord): Place {
  switch (record.kind) {
    case "user":
      return { conversation: null, user: null, at: record.createdAt ?? null };
    case "conversation":
      return { conversation: record.id, user: null, at: record.createdAt ?? null };
    case "membership":
      return { conversation: record.conversationId, user: record.userId, at: record.joinedAt ?? null };
    case "message":
      return { conversation: record.conversationId, user: record.authorId, at: record.sentAt, rank: record.rank };
  }
}

/** FNV-1a over UTF-16 units: spreads conversations over shards, the same on every run. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
