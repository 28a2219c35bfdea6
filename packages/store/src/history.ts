import type { EpochMs, Kind } from "@chat-etl/model";
import type { Database } from "./database.ts";
import { kindOf } from "./kind-number.ts";
import { ADDED } from "./resolution.ts";

/** A stretch of time while loading. */
export interface Stretch {
  readonly from: EpochMs;
  /** Requests answered in it. */
  readonly requests: number;
  /** Records settled in it. */
  readonly records: number;
}

/** One of the records that something happened to. */
export interface Sample {
  readonly what: "rejected" | "lost";
  readonly kind: Kind;
  /** Where it happened in a pass. */
  readonly pass?: string;
  readonly code: string;
  readonly id: string;
  /** Where it was read; of one that resolving added: "added". */
  readonly origin: string;
}

/** Samples shown for each code. */
const SAMPLES = 5;

/** The lanes of a target by its name: its main load's and those of its passes. */
const LANES = "SELECT id AS lane, pass FROM lane WHERE ?1 IN (id, main)";

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

  /** A few records of each code that were rejected, or lost something. */
  async samples(target: string): Promise<readonly Sample[]> {
    const sql = `
      SELECT what, kind, pass, code, id, CASE stream WHEN '${ADDED}' THEN 'added' ELSE origin END AS origin FROM (
        SELECT *, row_number() OVER (PARTITION BY what, lane, kind, code ORDER BY seq) AS number FROM (
          SELECT 'lost' AS what, lane, code, seq FROM loss_sample UNION ALL
          SELECT 'rejected', lane, code, seq FROM ledger WHERE code IS NOT NULL
        ) JOIN (${LANES}) USING (lane) JOIN (SELECT seq, kind, id, stream, origin FROM record) USING (seq)
      ) WHERE number <= ${SAMPLES}`;
    return this.#db.all(sql, this.#lane(target)).map((row) => ({
      what: row.what === "lost" ? "lost" : "rejected",
      kind: kindOf(Number(row.kind)),
      ...(typeof row.pass === "string" ? { pass: row.pass } : {}),
      code: String(row.code),
      id: String(row.id),
      origin: String(row.origin),
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
