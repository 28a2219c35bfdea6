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
  /** While runs were loading, each until its last request's answer; without the pauses between them. */
  readonly durationMs: number;
}

/** Of requests that were sent before any beginning that is known, the first one's sending is the beginning. */
const SPENT = `
  WITH own AS (
    SELECT lane.id FROM lane JOIN lane AS main ON main.id = coalesce(lane.main, lane.id)
    WHERE main.target = ?1 AND main.pass IS NULL
  ), began AS (
    SELECT 0 AS at UNION SELECT CAST(substr(key, -16) AS INTEGER) FROM own
    JOIN meta ON key BETWEEN 'started ' || own.id || ' ' AND 'started ' || own.id || ' ~'
  ), loading AS (SELECT at, lead(at, 1, 9e15) OVER (ORDER BY at) AS next FROM began)
  SELECT coalesce(sum(requests), 0) AS requests, coalesce(sum(ended - began), 0) AS duration FROM (
    SELECT count(*) AS requests, max(coalesce(answered_at, sent_at)) AS ended,
      CASE WHEN at = 0 OR at < ?2 THEN min(sent_at) ELSE at END AS began
    FROM loading CROSS JOIN request ON lane IN (SELECT id FROM own) AND sent_at >= max(at, ?2) AND sent_at < next
    GROUP BY at)`;

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
