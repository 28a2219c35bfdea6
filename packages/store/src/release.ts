import { type ChatRecord, KINDS, type Kind } from "@chat-etl/model";
import type { Database, Row } from "./database.ts";
import { numberOf } from "./kind-number.ts";
import { lateKeys } from "./late-keys.ts";
import { markOf } from "./mark-of.ts";
import { ADDED } from "./own-streams.ts";
import { recordRow } from "./page-rows.ts";
import { PART_IN } from "./part-in.ts";

/** A part of a target's ledger whose rejects may be released: the main load's, or a pass's. */
export interface ReleasableLane {
  /** Missing: the main load. */
  readonly pass?: string | undefined;
  /** Kinds of which a second sending leaves one copy. Of others, what is partly in stays rejected. */
  readonly dedupes: readonly Kind[];
}

/** Where one record stands. */
export interface Standing {
  readonly seq: number;
  readonly record: ChatRecord;
  /** `partly-in`: rejected, but a part of it is in the target, which keeps what is sent twice. */
  readonly status: "rejected" | "partly-in" | "pending" | "settled";
  /** It was rejected, and a part of it is in the target. */
  readonly isPartIn: boolean;
  /** Of what the source gave last: `markOf`. */
  readonly mark: string;
  /** The source was read more than once: what is staged may be newer than it was. */
  readonly isReread: boolean;
}

export interface Released {
  /** Records, by kind. Chosen, and following: those that name one of them. */
  readonly chosen: Readonly<Record<Kind, number>>;
  readonly following: Readonly<Record<Kind, number>>;
  /** Of them: rejected for their age. */
  readonly tooOld: number;
  /** Of them: messages that will stand behind later ones of their conversation. */
  readonly late: number;
}

const TABLES = `
  DROP TABLE IF EXISTS temp.rejected; DROP TABLE IF EXISTS temp.chosen; DROP TABLE IF EXISTS temp.corrected;
  DROP TABLE IF EXISTS temp.named; DROP TABLE IF EXISTS temp.last;
  -- What may be released.
  CREATE TEMP TABLE rejected (
    lane INTEGER NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (lane, seq)
  ) WITHOUT ROWID;
  CREATE TEMP TABLE chosen (
    lane INTEGER NOT NULL, seq INTEGER NOT NULL, follows INTEGER NOT NULL, PRIMARY KEY (lane, seq)
  ) WITHOUT ROWID;
  CREATE TEMP TABLE corrected (seq INTEGER PRIMARY KEY, json TEXT NOT NULL, user TEXT, at INTEGER, rank REAL);
  -- Who is named by what may be released: its author, member, owner, creator, conversation, and the messages it answers.
  CREATE TEMP TABLE named (kind INTEGER NOT NULL, id TEXT NOT NULL, lane INTEGER NOT NULL, seq INTEGER NOT NULL);
  CREATE TEMP TABLE last (conversation TEXT PRIMARY KEY, seq INTEGER) WITHOUT ROWID`;

const IS_PARTLY_IN = "substr(message, -length(?2)) = ?2";

/** A field of a record, if it is not nested deeper than SQLite reads. */
const field = (name: string) => `CASE WHEN json_valid(json) THEN json ->> '$.${name}' END`;

/** `id`: of whom or what the records `of` name one; a user (kind 0), a conversation (1) or a message (3). */
const NAMES: readonly { readonly kind: number; readonly id: string; readonly of: string }[] = [
  { kind: 0, id: "user", of: "r.kind IN (2, 3)" },
  { kind: 1, id: "conversation", of: "r.kind IN (2, 3)" },
  { kind: 0, id: field("ownerId"), of: "r.kind = 1" },
  { kind: 0, id: field("creatorId"), of: "r.kind = 1" },
  { kind: 3, id: field("replyToId"), of: "r.kind = 3" },
  { kind: 3, id: field("threadRootId"), of: "r.kind = 3" },
];

const STANDING = `
  SELECT seq, json, given, (SELECT count(*) > 1 FROM reading) AS reread FROM record WHERE kind = ? AND id = ?`;

const FOLLOW = `
  INSERT OR IGNORE INTO temp.chosen (lane, seq, follows)
  WITH RECURSIVE follow (lane, seq) AS (
    SELECT lane, seq FROM temp.chosen WHERE lane = ?1
    UNION
    SELECT n.lane, n.seq FROM follow CROSS JOIN record AS r ON r.seq = follow.seq
    CROSS JOIN temp.named AS n INDEXED BY named_by_id ON n.kind = r.kind AND n.id = r.id WHERE follow.lane = ?1
  ) SELECT lane, seq, 1 FROM follow`;

