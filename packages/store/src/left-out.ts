import { type ChatRecord, forgetUsers } from "@chat-etl/model";
import { atTarget, forgetRecords } from "./at-target.ts";
import type { Database } from "./database.ts";
import { ADDED, DERIVED } from "./own-streams.ts";
import type { LeftOutRow } from "./page-rows.ts";

const NOTE = "INSERT INTO left_out (kind, id, code, message) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";

/** Whoever was given once more and not dropped stays, and so does whoever a target has. */
const FORGET_STAYING = `
  DELETE FROM left_out AS l WHERE kind < 2 AND EXISTS (
    SELECT 1 FROM record AS r WHERE r.kind = l.kind AND r.id = l.id
    AND (stream NOT IN ('${ADDED}', '${DERIVED}') OR ${atTarget("r.seq")}))`;

const ARE_SOME = "SELECT EXISTS (SELECT 1 FROM left_out WHERE kind < 2)";

/** What goes with users and conversations: their stand-ins, memberships, messages. */
const GONE = `
  CREATE TEMP TABLE gone AS
  SELECT r.seq, r.kind, r.id, r.stream, r.origin, coalesce(u.code, c.code) AS code, coalesce(u.message, c.message) AS message
  FROM record AS r
  LEFT JOIN left_out AS u ON u.kind = 0 AND u.id = CASE r.kind WHEN 0 THEN r.id ELSE r.user END
  LEFT JOIN left_out AS c ON c.kind = 1 AND c.id = r.conversation
  WHERE coalesce(u.code, c.code) IS NOT NULL AND NOT ${atTarget("r.seq")}`;

/** Where only a part is read again, what went before is counted already. */
const COUNT = `
  INSERT INTO dropped (stream, kind, code, message, sample, count)
  SELECT stream, kind, code, message, min(origin), count(*) FROM temp.gone AS g
  WHERE stream NOT IN ('${ADDED}', '${DERIVED}')
  AND NOT EXISTS (SELECT 1 FROM left_out WHERE kind = g.kind AND id = g.id) GROUP BY stream, kind, code
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;
const NOTE_GONE = "INSERT OR IGNORE INTO left_out (kind, id) SELECT kind, id FROM temp.gone WHERE kind > 1";

/** Records that may name a user who is left out, beside author and member. A target that has one keeps it. */
const NAMING = `
  CREATE TEMP TABLE gone AS SELECT r.seq FROM record AS r
  WHERE (r.kind < 2 OR (r.kind = 3 AND instr(r.json, '"userId":') > 0)) AND EXISTS (
    SELECT 1 FROM json_tree(r.json) AS part CROSS JOIN left_out AS l ON l.kind = 0 AND l.id = part.atom
    WHERE part.key IN ('userId', 'creatorId', 'ownerId') OR part.path IN ('$.friendIds', '$.blockedIds')
  ) AND NOT ${atTarget("r.seq")}`;
const NEXT_NAMING = `
  SELECT seq, json FROM temp.gone JOIN record USING (seq) WHERE seq > ? ORDER BY seq LIMIT 500`;
const RENEW = "UPDATE record SET given = coalesce(given, json), json = ? WHERE seq = ?";
const IS_LEFT_OUT = "SELECT 1 FROM left_out WHERE kind = 0 AND id = ?";

/** Remembers a record that a transform dropped. Returns whether it was not known before. */
export function noteLeftOut(db: Database, { kind, id, code, message }: LeftOutRow): boolean {
  // Of a message nothing goes with it: its rule is counted, and need not be kept a million times.
  const rule = kind < 2 ? [code, message] : [null, null];
  return db.run(NOTE, kind, id, ...rule).changes > 0;
}

/** What goes with the users and conversations that transforms dropped. */
export class LeftOut {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Everything is read: leaves out what hangs on users and conversations that were dropped, counted by their rules, and
   * takes their names out of the rest. What a target has, or may have, stays. Doing it twice changes nothing.
   */
  async settle(): Promise<void> {
    if (this.#db.count(ARE_SOME) === 0) return;
    this.#db.transaction(() => {
      this.#db.run(FORGET_STAYING);
      this.#makeGone(GONE);
      for (const sql of [COUNT, NOTE_GONE, ...forgetRecords("(SELECT seq FROM temp.gone)")]) this.#db.run(sql);
      this.#makeGone(NAMING);
      this.#forgetNamed();
    });
  }

  #makeGone(sql: string): void {
    this.#db.exec("DROP TABLE IF EXISTS temp.gone");
    this.#db.run(sql);
  }

  #forgetNamed(): void {
    const isLeftOut = (id: string) => this.#db.get(IS_LEFT_OUT, id) !== undefined;
    for (let behind = 0; ; ) {
      const rows = this.#db.all(NEXT_NAMING, behind);
      for (const { seq, json } of rows) {
        const record = forgetUsers(JSON.parse(String(json)) as ChatRecord, isLeftOut);
        this.#db.run(RENEW, JSON.stringify(record), Number(seq));
      }
      if (rows.length === 0) return;
      behind = Number(rows.at(-1)?.seq);
    }
  }
}
