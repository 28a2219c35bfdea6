import type { ChatRecord, EpochMs, Kind } from "@chat-etl/model";
import type { Loss, Reason } from "@chat-etl/sdk";
import type { Database } from "./database.ts";
import { kindOf, numberOf } from "./kind-number.ts";
import { type LaneRow, stillOpen } from "./lane-row.ts";
import { PART_IN } from "./part-in.ts";

/** A record's final state at one target. `implied`: the target has no such thing, so there was nothing to send. */
export type Settlement =
  | { readonly status: "written" | "duplicate"; readonly targetId?: string | undefined }
  | { readonly status: "implied" }
  | {
      readonly status: "rejected";
      readonly reason: Reason;
      /** It was sent as several values, and some of them went in. */
      readonly isPartIn?: boolean;
    };

export interface SettledRecord {
  readonly seq: number;
  /** What it is, for people: `message "m1"`. */
  readonly id: string;
  readonly settlement: Settlement;
  readonly losses: readonly Loss[];
}

/** A staged record and its number in the workspace. */
export interface Staged<K extends Kind = Kind> {
  readonly seq: number;
  readonly record: ChatRecord<K>;
}

/** A batch that was begun and never settled: nobody knows whether the target has it. */
export interface BatchInDoubt {
  readonly id: number;
  readonly kind: Kind;
  readonly records: readonly Staged[];
  /** When it was begun. Missing: a program began it that kept no time. */
  readonly begunAt?: EpochMs | undefined;
}

export interface SettleOptions {
  readonly kind: Kind;
  readonly at: EpochMs;
  /** The batch all of whose records are settled now. */
  readonly closes?: number | undefined;
  /** The request that brought the outcomes. */
  readonly answers?: number | undefined;
}

/** Samples kept for each loss code. */
const SAMPLES = 20;
/** Of these codes every record is kept: verifying must know all messages that stand out of order. */
const KEPT_WHOLE: ReadonlySet<string> = new Set(["order"]);

