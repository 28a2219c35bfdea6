import type { ChatRecord, EpochMs, Kind, User } from "@chat-etl/model";
import type { ConversationFacts, Landed } from "@chat-etl/sdk";
import type { Database, Row } from "./database.ts";
import { numberOf } from "./kind-number.ts";
import { type LaneRow, stillOpen } from "./lane-row.ts";
import { lateKeys } from "./late-keys.ts";
import type { Staged } from "./ledger.ts";
import { Lookups } from "./lookups.ts";
import { laterReading } from "./reading-row.ts";

/** A part of the messages: those of every `of`-th conversation, counted by hash. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** How messages come out of one shard. Always oldest first within a conversation. */
export type MessageOrder = "by-time" | "by-conversation";

/** A place in a shard's order; opaque. */
export interface Place {
  readonly values: readonly (string | number)[];
}

export interface Unsettled<K extends Kind = Kind> extends Staged<K> {
  readonly place: Place;
}

export interface MessageQuery {
  readonly shard: Shard;
  readonly order: MessageOrder;
  readonly after: Place | undefined;
  readonly limit: number;
}

/** From one instant to another, both exclusive. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const NOT_SETTLED = stillOpen({});

const FIRSTS = `
  SELECT min(at) AS at, conversation FROM record AS r INDEXED BY message_by_conversation WHERE kind = 3 AND at > ? AND ${NOT_SETTLED}
  GROUP BY conversation HAVING min(at) < ?`;

const MESSAGE_KEYS: Readonly<Record<MessageOrder, readonly string[]>> = {
  "by-time": ["at", "rank", "seq"],
  "by-conversation": ["conversation", "at", "rank", "seq"],
};

/** A page of a shard's messages. The planner, left alone, reads and sorts all messages for every page. */
export function messagePageSql(
  order: MessageOrder,
  { goesOn, behind }: { readonly goesOn: boolean } & Pick<LaneRow, "behind">,
): string {
  const keys = MESSAGE_KEYS[order].join(", ");
  const from = goesOn ? `AND (${keys}) > (${MESSAGE_KEYS[order].map(() => "?").join(", ")})` : "";
  const index = order === "by-time" ? "message_by_time" : "message_by_conversation";
  return `SELECT conversation, at, rank, seq, json FROM record AS r INDEXED BY ${index} WHERE kind = 3 ${from}
    AND shard % ? = ? AND ${stillOpen({ behind })} ORDER BY ${keys} LIMIT ?`;
}

/** The main lane of a target and its passes: a message may have gone in by either. */
const OF_TARGET = "lane IN (SELECT id FROM lane WHERE id = ? OR main = ?)";

const TAKEN = "status IN ('written', 'duplicate')";

/*
 * Lookups for a page of records. CROSS JOIN keeps to the order that is written: the planner, left alone, goes through
 * the whole ledger for every page.
 */
export const PASSED = `SELECT seq, pass FROM lane CROSS JOIN json_each(?2) AS item CROSS JOIN ledger
  ON ledger.lane = lane.id AND seq = item.value WHERE lane.main = ?1 AND lane.behind = 0 AND ${TAKEN}`;
export const TARGET_IDS = `SELECT seq, target_id FROM json_each(?) AS item CROSS JOIN ledger
  ON ${OF_TARGET} AND seq = item.value WHERE target_id IS NOT NULL`;
export const SENT = `SELECT seq FROM json_each(?) AS item CROSS JOIN ledger ON lane = ? AND seq = item.value WHERE ${TAKEN}`;
export const LANDED = `SELECT json, target_id FROM record AS r CROSS JOIN ledger ON ledger.seq = r.seq
  WHERE r.kind = 3 AND r.id = ? AND ${OF_TARGET} AND ${TAKEN} ORDER BY target_id IS NULL LIMIT 1`;
export const LAST_LANDED = `SELECT json, target_id FROM record AS r INDEXED BY message_by_conversation
  CROSS JOIN ledger ON ledger.seq = r.seq
  WHERE r.kind = 3 AND conversation = ? AND r.at <= ? AND lane = ? AND ${TAKEN}
  ORDER BY r.at DESC, rank DESC, r.seq DESC LIMIT 1`;

/** The time of the newest message that a target has of each conversation. */
function reachedSql(lane: number): string {
  return `DROP TABLE IF EXISTS temp.reached;
    CREATE TEMP TABLE reached AS SELECT conversation, max(r.at) AS at FROM ledger CROSS JOIN record AS r USING (seq)
    WHERE lane = ${lane} AND kind = 3 AND ${TAKEN} GROUP BY conversation;
    CREATE UNIQUE INDEX temp.reached_by_conversation ON reached (conversation)`;
}
const GIVEN_LATE = `SELECT r.seq FROM json_each(?) AS item CROSS JOIN record AS r ON r.seq = item.value
  CROSS JOIN temp.reached USING (conversation) WHERE r.at < reached.at AND reached.at - r.at < ?`;
