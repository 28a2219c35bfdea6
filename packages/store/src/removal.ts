import type { EpochMs, Kind } from "@chat-etl/model";
import type { Database, Row } from "./database.ts";
import { numberOf } from "./kind-number.ts";
import type { LaneRow } from "./lane-row.ts";
import { lateKeys } from "./late-keys.ts";
import { runBeganAt, type Staged } from "./ledger.ts";

/** A record that this workspace brought to a target and that is not removed yet. */
export interface Brought extends Staged {
  /** The lane that brought it: the main one, or a pass that brings messages. */
  readonly lane: number;
  readonly targetId?: string | undefined;
  /** Of a message, the target's own id of its conversation, if an answer told it. */
  readonly conversationTargetId?: string | undefined;
  /** When the request that brought it was sent and answered. Missing: that is not known. */
  readonly brought?: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
  /** When the run began that brought it. Missing: that is not known. */
  readonly runAt?: EpochMs | undefined;
  /** Opaque: `page` goes on behind it. */
  readonly place: readonly (string | number)[];
}

/** How many records of each kind went with one. */
export type RemovedCounts = Readonly<Record<Kind, number>>;

/** Longest that the answer to a request takes: the time-out of connecting and of answering, and some. */
const LONGEST_REQUEST_MS = 120_000;

/** `removing`: a request to remove it may be in the air. */
const STILL_THERE = "status IN ('written', 'removing')";
const LANES = "lane IN (SELECT id FROM lane WHERE id = ?1 OR main = ?1)";
/** A pass that brings messages is told their ids; one that brings something of them is not. */
const BRINGS = "(l.lane = ?1 OR target_id IS NOT NULL)";

const PLACE = `(SELECT lc.target_id FROM record AS c CROSS JOIN ledger AS lc ON lc.lane = ?1 AND lc.seq = c.seq
  WHERE c.kind = 1 AND c.id = r.conversation)`;

/** CROSS JOIN keeps to the order that is written, so that a page is found by the record's index. */
export function broughtMessagesSql(goesOn: boolean): string {
  const from = goesOn ? "AND (r.at, rank, r.seq) < (?3, ?4, ?5)" : "";
  return `SELECT r.seq, r.json, r.at AS sent, rank, l.lane, l.target_id, l.at, ${PLACE} AS place
    FROM record AS r INDEXED BY message_by_time
    CROSS JOIN ledger AS l ON ${LANES} AND l.seq = r.seq
    WHERE r.kind = 3 ${from} AND ${STILL_THERE} AND ${BRINGS} ORDER BY r.at DESC, rank DESC, r.seq DESC LIMIT ?2`;
}

/** Memberships that came with a conversation of ours are a part of it for as long as it is there. */
const OF_OTHERS = `AND (r.kind <> 2 OR NOT EXISTS (
  SELECT 1 FROM record AS c CROSS JOIN ledger AS lc ON lc.lane = ?1 AND lc.seq = c.seq
  WHERE c.kind = 1 AND c.id = r.conversation AND lc.status IN ('written', 'removing')))`;
/** Who still takes part in one of those stays with it. */
const NOT_MEMBER = "AND (r.kind <> 0 OR r.id NOT IN (SELECT user FROM still_member))";
const FREE = `${OF_OTHERS} ${NOT_MEMBER}`;

export const BROUGHT_OTHERS = `SELECT r.seq, r.json, lane, target_id, l.at,
  (SELECT min(sent_at) FROM request WHERE lane = ?1 AND sent_at BETWEEN l.at - ${LONGEST_REQUEST_MS} AND l.at
    AND answered_at = l.at) AS sent_at
  FROM record AS r INDEXED BY other_by_kind CROSS JOIN ledger AS l ON lane = ?1 AND l.seq = r.seq
  WHERE r.kind < 3 AND r.kind = ?3 AND r.seq < ?4 AND ${STILL_THERE} ${FREE} ORDER BY r.seq DESC LIMIT ?2`;

/** A conversation's own records of a kind that are known to a target, rejects of the main load apart. */
const INSIDE = `SELECT seq FROM record WHERE kind = ?2 AND conversation = ?3`;

