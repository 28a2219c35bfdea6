import type { EpochMs } from "@chat-etl/model";
import type { Database } from "./database.ts";

/** A stretch of time while loading. */
export interface Stretch {
  readonly from: EpochMs;
  /** Requests answered in it. */
  readonly requests: number;
  /** Records settled in it. */
  readonly records: number;
}

/** The lanes of a target by its name: its main load's and those of its passes. */
const LANES = "SELECT id AS lane FROM lane WHERE ?1 IN (id, main)";

/** What happened at a target, as time went by. Only reads. */
export class History {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** When the first request to a target was sent and the last one was answered. Missing: nothing was ever sent. */
  async span(target: string): Promise<{ readonly from: EpochMs; readonly to: EpochMs } | undefined> {
    const sql = `SELECT min(sent_at) AS first, max(coalesce(answered_at, sent_at)) AS last FROM request
      WHERE lane IN (SELECT lane FROM (${LANES}))`;
    const row = this.#db.get(sql, this.#lane(target));
    return row?.first == null ? undefined : { from: Number(row.first), to: Number(row.last) };
  }

  /** The whole span in stretches of `stepMs`; those in which nothing happened are missing. */
  async stretches(target: string, from: EpochMs, stepMs: number): Promise<readonly Stretch[]> {
    const lane = this.#lane(target);
    const requests = this.#perStep("request", "answered_at", { lane, from, stepMs });
    const records = this.#perStep("ledger", "at", { lane, from, stepMs });
    const steps = [...new Set([...requests.keys(), ...records.keys()])].sort((a, b) => a - b);
    return steps.map((step) => ({
      from: from + step * stepMs,
      requests: requests.get(step) ?? 0,
      records: records.get(step) ?? 0,
    }));
  }

  #perStep(
    table: "request" | "ledger",
    at: "answered_at" | "at",
    { lane, from, stepMs }: { readonly lane: number; readonly from: EpochMs; readonly stepMs: number },
  ): ReadonlyMap<number, number> {
    const sql = `SELECT CAST((${at} - ?2) / ?3 AS INTEGER) AS step, count(*) AS count FROM ${table}
      WHERE lane IN (SELECT lane FROM (${LANES})) AND ${at} >= ?2 GROUP BY step`;
    return new Map(this.#db.all(sql, lane, from, stepMs).map((row) => [Number(row.step), Number(row.count)]));
  }

  #lane(target: string): number {
    return this.#db.count("SELECT id FROM lane WHERE target = ? AND pass IS NULL", target);
  }
}