/** Two tables that SQLite must take in this order: the planner knows nothing of how long the list is. */
const RELEASED_LATE =
  "SELECT item.value AS seq FROM json_each(?) AS item CROSS JOIN meta ON meta.key = ? || item.value";

/** The way out: staged records in load order that are not settled at a target yet, and what encoding needs to know. */
export class Loading {
  readonly #db: Database;
  readonly #lane: number;
  readonly #row: LaneRow;
  readonly #lookups: Lookups;
  #knowsReached = false;

  constructor(db: Database, lane: LaneRow) {
    this.#db = db;
    this.#lane = lane.id;
    this.#row = lane;
    this.#lookups = new Lookups(db, lane.id);
  }

  /** Users, conversations or memberships, in the order they were staged. */
  async unsettled<K extends Exclude<Kind, "message">>(
    kind: K,
    after: Place | undefined,
    limit: number,
  ): Promise<readonly Unsettled<K>[]> {
    const sql = `SELECT seq, json FROM record AS r INDEXED BY other_by_kind
      WHERE kind < 3 AND kind = ? AND seq > ? AND ${stillOpen(this.#row)} ORDER BY seq LIMIT ?`;
    const rows = this.#db.all(sql, numberOf(kind), after?.values[0] ?? 0, this.#lane, limit);
    return rows.map((row) => ({ ...stagedOf<K>(row), place: { values: [Number(row.seq)] } }));
  }

  async unsettledMessages({ shard, order, after, limit }: MessageQuery): Promise<readonly Unsettled<"message">[]> {
    const keys = MESSAGE_KEYS[order];
    const sql = messagePageSql(order, { goesOn: after !== undefined, behind: this.#row.behind });
    const rows = this.#db.all(sql, ...(after?.values ?? []), shard.of, shard.index, this.#lane, limit);
    return rows.map((row) => ({
      ...stagedOf<"message">(row),
      place: { values: keys.map((key) => columnOf(row, key)) },
    }));
  }

  async pending(kind: Kind): Promise<number> {
    return this.#db.count(
      `SELECT count(*) FROM record AS r WHERE kind = ? AND ${stillOpen(this.#row)}`,
      numberOf(kind),
      this.#lane,
    );
  }

  /** What is known of these conversations; those that are not staged are missing. */
  async facts(conversationIds: Iterable<string>): Promise<ReadonlyMap<string, ConversationFacts>> {
    return this.#lookups.facts(conversationIds);
  }

  async users(ids: Iterable<string>): Promise<ReadonlyMap<string, User>> {
    return this.#lookups.users(ids);
  }

  /** Lets go of what was looked up: nothing more will be asked for a while. */
  forget(): void {
    this.#lookups.forget();
  }

  /** Which passes ahead of the main load went well for these records. */
  async passed(seqs: readonly number[]): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
    const found = new Map<number, Set<string>>();
    for (const { seq, pass } of this.#db.all(PASSED, this.#lane, JSON.stringify(seqs))) {
      found.set(Number(seq), (found.get(Number(seq)) ?? new Set()).add(String(pass)));
    }
    return found;
  }

  /** Of a pass: what the main lane's target has of these messages, by their ids. */
  async landed(messageIds: Iterable<string>): Promise<ReadonlyMap<string, Landed>> {
    const main = this.#row.main ?? 0;
    const found = new Map<string, Landed>();
    for (const id of new Set(messageIds)) {
      const row = this.#db.get(LANDED, id, main, main);
      if (row) found.set(id, landedOf(row));
    }
    return found;
  }

  /**
   * Of a pass: the newest message of a conversation, sent at an instant or before, that the main load brought. What
   * passes brought may be newer at the target than its time says.
   */
  async lastLanded(conversationId: string, at: EpochMs): Promise<Landed | undefined> {
    const row = this.#db.get(LAST_LANDED, conversationId, at, this.#row.main ?? 0);
    return row && landedOf(row);
  }

  /** Of a pass: under which ids the target has these records, as far as an answer told. */
  async targetIds(seqs: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const main = this.#row.main ?? 0;
    const rows = this.#db.all(TARGET_IDS, JSON.stringify(seqs), main, main);
    return new Map(rows.map((row) => [Number(row.seq), String(row.target_id)]));
  }

