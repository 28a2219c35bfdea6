import type { ChatRecord, Kind } from "@chat-etl/model";
import type { Database, Row } from "./database.ts";
import { kindOf, numberOf } from "./kind-number.ts";
import { markOf } from "./mark-of.ts";
import type { Refusal } from "./page-rows.ts";

/** Which of the rejects are wanted. Missing: all. */
export interface RejectFilter {
  readonly code?: string | undefined;
  readonly kind?: Kind | undefined;
}

/** A staged record that a target, or the encoder for it, has rejected. */
export interface RejectedRecord {
  readonly kind: Kind;
  readonly id: string;
  /** Where it was rejected, if in a pass. */
  readonly pass?: string;
  readonly code: string;
  readonly message: string;
  /** Where it was read, for people. */
  readonly origin: string;
  readonly record: ChatRecord;
  /** Of what the source gave last: `markOf`. */
  readonly mark: string;
}

/** Rejects that are read at once: what is held in memory. Each may be a long message. */
const PAGE = 100;

const LANES = "SELECT id, pass FROM lane WHERE id = ?1 OR main = ?1 ORDER BY id";

/** In the order of an index, so that a page costs what is in it. */
function pageSql({ code, kind }: RejectFilter): string {
  const place = code === undefined ? "(l.code, l.seq) > (?, ?)" : "l.code = ? AND l.seq > ?";
  return `SELECT l.seq, r.kind, r.id, origin, json, given, l.code, l.message
    FROM ledger AS l INDEXED BY ledger_by_code CROSS JOIN record AS r ON r.seq = l.seq
    WHERE l.lane = ? AND l.code IS NOT NULL AND ${place} ${kind === undefined ? "" : "AND r.kind = ?"}
    ORDER BY l.code, l.seq LIMIT ${PAGE}`;
}

/** What was set aside with a reason, one by one. Only reads, also while a run writes. */
export class Quarantine {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The rejected records of a target by page: those of the main load first, then pass by pass; each by code. */
  async *records(target: string, filter: RejectFilter): AsyncGenerator<readonly RejectedRecord[], void> {
    const main = this.#db.count("SELECT id FROM lane WHERE target = ? AND pass IS NULL", target);
    for (const { id, pass } of this.#db.all(LANES, main)) yield* this.#ofLane(Number(id), pass, filter);
  }

  /** Values that never became a record, by page, in the order they were read. */
  async *refusals({ code, kind }: RejectFilter): AsyncGenerator<readonly Refusal[], void> {
    const sql = `SELECT id, kind, origin, code, message FROM refused WHERE id > ?1
      AND (?2 IS NULL OR code = ?2) AND (?3 IS NULL OR kind = ?3) ORDER BY id LIMIT ${PAGE}`;
    const wanted = [code ?? null, kind === undefined ? null : numberOf(kind)] as const;
    for (let after = 0; ; ) {
      const rows = this.#db.all(sql, after, ...wanted);
      if (rows.length > 0) yield rows.map(refusalOf);
      if (rows.length < PAGE) return;
      after = Number(rows.at(-1)?.id);
    }
  }

  async *#ofLane(
    lane: number,
    pass: Row[string] | undefined,
    filter: RejectFilter,
  ): AsyncGenerator<readonly RejectedRecord[], void> {
    const sql = pageSql(filter);
    const kind = filter.kind === undefined ? [] : [numberOf(filter.kind)];
    let place: readonly [code: string, seq: number] = [filter.code ?? "", 0];
    for (;;) {
      const rows = this.#db.all(sql, lane, ...place, ...kind);
      if (rows.length > 0) yield rows.map((row) => rejectedOf(row, pass));
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      place = [String(last.code), Number(last.seq)];
    }
  }
}

function rejectedOf(row: Row, pass: Row[string] | undefined): RejectedRecord {
  return {
    kind: kindOf(Number(row.kind)),
    id: String(row.id),
    ...(typeof pass === "string" ? { pass } : {}),
    code: String(row.code),
    message: String(row.message),
    origin: String(row.origin),
    record: JSON.parse(String(row.json)),
    mark: markOf(row),
  };
}

/** A row of the table of refused values. */
export function refusalOf(row: Row): Refusal {
  return {
    kind: kindOf(Number(row.kind)),
    origin: String(row.origin),
    reason: { code: String(row.code), message: String(row.message) },
  };
}
