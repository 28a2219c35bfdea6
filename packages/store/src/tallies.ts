import { KINDS, type Kind, type User } from "@chat-etl/model";
import type { Database, Row } from "./database.ts";
import { type Delta, deltaReport } from "./delta-report.ts";
import { USER_MAP } from "./kept-user-map.ts";
import { kindOf, numberOf } from "./kind-number.ts";
import { NAME } from "./name-of-record.ts";
import { ADDED, DERIVED } from "./own-streams.ts";
import type { Refusal, StagedRecord } from "./page-rows.ts";
import { refusalOf } from "./quarantine.ts";

/** Names stand in the text, not in parameters, so that the planner sees that the index of these records will do. */
export const COUNT_ADDED = `SELECT count(*) FROM record WHERE kind = ? AND stream IN ('${ADDED}', '${DERIVED}')`;

/**
 * Where every record of a kind stands. Two sums always hold:
 * `read + added = staged + dropped + unreadable` and
 * `staged = written + duplicate + (rejected − unreadable) + pending`.
 */
export interface Tally {
  /** Values and records the source gave. */
  readonly read: number;
  /** Records the source does not list but others need: they brought them along, or resolving added them. */
  readonly added: number;
  readonly dropped: number;
  /** Of `rejected`: values that never became a record. */
  readonly unreadable: number;
  readonly staged: number;
  readonly written: number;
  /** Of `written`: the target has no such thing, so nothing was sent. */
  readonly implied: number;
  /** The target had it already. */
  readonly duplicate: number;
  readonly rejected: number;
  readonly pending: number;
}

/** Where a pass at one target stands, in records. */
export interface PassTally {
  readonly pass: string;
  readonly kind: Kind;
  /** Records that had something for this pass, and it went in. */
  readonly written: number;
  /** The target had it already. */
  readonly duplicate: number;
  readonly rejected: number;
  /** Records that were not looked at yet. */
  readonly pending: number;
}

export interface Group {
  readonly kind: Kind;
  /** Where it happened in a pass. */
  readonly pass?: string;
  readonly code: string;
  readonly message: string;
  readonly count: number;
  /** Where one of them is found. */
  readonly sample: string;
}

/** The lanes of a target: its main load's and those of its passes. The main lane's id is the parameter. */
const OF_TARGET = "lane IN (SELECT id FROM lane WHERE ? IN (id, main))";

/** No answer takes longer. */
const LONGEST_REQUEST_MS = 300_000;

/** Found by the time of sending, which is indexed. */
export const ANSWERED_SINCE = `SELECT count(*) FROM request WHERE ${OF_TARGET} AND sent_at >= ? AND answered_at >= ?`;

