import type { EpochMs } from "@chat-etl/model";
import type { Database } from "./database.ts";

/** What a plan said that reality can be held against. */
export interface KeptPlan {
  readonly plannedAt: EpochMs;
  readonly requests: number;
  /** By the clocks of the run that was planned. */
  readonly durationMs: number;
}

/** What was sent to a target. */
export interface Spent {
  readonly requests: number;
  /** From the first request's sending to the last one's answer, pauses between runs included. */
  readonly durationMs: number;
}

const SPENT = `SELECT count(*) AS requests, max(coalesce(answered_at, sent_at)) - min(sent_at) AS duration FROM request
  WHERE lane IN (SELECT lane.id FROM lane JOIN lane AS main ON main.id = coalesce(lane.main, lane.id)
    WHERE main.target = ?1 AND main.pass IS NULL) AND sent_at >= ?2`;

/** The last plan for each target. A new one takes the place of the old. */
export class KeptPlans {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async keep(target: string, plan: KeptPlan): Promise<void> {
    const sql = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
    this.#db.run(sql, keyOf(target), JSON.stringify(plan));
  }

  /** Missing: nothing was planned for this target. */
  async of(target: string): Promise<KeptPlan | undefined> {
    const row = this.#db.get("SELECT value FROM meta WHERE key = ?", keyOf(target));
    return row && JSON.parse(String(row.value));
  }

  /** What was sent to a target since an instant, by the main load and by passes, over all runs. */
  async spentSince(target: string, since: EpochMs): Promise<Spent> {
    const row = this.#db.get(SPENT, target, since);
    return { requests: Number(row?.requests ?? 0), durationMs: Number(row?.duration ?? 0) };
  }
}

function keyOf(target: string): string {
  return `plan:${target}`;
}