const SETTLE = `
  INSERT INTO ledger (lane, seq, status, target_id, code, message, at, losses) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;
const ANSWERED = "UPDATE request SET answered_at = ? WHERE id = ?";
const COUNT_LOSS = `
  INSERT INTO loss (lane, kind, code, detail, count) VALUES (?, ?, ?, ?, 1)
  ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count`;
const STARTED = "INSERT OR IGNORE INTO meta (key, value) VALUES (?, '')";

/** Under these keys stands when runs began, in an order that is that of their times. `kept-plans.ts` reads them too. */
export function startedKey(lane: number, at: EpochMs): string {
  return `started ${lane} ${String(at).padStart(16, "0")}`;
}

/** The last run of a lane that had begun by an instant. */
export function runBeganAt(db: Database, lane: number, at: EpochMs): EpochMs | undefined {
  const sql = "SELECT max(key) AS key FROM meta WHERE key BETWEEN ? AND ?";
  const key = db.get(sql, startedKey(lane, 0), startedKey(lane, at))?.key;
  return typeof key === "string" ? Number(key.split(" ")[2]) : undefined;
}

/** The lanes that use one quota: a main lane with the passes of class "main", or all passes of one class. */
const SHARING = `
  SELECT other.id FROM lane AS own JOIN lane AS other ON other.id = own.id
  OR (other.main = own.main AND other.quota = own.quota)
  OR (other.id = own.main AND own.quota = 'main') OR (other.main = own.id AND other.quota = 'main')
  WHERE own.id = ?`;
const REJECT_OLDER = `
  INSERT INTO ledger (lane, seq, status, code, message, at)
  SELECT ?1, seq, 'rejected', ?3, ?4, ?5 FROM record AS r WHERE kind = 3 AND at < ?2
  AND NOT EXISTS (SELECT 1 FROM ledger WHERE lane = ?1 AND seq = r.seq)`;

/**
 * Whether all of some fields are missing or empty; their paths are the parameters from number `first` on. What is
 * nested deeper than SQLite reads may have anything.
 */
function withoutAll(count: number, first: number): string {
  const each = Array.from({ length: count }, (_, i) => `coalesce(json_extract(json, ?${first + i}), '') IN ('', '[]')`);
  return `CASE WHEN json_valid(json) THEN ${each.join(" AND ")} ELSE 0 END`;
}

/** What became of every record at one target, in its main lane or in one pass. Whatever a method did is on disk when it returns. */
export class Ledger {
  readonly #db: Database;
  readonly #lane: number;
  readonly #row: LaneRow;

  constructor(db: Database, lane: LaneRow) {
    this.#db = db;
    this.#lane = lane.id;
    this.#row = lane;
  }

  /** Before a batch is sent: these records, this batch, in the air. Returns the batch's and the request's number. */
  async begin(
    kind: Kind,
    seqs: readonly number[],
    sentAt: EpochMs,
  ): Promise<{ readonly batch: number; readonly request: number }> {
    return this.#db.transaction(() => {
      const sql = "INSERT INTO batch (lane, kind, records, at) VALUES (?, ?, ?, ?)";
      const batch = this.#db.run(sql, this.#lane, numberOf(kind), JSON.stringify(seqs), sentAt).id;
      return { batch, request: this.#request(sentAt) };
    });
  }

  /** Before a batch, or a part of it, is sent again. Returns the request's number. */
  async resend(sentAt: EpochMs): Promise<number> {
    return this.#request(sentAt);
  }

  /** A request has come back, with whatever answer. */
  async answered(request: number, at: EpochMs): Promise<void> {
    this.#db.run(ANSWERED, at, request);
  }

  /** A run begins to load: what it encodes may depend on when that was. */
  async start(at: EpochMs): Promise<void> {
    this.#db.run(STARTED, startedKey(this.#lane, at));
  }

  /** Settles records, closes a batch and marks a request as answered, all at once. */
  async settle(records: readonly SettledRecord[], options: SettleOptions): Promise<void> {
    const { closes, answers, at } = options;
    this.#db.transaction(() => {
      for (const settled of records) this.#settleOne(settled, options);
      if (closes !== undefined) this.#db.run("DELETE FROM batch WHERE id = ?", closes);
      if (answers !== undefined) this.#db.run(ANSWERED, at, answers);
    });
  }

  /** Batches that were in the air when an earlier run ended, oldest first, with those of their records not settled since. */
  async inDoubt(): Promise<readonly BatchInDoubt[]> {
    return this.#db
      .all("SELECT id, kind, records, at FROM batch WHERE lane = ? ORDER BY id", this.#lane)
      .map((row) => ({
        id: Number(row.id),
        kind: kindOf(Number(row.kind)),
        records: this.#unsettledOf(String(row.records)),
        ...(row.at === null ? {} : { begunAt: Number(row.at) }),
      }));
  }

  /** Rejects every unsettled message sent before `edge`. Returns how many. */
  async rejectOlderThan(edge: EpochMs, reason: Reason, at: EpochMs): Promise<number> {
    return this.#db.run(REJECT_OLDER, this.#lane, edge, reason.code, reason.message, at).changes;
  }

  /** A kind's newest record, by number; 0: there is none. */
  async lastSeq(kind: Kind): Promise<number> {
    return this.#db.count("SELECT max(seq) FROM record WHERE kind = ?", numberOf(kind));
  }

  /**
   * Settles as `implied`, of the records numbered from `from` up to, not including, `to`, those in which all of some
   * fields are missing or empty. Returns how many.
   */
  async settleWithout(
    fields: readonly string[],
    { kind, from, to, at }: { readonly kind: Kind; readonly from: number; readonly to: number; readonly at: EpochMs },
  ): Promise<number> {
    const sql = `INSERT INTO ledger (lane, seq, status, at) SELECT ?1, seq, 'implied', ?2 FROM record AS r
      WHERE seq >= ?3 AND seq < ?4 AND +kind = ?5 AND ${stillOpen(this.#row, "?1")} AND ${withoutAll(fields.length, 6)}`;
    const paths = fields.map((field) => `$.${field}`);
    return this.#db.run(sql, this.#row.id, at, from, to, numberOf(kind), ...paths).changes;
  }

  /**
   * Requests answered since, oldest first: what the quota must still remember, those of passes that share it included.
   * Those that an earlier run left without an answer may have been counted as late as now.
   */
  async requestsSince(since: EpochMs, now: EpochMs): Promise<readonly EpochMs[]> {
    const sharing = this.#db.all(SHARING, this.#lane).map((row) => Number(row.id));
    const times = sharing.flatMap((lane) => {
      this.#db.run("UPDATE request SET answered_at = ? WHERE lane = ? AND answered_at IS NULL", now, lane);
      return this.#db.all("SELECT answered_at FROM request WHERE lane = ? AND answered_at >= ?", lane, since);
    });
    return times.map((row) => Number(row.answered_at)).sort((a, b) => a - b);
  }

  /** A record of a kind that the target has, the last one that was settled: it can show whether the target is well. */
  async lastTaken(kind: Kind): Promise<Staged | undefined> {
    const sql = `SELECT r.seq, r.json FROM ledger JOIN record AS r USING (seq) WHERE lane = ? AND r.kind = ?
      AND status IN ('written', 'duplicate') ORDER BY ledger.at DESC LIMIT 1`;
    const row = this.#db.get(sql, this.#lane, numberOf(kind));
    return row && { seq: Number(row.seq), record: JSON.parse(String(row.json)) };
  }

  #request(sentAt: EpochMs): number {
    return this.#db.run("INSERT INTO request (lane, sent_at) VALUES (?, ?)", this.#lane, sentAt).id;
  }

  #settleOne(
    { seq, settlement, losses }: SettledRecord,
    { kind, at }: { readonly kind: Kind; readonly at: EpochMs },
  ): void {
    const targetId = "targetId" in settlement ? (settlement.targetId ?? null) : null;
    const reason = settlement.status === "rejected" ? settlement.reason : undefined;
    const isPartIn = settlement.status === "rejected" && settlement.isPartIn === true;
    const message = isPartIn ? `${reason?.message}${PART_IN}` : (reason?.message ?? null);
    // What was refused as a whole has not lost a part.
    const lost = settlement.status === "rejected" ? [] : losses;
    const codes = lost.length === 0 ? null : JSON.stringify(lost.map(({ code }) => code));
    const values = [settlement.status, targetId, reason?.code ?? null, message, at, codes];
    const { changes } = this.#db.run(SETTLE, this.#lane, seq, ...values);
    if (changes > 0) for (const loss of lost) this.#countLoss(loss, kind, seq);
  }

  #countLoss({ code, detail }: Loss, kind: Kind, seq: number): void {
    const count = this.#db.count(COUNT_LOSS, this.#lane, numberOf(kind), code, detail);
    if (count > SAMPLES && !KEPT_WHOLE.has(code)) return;
    this.#db.run(
      "INSERT OR IGNORE INTO loss_sample (lane, kind, code, seq) VALUES (?, ?, ?, ?)",
      this.#lane,
      numberOf(kind),
      code,
      seq,
    );
  }

  #unsettledOf(seqs: string): readonly Staged[] {
    const sql = `
      SELECT r.seq, r.json FROM json_each(?) AS item JOIN record AS r ON r.seq = item.value
      WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE lane = ? AND seq = r.seq) ORDER BY item.key`;
    return this.#db
      .all(sql, seqs, this.#lane)
      .map((row) => ({ seq: Number(row.seq), record: JSON.parse(String(row.json)) }));
  }
}