/** What a workspace holds, counted. Only reads. */
export class Tallies {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The target that was loaded last, by the main load or by a pass, if any. */
  async lastTarget(): Promise<string | undefined> {
    const row = this.#db.get(
      `SELECT main.target FROM lane JOIN lane AS main ON main.id = coalesce(lane.main, lane.id)
      LEFT JOIN request ON lane = lane.id GROUP BY main.id ORDER BY max(sent_at) DESC, main.id DESC LIMIT 1`,
    );
    return row && String(row.target);
  }

  async byKind(target: string): Promise<Readonly<Record<Kind, Tally>>> {
    const lane = this.#lane(target);
    const entries = KINDS.map((kind): [Kind, Tally] => [kind, this.#tally(kind, lane)]);
    return Object.fromEntries(entries) as Record<Kind, Tally>;
  }

  /** The passes at a target that were ever begun, in that order. */
  async passes(target: string): Promise<readonly PassTally[]> {
    const main = this.#lane(target);
    const rows = this.#db.all(
      "SELECT id, pass, kind, behind FROM lane WHERE main = ? AND pass IS NOT NULL ORDER BY id",
      main,
    );
    // The records of a kind are counted once, however many passes go over them.
    const counted = new Map<string, number>();
    return rows.map((row) => {
      const key = `${row.kind} ${row.behind}`;
      const all = counted.get(key) ?? this.#within(row, main);
      counted.set(key, all);
      return this.#passTally(row, all);
    });
  }

  /** Where one pass at a target stands; missing if it was never begun. */
  async pass(target: string, name: string): Promise<PassTally | undefined> {
    const main = this.#lane(target);
    const row = this.#db.get("SELECT id, pass, kind, behind FROM lane WHERE main = ? AND pass = ?", main, name);
    return row && this.#passTally(row, this.#within(row, main));
  }

  /** Rejects by kind and code, those of passes and the refused values of the source included. */
  async rejects(target: string): Promise<readonly Group[]> {
    const sql = `
      SELECT r.kind, pass, code, min(message) AS message, count(*) AS count, min(${NAME}) AS sample
      FROM lane JOIN ledger ON lane = lane.id JOIN record AS r USING (seq)
      WHERE ? IN (lane.id, main) AND code IS NOT NULL GROUP BY lane.id, r.kind, code
      UNION ALL
      SELECT kind, NULL, code, min(message), count(*), min(origin) FROM refused GROUP BY kind, code
      ORDER BY 5 DESC`;
    return this.#db.all(sql, this.#lane(target)).map(groupOf);
  }

  async losses(target: string): Promise<readonly Group[]> {
    const sql = `
      SELECT loss.kind, pass, loss.code, detail AS message, count,
        (SELECT ${NAME} FROM loss_sample AS s JOIN record AS r USING (seq)
         WHERE s.lane = loss.lane AND s.kind = loss.kind AND s.code = loss.code LIMIT 1) AS sample
      FROM lane JOIN loss ON lane = lane.id WHERE ? IN (lane.id, main) ORDER BY count DESC`;
    return this.#db.all(sql, this.#lane(target)).map(groupOf);
  }

  /** The records of a kind that were staged first. */
  async first(kind: Kind, limit: number): Promise<readonly StagedRecord[]> {
    const sql = "SELECT json, origin FROM record WHERE kind = ? ORDER BY seq LIMIT ?";
    return this.#db
      .all(sql, numberOf(kind), limit)
      .map((row) => ({ record: JSON.parse(String(row.json)), origin: String(row.origin) }));
  }

  /** The staged users, one by one. */
  async *users(): AsyncGenerator<User, void> {
    const sql = "SELECT id, json FROM record WHERE kind = 0 AND id > ? ORDER BY id LIMIT 500";
    for (let after = ""; ; ) {
      const rows = this.#db.all(sql, after);
      for (const { json } of rows) yield JSON.parse(String(json));
      if (rows.length === 0) return;
      after = String(rows.at(-1)?.id);
    }
  }

  /** Whether records were staged with a map of users: the people it names have the ids of a target. */
  async hasUserMap(): Promise<boolean> {
    return this.#db.get("SELECT 1 FROM meta WHERE key = ?", USER_MAP) !== undefined;
  }

  /** The values that never became a record, each. */
  async refused(limit: number): Promise<readonly Refusal[]> {
    const rows = this.#db.all("SELECT kind, origin, code, message FROM refused ORDER BY id LIMIT ?", limit);
    return rows.map(refusalOf);
  }

  async drops(): Promise<readonly Group[]> {
    const sql =
      "SELECT kind, code, message, sum(count) AS count, coalesce(min(sample), stream) AS sample FROM dropped GROUP BY kind, code ORDER BY 4 DESC";
    return this.#db.all(sql).map(groupOf);
  }

  /** What the last reading of the source found to be new, changed or gone. Missing: it was read once only. */
  async delta(): Promise<Delta | undefined> {
    return deltaReport(this.#db);
  }

  /** Requests ever sent to a target, those of passes included. */
  async requests(target: string): Promise<number> {
    return this.#db.count(`SELECT count(*) FROM request WHERE ${OF_TARGET}`, this.#lane(target));
  }

  /** Whether the target has said of anything, sent by the main load or by a pass, that it has it. */
  async hasWritten(target: string): Promise<boolean> {
    const sql = `SELECT EXISTS (SELECT 1 FROM ledger WHERE ${OF_TARGET} AND status IN ('written', 'duplicate'))`;
    return this.#db.count(sql, this.#lane(target)) > 0;
  }

  /** Requests answered since an instant: how fast it goes right now. */
  async answeredSince(target: string, since: number): Promise<number> {
    return this.#db.count(ANSWERED_SINCE, this.#lane(target), since - LONGEST_REQUEST_MS, since);
  }

  /** Batches that were begun at a target and not settled, and how many records they are. */
  async begun(target: string): Promise<{ readonly batches: number; readonly records: number }> {
    const sql = `SELECT count(*) AS batches, sum(json_array_length(records)) AS records FROM batch WHERE ${OF_TARGET}`;
    const row = this.#db.get(sql, this.#lane(target));
    return { batches: Number(row?.batches ?? 0), records: Number(row?.records ?? 0) };
  }

  /** About how many records are staged, without counting them. */
  async lastStaged(): Promise<number> {
    return this.#db.count("SELECT max(seq) FROM record");
  }

  /** Streams that have been read to their end, and those begun. */
  async streams(): Promise<readonly { readonly name: string; readonly done: boolean }[]> {
    return this.#db
      .all("SELECT name, done FROM stream")
      .map((row) => ({ name: String(row.name), done: row.done === 1 }));
  }

  #lane(target: string): number {
    return this.#db.count("SELECT id FROM lane WHERE target = ? AND pass IS NULL", target);
  }

  /** @param all how many records it goes over */
  #passTally(row: Row, all: number): PassTally {
    const sql = "SELECT status, count(*) AS count FROM ledger WHERE lane = ? GROUP BY status";
    const settled = new Map(this.#db.all(sql, Number(row.id)).map((one) => [String(one.status), Number(one.count)]));
    const count = (status: string) => settled.get(status) ?? 0;
    return {
      pass: String(row.pass),
      kind: kindOf(Number(row.kind)),
      written: count("written"),
      duplicate: count("duplicate"),
      rejected: count("rejected"),
      pending: Math.max(0, all - sumOf(settled.values())),
    };
  }

  /** How many records a pass goes over. */
  #within({ kind, behind }: Row, main: number): number {
    return behind === 1 ? this.#taken(Number(kind), main) : this.#staged(Number(kind));
  }

  #staged(kind: number): number {
    return this.#db.count("SELECT count(*) FROM record WHERE kind = ?", kind);
  }

  /** Records of a kind that a lane has settled and not rejected. */
  #taken(kind: number, lane: number): number {
    const settled = this.#settled(kind, lane);
    return sumOf(settled.values()) - (settled.get("rejected") ?? 0);
  }

  #tally(kind: Kind, lane: number): Tally {
    const number = numberOf(kind);
    const staged = this.#staged(number);
    const added = this.#db.count(COUNT_ADDED, number);
    const dropped = this.#db.count("SELECT sum(count) FROM dropped WHERE kind = ?", number);
    const unreadable = this.#db.count("SELECT count(*) FROM refused WHERE kind = ?", number);
    const settled = this.#settled(number, lane);
    const count = (status: string) => settled.get(status) ?? 0;
    // What was to be removed when an undo was killed may still be there.
    const written = count("written") + count("removing") + count("implied");
    const pending = staged - written - count("duplicate") - count("rejected");
    return {
      read: staged - added + dropped + unreadable,
      added,
      dropped,
      unreadable,
      staged,
      written,
      implied: count("implied"),
      duplicate: count("duplicate"),
      rejected: count("rejected") + unreadable,
      pending,
    };
  }

  #settled(kind: number, lane: number): ReadonlyMap<string, number> {
    const sql =
      "SELECT status, count(*) AS count FROM ledger JOIN record USING (seq) WHERE lane = ? AND kind = ? GROUP BY status";
    return new Map(this.#db.all(sql, lane, kind).map((row) => [String(row.status), Number(row.count)]));
  }
}

function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, number) => sum + number, 0);
}

function groupOf(row: Row): Group {
  return {
    kind: kindOf(Number(row.kind)),
    ...(typeof row.pass === "string" ? { pass: row.pass } : {}),
    code: String(row.code),
    message: String(row.message),
    count: Number(row.count),
    sample: String(row.sample),
  };
}