  /** Of a pass: which of these records the main lane sent itself. */
  async sent(seqs: readonly number[]): Promise<ReadonlySet<number>> {
    return new Set(this.#db.all(SENT, JSON.stringify(seqs), this.#row.main ?? 0).map((row) => Number(row.seq)));
  }

  /**
   * Whether any message that is still to come may come late: it was released behind later ones of its conversation, or
   * the source was read again.
   */
  async hasLate(): Promise<boolean> {
    if (laterReading(this.#db) !== undefined) return true;
    const [from, to] = lateKeys(this.#lane);
    return this.#db.get("SELECT 1 FROM meta WHERE key >= ? AND key < ? LIMIT 1", from, to) !== undefined;
  }

  /**
   * Which of these messages come late: they were released when later ones of their conversation had landed, or are
   * older, by less than `withinMs`, than one that the target had before this load.
   */
  async late(seqs: readonly number[], withinMs: number): Promise<ReadonlySet<number>> {
    const [prefix] = lateKeys(this.#lane);
    const list = JSON.stringify(seqs);
    const released = this.#db.all(RELEASED_LATE, list, prefix);
    return new Set([...released, ...this.#givenLate(list, withinMs)].map((row) => Number(row.seq)));
  }

  #givenLate(list: string, withinMs: number): readonly Row[] {
    if (laterReading(this.#db) === undefined) return [];
    if (!this.#knowsReached) this.#db.exec(reachedSql(this.#lane));
    this.#knowsReached = true;
    return this.#db.all(GIVEN_LATE, list, Math.min(withinMs, Number.MAX_SAFE_INTEGER));
  }

  /** The oldest unsettled message, or the one that comes next behind `after`. */
  async nextUnsettled(after?: Staged<"message">): Promise<Staged<"message"> | undefined> {
    const { at, rank } = this.#db.get("SELECT at, rank FROM record WHERE seq = ?", after?.seq ?? 0) ?? {};
    const behind = [at ?? Number.MIN_SAFE_INTEGER, rank ?? 0, after?.seq ?? 0];
    const sql = `SELECT seq, json FROM record AS r INDEXED BY message_by_time WHERE kind = 3 AND (at, rank, seq) > (?, ?, ?) AND ${NOT_SETTLED}
      ORDER BY at, rank, seq LIMIT 1`;
    const row = this.#db.get(sql, ...behind, this.#lane);
    return row && stagedOf<"message">(row);
  }

  /** How many unsettled messages were sent between two instants, both exclusive. */
  async countBetween({ from, to }: Span): Promise<number> {
    const sql = `SELECT count(*) FROM record AS r INDEXED BY message_by_time WHERE kind = 3 AND at > ? AND at < ? AND ${NOT_SETTLED}`;
    return this.#db.count(sql, from, to, this.#lane);
  }

  /** How many conversations have their first unsettled message behind `from` before `to`. */
  async countFirsts({ from, to }: Span): Promise<number> {
    return this.#db.count(`SELECT count(*) FROM (${FIRSTS})`, from, this.#lane, to);
  }

  /**
   * One of the messages that overtake no other of their conversation, if all up to `from` are out of the way:
   * the first of each conversation behind it, counted by time.
   */
  async first(index: number, { from, to }: Span): Promise<Staged<"message"> | undefined> {
    const first = this.#db.get(`${FIRSTS} ORDER BY at LIMIT 1 OFFSET ?`, from, this.#lane, to, index);
    if (first === undefined) return undefined;
    const sql = `SELECT seq, json FROM record AS r INDEXED BY message_by_conversation WHERE kind = 3 AND conversation = ? AND at = ? AND ${NOT_SETTLED}
      ORDER BY rank, seq LIMIT 1`;
    const row = this.#db.get(sql, columnOf(first, "conversation"), columnOf(first, "at"), this.#lane);
    return row && stagedOf<"message">(row);
  }

  /** One of all unsettled messages between two instants, counted by time. */
  async message(index: number, { from, to }: Span): Promise<Staged<"message"> | undefined> {
    const sql = `SELECT seq, json FROM record AS r INDEXED BY message_by_time WHERE kind = 3 AND at > ? AND at < ? AND ${NOT_SETTLED}
      ORDER BY at, rank, seq LIMIT 1 OFFSET ?`;
    const row = this.#db.get(sql, from, to, this.#lane, index);
    return row && stagedOf<"message">(row);
  }
}

function landedOf(row: Row): Landed {
  const targetId = row.target_id === null ? undefined : String(row.target_id);
  return { record: JSON.parse(String(row.json)), targetId };
}

function stagedOf<K extends Kind>(row: Row): Staged<K> {
  const record: ChatRecord<K> = JSON.parse(String(row.json));
  return { seq: Number(row.seq), record };
}

function columnOf(row: Row, key: string): string | number {
  const value = row[key];
  return typeof value === "number" ? value : String(value);
}
