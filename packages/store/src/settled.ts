import type { EpochMs, Kind } from "@chat-etl/model";
import type { Database, Row } from "./database.ts";
import { numberOf } from "./kind-number.ts";
import type { LaneRow } from "./lane-row.ts";
import { runBeganAt, type Staged, startedKey } from "./ledger.ts";
import type { Place, Span } from "./loading.ts";

/** A staged record, with what became of it at a target. */
export interface SettledStaged extends Staged {
  readonly place: Place;
  /** Missing: it is still to come, or nobody knows, because an undo was killed while it was being removed. */
  readonly status: "written" | "duplicate" | "implied" | "rejected" | undefined;
  /** When the run began that settled it. Missing: not known. */
  readonly startedAt: EpochMs | undefined;
  /** Names of the passes that brought something of it. */
  readonly passes: ReadonlySet<string>;
}

export interface SettledQuery {
  readonly kind: Kind;
  readonly after: Place | undefined;
  readonly limit: number;
  /** The part of the conversations that is wanted, counted by hash: above 0, up to 1. Users are always whole. */
  readonly share: number;
}

/** Where a record was read, for people. */
export interface Named {
  readonly id: string;
  readonly origin: string;
}

/** Hashes of conversations are below this; that of users is 0. */
const HASHES = 2 ** 32;

function keysOf(kind: Kind): readonly string[] {
  return kind === "message" ? ["conversation", "at", "rank", "seq"] : ["seq"];
}

/** A page of all staged records of a kind, messages by conversation and there in their order. */
export function settledPageSql(kind: Kind, { goesOn }: { readonly goesOn: boolean }): string {
  const keys = keysOf(kind).map((key) => `r.${key}`);
  const from = goesOn ? `AND (${keys.join(", ")}) > (${keys.map(() => "?").join(", ")})` : "";
  const index = kind === "message" ? "message_by_conversation" : "other_by_kind";
  const only = kind === "message" ? "kind = 3" : "kind < 3 AND kind = ?";
  return `SELECT r.conversation, r.at, r.rank, r.seq, json, status, ledger.at AS settled_at
    FROM record AS r INDEXED BY ${index} LEFT JOIN ledger ON ledger.lane = ? AND ledger.seq = r.seq
    WHERE ${only} AND shard < ? ${from} ORDER BY ${keys.join(", ")} LIMIT ?`;
}

export const BROUGHT = `SELECT seq, pass FROM lane CROSS JOIN json_each(?2) AS item CROSS JOIN ledger
  ON ledger.lane = lane.id AND seq = item.value WHERE lane.main = ?1 AND status IN ('written', 'duplicate')`;

const NEWEST_MESSAGE = "SELECT max(at) FROM record WHERE kind = 3";
const STARTS = "SELECT key FROM meta WHERE key BETWEEN ? AND ? ORDER BY key";
const LAST_BEFORE = `SELECT max(coalesce(answered_at, sent_at)) FROM request
  WHERE lane IN (SELECT id FROM lane WHERE ?1 IN (id, main)) AND sent_at < ?2`;

const SAMPLED = `SELECT seq FROM json_each(?) AS item CROSS JOIN loss_sample
  ON lane = ? AND kind = ? AND code = ? AND seq = item.value`;

/** Everything that is staged, and what became of it at one target. Only reads. */
export class Settled {
  readonly #db: Database;
  readonly #lane: number;

  constructor(db: Database, { id }: LaneRow) {
    this.#db = db;
    this.#lane = id;
  }

  async page({ kind, after, limit, share }: SettledQuery): Promise<readonly SettledStaged[]> {
    const sql = settledPageSql(kind, { goesOn: after !== undefined });
    const own = kind === "message" ? [] : [numberOf(kind)];
    const rows = this.#db.all(sql, this.#lane, ...own, share * HASHES, ...(after?.values ?? []), limit);
    const passes = this.#passes(rows.map(({ seq }) => Number(seq)));
    const keys = keysOf(kind);
    return rows.map((row) => ({
      seq: Number(row.seq),
      record: JSON.parse(String(row.json)),
      place: { values: keys.map((key) => columnOf(row, key)) },
      status:
        row.status === null || row.status === "removing" ? undefined : (String(row.status) as SettledStaged["status"]),
      startedAt: row.settled_at === null ? undefined : runBeganAt(this.#db, this.#lane, Number(row.settled_at)),
      passes: passes.get(Number(row.seq)) ?? new Set(),
    }));
  }

  /** When the last record was settled. Missing: none was. */
  async lastAt(): Promise<EpochMs | undefined> {
    const at = this.#db.get("SELECT max(at) AS at FROM ledger WHERE lane = ?", this.#lane)?.at;
    return typeof at === "number" ? at : undefined;
  }

  /**
   * When no run sent anything, from the end of one to the beginning of the next, and all that is staged was older:
   * nothing that dates from then can be of this load.
   */
  async quiet(): Promise<readonly Span[]> {
    const newest = this.#db.count(NEWEST_MESSAGE);
    const starts = this.#db.all(STARTS, startedKey(this.#lane, 0), startedKey(this.#lane, Number.MAX_SAFE_INTEGER));
    const times = starts.map(({ key }) => Number(String(key).split(" ")[2]));
    return times.slice(1).flatMap((to) => {
      const end = this.#db.count(LAST_BEFORE, this.#lane, to);
      const from = Math.max(end, newest);
      return end > 0 && from < to ? [{ from, to }] : [];
    });
  }

  /** Which of these records of a kind have a loss of this code, as far as they were kept as samples. */
  async sampled(
    code: string,
    { kind, seqs }: { readonly kind: Kind; readonly seqs: readonly number[] },
  ): Promise<ReadonlySet<number>> {
    const rows = this.#db.all(SAMPLED, JSON.stringify(seqs), this.#lane, numberOf(kind), code);
    return new Set(rows.map(({ seq }) => Number(seq)));
  }

  /** What a record is called in the source, and where it was read there. */
  async named(seq: number): Promise<Named> {
    const row = this.#db.get("SELECT id, origin FROM record WHERE seq = ?", seq);
    return { id: String(row?.id), origin: String(row?.origin) };
  }

  #passes(seqs: readonly number[]): ReadonlyMap<number, ReadonlySet<string>> {
    const found = new Map<number, Set<string>>();
    for (const { seq, pass } of this.#db.all(BROUGHT, this.#lane, JSON.stringify(seqs)))
      found.set(Number(seq), (found.get(Number(seq)) ?? new Set()).add(String(pass)));
    return found;
  }
}

function columnOf(row: Row, key: string): string | number {
  const value = row[key];
  return typeof value === "number" ? value : String(value);
}