/** The newest message that landed, of every conversation that gets one back. */
const LAST_LANDED = `
  INSERT INTO temp.last SELECT conversation, (
    SELECT later.seq FROM record AS later INDEXED BY message_by_conversation
    CROSS JOIN ledger ON ledger.lane = ?1 AND ledger.seq = later.seq AND status IN ('written', 'duplicate')
    WHERE later.kind = 3 AND later.conversation = given.conversation
    ORDER BY later.at DESC, later.rank DESC, later.seq DESC LIMIT 1
  ) FROM (
    SELECT DISTINCT conversation FROM temp.chosen AS c CROSS JOIN record AS r ON r.seq = c.seq
    WHERE c.lane = ?1 AND r.kind = 3
  ) AS given`;

const KEEP_LATE = `
  INSERT OR IGNORE INTO meta (key, value) SELECT ?2 || r.seq, '' FROM temp.chosen AS c
  CROSS JOIN record AS r ON r.seq = c.seq CROSS JOIN temp.last ON temp.last.conversation = r.conversation
  CROSS JOIN record AS later ON later.seq = temp.last.seq
  WHERE c.lane = ?1 AND r.kind = 3 AND (r.at, r.rank, r.seq) < (later.at, later.rank, later.seq)
  AND later.at - r.at < ?3`;

/** Chooses rejected records of one target and makes them pending again, all or none. What is chosen is kept on disk. */
export class Release {
  readonly #db: Database;
  readonly #main: number;
  readonly #lanes = new Map<string | undefined, { readonly id: number; readonly dedupes: readonly Kind[] }>();