/** Messages that were in the air are not there when their conversation is gone, and are no longer to be asked for. */
const NO_DOUBT = `UPDATE batch SET records = (SELECT json_group_array(value) FROM json_each(records) WHERE value NOT IN (${INSIDE}))
  WHERE ${LANES} AND kind = ?2`;

/** Of a kind. Records that are still there keep their losses. */
const RECOUNT = [
  `UPDATE loss SET count = (
    SELECT count(*) FROM ledger AS l CROSS JOIN record AS r USING (seq) CROSS JOIN json_each(l.losses) AS item
    WHERE l.lane = loss.lane AND r.kind = loss.kind AND item.value = loss.code) WHERE ${LANES} AND kind = ?2`,
  `DELETE FROM loss_sample AS s WHERE ${LANES} AND kind = ?2
    AND NOT EXISTS (SELECT 1 FROM ledger WHERE lane = s.lane AND seq = s.seq AND losses IS NOT NULL)`,
  `DELETE FROM loss WHERE ${LANES} AND kind = ?2 AND count = 0`,
];

/** The way back: what this workspace has brought to one target, newest first. What a method did is on disk when it returns. */
export class Removal {
  readonly #db: Database;
  readonly #own: number;
  readonly #main: number;

  /** @param lane where requests are counted: `removalLane` */
  constructor(db: Database, lane: LaneRow) {
    this.#db = db;
    this.#own = lane.id;
    this.#main = lane.main ?? 0;
  }

  /** How many records of a kind are still there. */
  async count(kind: Kind): Promise<number> {
    const sql = `SELECT count(*) FROM ledger AS l CROSS JOIN record AS r USING (seq)
      WHERE ${LANES} AND r.kind = ?2 AND ${STILL_THERE} AND ${BRINGS}`;
    return this.#db.count(sql, this.#main, numberOf(kind));
  }

  /** Records that the target had already when they were sent, from before or from a try without an answer. */
  async duplicates(kind: Kind): Promise<number> {
    const sql = `SELECT count(*) FROM ledger AS l CROSS JOIN record AS r USING (seq)
      WHERE lane = ?1 AND r.kind = ?2 AND status = 'duplicate'`;
    return this.#db.count(sql, this.#main, numberOf(kind));
  }

  /** Records that were in the air when a run ended: nobody knows whether the target has them. */
  async inDoubt(): Promise<number> {
    return this.#db.count(`SELECT sum(json_array_length(records)) FROM batch WHERE ${LANES}`, this.#main);
  }

  /** Of users: must have been called before their pages are read, when all else is done. */
  async findMembers(): Promise<void> {
    this.#db.exec("CREATE TEMP TABLE IF NOT EXISTS still_member (user TEXT PRIMARY KEY); DELETE FROM still_member");
    const sql = `INSERT OR IGNORE INTO still_member SELECT user FROM record AS r CROSS JOIN ledger AS l ON l.seq = r.seq
      WHERE lane = ?1 AND r.kind = 2 AND ${STILL_THERE}`;
    this.#db.run(sql, this.#main);
  }

