import type { Kind } from "@chat-etl/model";
import type { Database } from "./database.ts";
import { numberOf } from "./kind-number.ts";

/** A pass beside a target's main lane. */
export interface PassOptions {
  readonly name: string;
  readonly kind: Kind;
  /** Over the records that the main lane has settled and not rejected; else over all staged ones. */
  readonly isBehind: boolean;
  readonly quotaClass: string;
}

/** A row of the table of lanes. */
export interface LaneRow {
  readonly id: number;
  /** Of a pass: the main lane's id. */
  readonly main?: number | undefined;
  /** The lane whose settled records this one may take. Missing: it may take all that are staged. */
  readonly behind?: number | undefined;
}

/** The main lane of a target, made if it is new. */
export function mainLane(db: Database, target: string): LaneRow {
  db.run("INSERT INTO lane (target) VALUES (?) ON CONFLICT DO NOTHING", target);
  return { id: db.count("SELECT id FROM lane WHERE target = ? AND pass IS NULL", target) };
}

/** The lane of one pass of a target, made if it is new. */
export function passLane(db: Database, target: string, pass: PassOptions): LaneRow {
  const main = mainLane(db, target).id;
  const { name, kind, isBehind, quotaClass } = pass;
  const sql =
    "INSERT INTO lane (target, main, pass, kind, behind, quota) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
  db.run(sql, `${target}\n${name}`, main, name, numberOf(kind), isBehind ? 1 : 0, quotaClass);
  const id = db.count("SELECT id FROM lane WHERE main = ? AND pass = ?", main, name);
  return { id, main, ...(isBehind ? { behind: main } : {}) };
}

/** The lane whose requests are those of undoing at a target; the records stand in the target's other lanes. */
export function removalLane(db: Database, target: string, quotaClass: string): LaneRow {
  const main = mainLane(db, target).id;
  const name = `${target}\nundo`;
  db.run("INSERT INTO lane (target, main, quota) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", name, main, quotaClass);
  return { id: db.count("SELECT id FROM lane WHERE target = ?", name), main };
}

/** Which records `r` a lane has still to settle. @param id the lane's id as a parameter */
export function stillOpen({ behind }: Pick<LaneRow, "behind">, id = "?"): string {
  const notSettled = `NOT EXISTS (SELECT 1 FROM ledger WHERE lane = ${id} AND seq = r.seq)`;
  if (behind === undefined) return notSettled;
  return `${notSettled} AND EXISTS (SELECT 1 FROM ledger WHERE lane = ${behind} AND seq = r.seq AND status <> 'rejected')`;
}