  /** `target`: as the ledger calls it. Only rejects of `lanes` are released. */
  constructor(db: Database, target: string, lanes: readonly ReleasableLane[]) {
    this.#db = db;
    this.#main = db.count("SELECT id FROM lane WHERE target = ? AND pass IS NULL", target);
    for (const { pass, dedupes } of lanes) {
      const own = db.count("SELECT id FROM lane WHERE main = ? AND pass = ?", this.#main, pass ?? "");
      this.#lanes.set(pass, { id: pass === undefined ? this.#main : own, dedupes });
    }
    db.exec(TABLES);
    for (const { id, dedupes } of this.#lanes.values()) this.#findRejected(id, dedupes);
  }

  /** Chooses all rejected records, or those with one code. */
  async choose(code: string | undefined): Promise<void> {
    const sql = "INSERT INTO temp.chosen SELECT lane, seq, 0 FROM temp.rejected WHERE ?1 IS NULL OR code = ?1";
    this.#db.run(sql, code ?? null);
  }

  /** Chooses one rejected record. `record` takes the place of the staged one: of the same id and conversation. */
  async chooseOne(seq: number, pass: string | undefined, record: ChatRecord | undefined): Promise<void> {
    const lane = this.#lanes.get(pass)?.id ?? 0;
    this.#db.run("INSERT OR IGNORE INTO temp.chosen VALUES (?, ?, 0)", lane, seq);
    if (record === undefined) return;
    const [, , , user, at, rank, , , json] = recordRow({ record, origin: "" });
    this.#db.run("INSERT OR REPLACE INTO temp.corrected VALUES (?, ?, ?, ?, ?)", seq, json, user, at, rank);
  }

  /** Whether a record was chosen before, and with what in its place. */
  async chosen(seq: number, pass: string | undefined): Promise<{ readonly isChosen: boolean; readonly json?: string }> {
    const lane = this.#lanes.get(pass)?.id ?? 0;
    const isChosen = this.#db.get("SELECT 1 FROM temp.chosen WHERE lane = ? AND seq = ?", lane, seq) !== undefined;
    const row = this.#db.get("SELECT json FROM temp.corrected WHERE seq = ?", seq);
    return { isChosen, ...(row ? { json: String(row.json) } : {}) };
  }

  /** Where a record stands in the main load or in a pass; missing: there is none of that id. */
  async standing(kind: Kind, id: string, pass: string | undefined): Promise<Standing | undefined> {
    const row = this.#db.get(STANDING, numberOf(kind), id);
    if (row === undefined) return undefined;
    const lane = this.#lanes.get(pass)?.id ?? 0;
    const seq = Number(row.seq);
    const { status, message } =
      this.#db.get("SELECT status, message FROM ledger WHERE lane = ? AND seq = ?", lane, seq) ?? {};
    const isOpen = this.#db.get("SELECT 1 FROM temp.rejected WHERE lane = ? AND seq = ?", lane, seq) !== undefined;
    const isPartIn = String(message).endsWith(PART_IN);
    const marked = { mark: markOf(row), isReread: row.reread === 1 };
    return { seq, record: JSON.parse(String(row.json)), status: standingOf(status, isOpen), isPartIn, ...marked };
  }

  /** Whether somebody or something of this id is staged. */
  async has(kind: Kind, id: string): Promise<boolean> {
    return this.#db.get("SELECT 1 FROM record WHERE kind = ? AND id = ?", numberOf(kind), id) !== undefined;
  }

  /** Rejected records of these lanes that are not released: a part of each is in, and would be there twice. */
  async partlyIn(): Promise<number> {
    const rejected = [...this.#lanes.values()].map(({ id }) =>
      this.#db.count("SELECT count(*) FROM ledger WHERE lane = ? AND code IS NOT NULL", id),
    );
    return rejected.reduce((sum, count) => sum + count, 0) - this.#db.count("SELECT count(*) FROM temp.rejected");
  }

  /** Chooses also what was rejected and names a chosen one, or names one that does, and so on. */
  async chooseFollowing(): Promise<void> {
    for (const { kind, id, of } of NAMES) {
      this.#db.exec(`INSERT INTO temp.named SELECT ${kind}, ${id}, lane, r.seq FROM temp.rejected
        CROSS JOIN record AS r ON r.seq = rejected.seq WHERE ${of} AND ${id} IS NOT NULL`);
    }
    this.#db.exec("CREATE INDEX temp.named_by_id ON named (kind, id)");
    this.#db.run(FOLLOW, this.#main);
  }

  /**
   * Makes what is chosen pending again: all of it, and on disk when it returns.
   *
   * @param lateWithinMs a message stands behind the last one of its conversation that landed if it is not older than
   * that one by this much
   */
  async commit({ lateWithinMs }: { readonly lateWithinMs: number }): Promise<Released> {
    const [prefix] = lateKeys(this.#main);
    return this.#db.transaction(() => {
      this.#correct();
      const tooOld = this.#db.count(
        "SELECT count(*) FROM temp.chosen JOIN temp.rejected USING (lane, seq) WHERE code = 'too-old'",
      );
      this.#db.run(LAST_LANDED, this.#main);
      this.#db.run(KEEP_LATE, this.#main, prefix, Math.min(lateWithinMs, Number.MAX_SAFE_INTEGER));
      const late = this.#db.count(
        "SELECT count(*) FROM temp.chosen AS c CROSS JOIN meta ON key = ?2 || c.seq WHERE lane = ?1",
        this.#main,
        prefix,
      );
      const released = { chosen: this.#count(0), following: this.#count(1), tooOld, late };
      this.#db.exec("DELETE FROM ledger WHERE code IS NOT NULL AND (lane, seq) IN (SELECT lane, seq FROM temp.chosen)");
      return released;
    });
  }

  #findRejected(lane: number, dedupes: readonly Kind[]): void {
    const numbers = KINDS.filter((kind) => dedupes.includes(kind)).map(numberOf);
    const sql = `INSERT INTO temp.rejected SELECT l.lane, l.seq, l.code
      FROM ledger AS l INDEXED BY ledger_by_code CROSS JOIN record AS r ON r.seq = l.seq
      WHERE l.lane = ?1 AND l.code IS NOT NULL AND (r.kind IN (${numbers.join(", ")}) OR NOT ${IS_PARTLY_IN})`;
    this.#db.run(sql, lane, PART_IN);
  }

  /**
   * What was filled in about a record may have changed with it: that is done once more. What the source gave is kept, so
   * that reading it again is no change.
   */
  #correct(): void {
    const { changes } =
      this.#db.run(`UPDATE record SET given = coalesce(given, record.json), json = c.json, user = c.user,
      at = coalesce(c.at, record.at), rank = coalesce(c.rank, record.rank)
      FROM temp.corrected AS c WHERE record.seq = c.seq`);
    if (changes > 0) this.#db.run("UPDATE stream SET done = 0 WHERE name = ?", ADDED);
  }

  #count(follows: number): Readonly<Record<Kind, number>> {
    const sql = `SELECT kind, count(*) AS count FROM temp.chosen AS c CROSS JOIN record AS r ON r.seq = c.seq
      WHERE follows = ? GROUP BY kind`;
    const counts = new Map(this.#db.all(sql, follows).map((row) => [Number(row.kind), Number(row.count)]));
    const entries = KINDS.map((kind) => [kind, counts.get(numberOf(kind)) ?? 0] as const);
    return Object.fromEntries(entries) as Record<Kind, number>;
  }
}

function standingOf(status: Row[string] | undefined, isOpen: boolean): Standing["status"] {
  if (status === undefined) return "pending";
  if (status !== "rejected") return "settled";
  return isOpen ? "rejected" : "partly-in";
}
