import type { Database, Row } from "./database.ts";
import { numberOf } from "./kind-number.ts";
import { NAME } from "./name-of-record.ts";
import type { Group } from "./tallies.ts";

/** One of many with the same reason. */
export interface Sample {
  /** The record's id. Missing: the value never became a record. */
  readonly id?: string;
  /** Where it is found in the source. */
  readonly origin: string;
}

/** Most samples of one code. */
const MOST = 20;

/** A target's main lane, or the lane of a pass of it. Target and pass are the parameters. */
const LANE = `SELECT lane.id FROM lane JOIN lane AS main ON main.id = coalesce(lane.main, lane.id)
  WHERE main.target = ? AND main.pass IS NULL AND lane.pass IS ?`;

const REJECTED = `SELECT r.id, ${NAME} AS origin FROM ledger JOIN record AS r USING (seq)
  WHERE lane = (${LANE}) AND code = ? AND r.kind = ? LIMIT ${MOST}`;

const REFUSED = `SELECT origin FROM refused WHERE kind = ? AND code = ? ORDER BY id LIMIT ${MOST}`;

const LOST = `SELECT r.id, ${NAME} AS origin FROM loss_sample AS s JOIN record AS r USING (seq)
  WHERE s.lane = (${LANE}) AND s.code = ? AND s.kind = ? LIMIT ${MOST}`;

type Code = Pick<Group, "kind" | "pass" | "code">;

/** Records and values that stand for many: ways into the data. */
export class Samples {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of those that a target's lane rejected for one reason, or the source's values that were refused for it. */
  async rejected(target: string, { kind, pass, code }: Code): Promise<readonly Sample[]> {
    const records = this.#db.all(REJECTED, target, pass ?? null, code, numberOf(kind)).map(sampleOf);
    const values = pass === undefined ? this.#db.all(REFUSED, numberOf(kind), code).map(sampleOf) : [];
    return [...records, ...values].slice(0, MOST);
  }

  /** Of those of which the target cannot hold something. */
  async lost(target: string, { kind, pass, code }: Code): Promise<readonly Sample[]> {
    return this.#db.all(LOST, target, pass ?? null, code, numberOf(kind)).map(sampleOf);
  }
}

function sampleOf({ id, origin }: Row): Sample {
  return { ...(typeof id === "string" ? { id } : {}), origin: String(origin) };
}
