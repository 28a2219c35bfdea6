import { type ChatRecord, forgetUsers } from "@chat-etl/model";
import { atTarget, forgetRecords } from "./at-target.ts";
import type { Database } from "./database.ts";
import { ADDED, DERIVED } from "./own-streams.ts";

/** Whoever was given once more and not dropped stays, and so does whoever a target has. */
const FORGET_STAYING = `
  DELETE FROM left_out AS l WHERE kind < 2 AND EXISTS (
    SELECT 1 FROM record AS r WHERE r.kind = l.kind AND r.id = l.id
    AND (stream NOT IN ('${ADDED}', '${DERIVED}') OR ${atTarget("r.seq")}))`;

const ARE_SOME = "SELECT EXISTS (SELECT 1 FROM left_out WHERE kind < 2)";

/** What goes with users and conversations: their stand-ins, memberships, messages. Only of those it is asked who has them. */
const GONE = `
  CREATE TEMP TABLE gone AS WITH hanging AS MATERIALIZED (
    SELECT r.seq, r.kind, r.id, r.stream, r.origin, coalesce(u.code, c.code) AS code, coalesce(u.message, c.message) AS message
    FROM record AS r
    LEFT JOIN left_out AS u ON u.kind = 0 AND u.id = CASE r.kind WHEN 0 THEN r.id ELSE r.user END
    LEFT JOIN left_out AS c ON c.kind = 1 AND c.id = r.conversation
    WHERE coalesce(u.code, c.code) IS NOT NULL
  )
  SELECT * FROM hanging WHERE NOT ${atTarget("hanging.seq")}`;

/** Where only a part is read again, what went before is counted already. */
const COUNT = `
  INSERT INTO dropped (stream, kind, code, message, sample, count)
  SELECT stream, kind, code, message, min(origin), count(*) FROM temp.gone AS g
  WHERE stream NOT IN ('${ADDED}', '${DERIVED}')
  AND NOT EXISTS (SELECT 1 FROM left_out WHERE kind = g.kind AND id = g.id) GROUP BY stream, kind, code
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;
const NOTE_GONE = "INSERT OR IGNORE INTO left_out (kind, id) SELECT kind, id FROM temp.gone WHERE kind > 1";

/** Records that may name users beside author and member. */
const NEXT_NAMING = `
  SELECT seq, json FROM record NOT INDEXED
  WHERE seq > ? AND (kind < 2 OR (kind = 3 AND instr(json, '"userId":') > 0)) ORDER BY seq LIMIT 500`;
const AT_TARGET = `SELECT ${atTarget("?1")}`;
const RENEW = "UPDATE record SET given = coalesce(given, json), json = ? WHERE seq = ?";
const IS_LEFT_OUT = "SELECT 1 FROM left_out WHERE kind = 0 AND id = ?";

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
      this.#db.exec("DROP TABLE IF EXISTS temp.gone");
      this.#db.run(GONE);
      for (const sql of [COUNT, NOTE_GONE, ...forgetRecords("(SELECT seq FROM temp.gone)")]) this.#db.run(sql);
      this.#forgetNamed();
    });
  }

  #forgetNamed(): void {
    for (let behind = 0; ; ) {
      const rows = this.#db.all(NEXT_NAMING, behind);
      for (const { seq, json } of rows) this.#forgetIn(Number(seq), String(json));
      if (rows.length === 0) return;
      behind = Number(rows.at(-1)?.seq);
    }
  }

  #forgetIn(seq: number, json: string): void {
    let isNamed = false;
    const forgotten = forgetUsers(JSON.parse(json) as ChatRecord, (id) => {
      const isLeftOut = this.#db.get(IS_LEFT_OUT, id) !== undefined;
      isNamed ||= isLeftOut;
      return isLeftOut;
    });
    if (isNamed && this.#db.count(AT_TARGET, seq) === 0) this.#db.run(RENEW, JSON.stringify(forgotten), seq);
  }
}