  /** The newest records of a kind behind a place. */
  async page(kind: Kind, after: Brought["place"] | undefined, limit: number): Promise<readonly Brought[]> {
    if (kind === "message") {
      const rows = this.#db.all(broughtMessagesSql(after !== undefined), this.#main, limit, ...(after ?? []));
      return rows.map((row) => ({
        ...this.#broughtOf(row),
        place: [Number(row.sent), Number(row.rank), Number(row.seq)],
      }));
    }
    this.#db.exec("CREATE TEMP TABLE IF NOT EXISTS still_member (user TEXT PRIMARY KEY)");
    const from = after?.[0] ?? Number.MAX_SAFE_INTEGER;
    const rows = this.#db.all(BROUGHT_OTHERS, this.#main, limit, numberOf(kind), from);
    return rows.map((row) => ({ ...this.#broughtOf(row), place: [Number(row.seq)] }));
  }

  #broughtOf(row: Row): Omit<Brought, "place"> {
    return { ...broughtIn(row), runAt: runBeganAt(this.#db, Number(row.lane), Number(row.at)) };
  }

  /** Of these messages, by their ids, those that this workspace has brought, with the target's id if it told one. */
  async brought(messageIds: readonly string[]): Promise<ReadonlyMap<string, string | undefined>> {
    const sql = `SELECT r.id, target_id FROM json_each(?2) AS item CROSS JOIN record AS r ON r.kind = 3 AND r.id = item.value
      CROSS JOIN ledger AS l ON ${LANES} AND l.seq = r.seq WHERE ${STILL_THERE} AND ${BRINGS}`;
    const rows = this.#db.all(sql, this.#main, JSON.stringify(messageIds));
    return new Map(rows.map((row) => [String(row.id), row.target_id === null ? undefined : String(row.target_id)]));
  }

  /** Before a request to remove a record is sent. Returns the request's number. */
  async begin({ lane, seq }: Brought, sentAt: EpochMs): Promise<number> {
    return this.#db.transaction(() => {
      this.#db.run("UPDATE ledger SET status = 'removing' WHERE lane = ? AND seq = ?", lane, seq);
      return this.request(sentAt);
    });
  }

  /** One more request is sent. Returns its number. */
  request(sentAt: EpochMs): number {
    return this.#db.run("INSERT INTO request (lane, sent_at) VALUES (?, ?)", this.#own, sentAt).id;
  }

  answered(request: number, at: EpochMs): void {
    this.#db.run("UPDATE request SET answered_at = ? WHERE id = ?", at, request);
  }

  /** The record stays where it is. */
  async keep({ lane, seq }: Brought): Promise<void> {
    this.#db.run("UPDATE ledger SET status = 'written' WHERE lane = ? AND seq = ? AND status = 'removing'", lane, seq);
  }

  /**
   * The target has the record no more, nor, of a conversation, what goes with it: the ledger forgets them, so that they
   * are pending again. Returns how many there were.
   */
  async forget({ seq, record }: Brought, takesAlong: readonly Kind[]): Promise<RemovedCounts> {
    return this.#db.transaction(() => {
      const counts: Record<Kind, number> = { user: 0, conversation: 0, membership: 0, message: 0 };
      counts[record.kind] += 1;
      for (const kind of record.kind === "conversation" ? takesAlong : []) {
        const values = [this.#main, numberOf(kind), record.kind === "conversation" ? record.id : ""];
        counts[kind] += this.#db.count(
          `SELECT count(*) FROM ledger AS l WHERE ${LANES} AND seq IN (${INSIDE}) AND ${STILL_THERE} AND ${BRINGS}`,
          ...values,
        );
        this.#db.run(
          `DELETE FROM ledger WHERE ${LANES} AND seq IN (${INSIDE}) AND NOT (lane = ?1 AND status = 'rejected')`,
          ...values,
        );
        this.#db.run(NO_DOUBT, ...values);
      }
      this.#db.run("DELETE FROM batch WHERE records = '[]'");
      this.#db.run(`DELETE FROM ledger WHERE ${LANES} AND seq = ?2`, this.#main, seq);
      this.#db.run("DELETE FROM meta WHERE key = ?", `${lateKeys(this.#main)[0]}${seq}`);
      return counts;
    });
  }

  /**
   * When nothing that was brought of a kind is left: losses are those of what the target had before, and of older programs,
   * which noted them by no record, none. Nor does anything come late then.
   */
  async recountLosses(kind: Kind): Promise<void> {
    if (kind === "message") this.#db.run("DELETE FROM meta WHERE key >= ? AND key < ?", ...lateKeys(this.#main));
    this.#db.transaction(() => {
      for (const sql of RECOUNT) this.#db.run(sql, this.#main, numberOf(kind));
    });
  }

  /** Whether a request to remove something may still be in the air. */
  async isInTheAir(): Promise<boolean> {
    return (
      this.#db.get(`SELECT 1 FROM ledger WHERE ${LANES} AND status = 'removing' LIMIT 1`, this.#main) !== undefined
    );
  }
}

function broughtIn(row: Row): Omit<Brought, "place" | "runAt"> {
  const isKnown = typeof row.sent_at === "number";
  return {
    seq: Number(row.seq),
    record: JSON.parse(String(row.json)),
    lane: Number(row.lane),
    targetId: row.target_id === null ? undefined : String(row.target_id),
    ...(typeof row.place === "string" ? { conversationTargetId: row.place } : {}),
    ...(isKnown ? { brought: { from: Number(row.sent_at), to: Number(row.at) } } : {}),
  };
}
