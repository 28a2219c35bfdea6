import type { ChatRecord, Kind } from "@chat-etl/model";
import { atTarget } from "./at-target.ts";
import type { Database } from "./database.ts";
import type { UserMap } from "./kept-user-map.ts";
import { numberOf } from "./kind-number.ts";
import { ADDED } from "./own-streams.ts";
import { RESOLVED_UP_TO } from "./resolved-up-to.ts";
import { INDEXES } from "./schema.ts";
import type { Staging } from "./staging.ts";

const UNKNOWN_CONVERSATIONS = `
  SELECT DISTINCT conversation AS id FROM record AS r WHERE kind IN (2, 3)
  AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 1 AND id = r.conversation)`;

const UNKNOWN_USERS = `
  SELECT DISTINCT user AS id FROM record AS r WHERE kind IN (2, 3) AND user IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 0 AND id = r.user)`;

const AUTHORS_WITHOUT_MEMBERSHIP = `
  SELECT conversation, user, min(at) AS at FROM record AS r WHERE kind = 3 AND user IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 2 AND conversation = r.conversation AND user = r.user)
  GROUP BY conversation, user`;

/**
 * The user's first message, else the conversation's beginning, else its first message. A membership that a target has
 * stays as it was sent.
 */
const ESTIMATE_JOINED_AT = `
  UPDATE record AS m SET at = estimate.at, given = coalesce(given, json),
    json = json_set(m.json, '$.joinedAt', estimate.at, '$.joinedAtIsEstimated', json('true'))
  FROM (
    SELECT seq, coalesce(
      (SELECT min(at) FROM record WHERE kind = 3 AND conversation = r.conversation AND user = r.user),
      (SELECT at FROM record WHERE kind = 1 AND id = r.conversation),
      (SELECT min(at) FROM record WHERE kind = 3 AND conversation = r.conversation)
    ) AS at FROM record AS r WHERE kind = 2 AND at IS NULL AND NOT ${atTarget("r.seq")}
  ) AS estimate WHERE m.seq = estimate.seq AND estimate.at IS NOT NULL`;

/**
 * A conversation that a target has, or may have, keeps the facts it was sent with: if it became another thing there because somebody
 * else has joined since, what is new of it would land apart from what is old.
 */
const KEEP_FACTS_OF_SENT = `
  CREATE TEMP TABLE kept AS SELECT r.id FROM record AS r WHERE r.kind = 1 AND ${atTarget("r.seq")};
  DELETE FROM facts WHERE conversation NOT IN (SELECT id FROM temp.kept);
  UPDATE facts SET until = coalesce(until, (SELECT CAST(value AS INTEGER) FROM meta WHERE key = '${RESOLVED_UP_TO}'));
  DROP TABLE temp.kept;`;

/** With which records gaps were filled the last time. Of an older workspace: what was there before the last reading. */
const NOTE_IF_MISSING = `
  INSERT OR IGNORE INTO meta (key, value) SELECT '${RESOLVED_UP_TO}',
  coalesce((SELECT last_seq FROM reading WHERE id > 1 ORDER BY id DESC LIMIT 1), (SELECT max(seq) FROM record), 0)`;
const NOTE = `UPDATE meta SET value = max(CAST(value AS INTEGER), (SELECT coalesce(max(seq), 0) FROM record))
  WHERE key = '${RESOLVED_UP_TO}'`;

const FACTS = `
  INSERT OR IGNORE INTO facts (conversation, members, twins, first_at)
  WITH member_list AS (
    SELECT conversation, count(*) AS members, min(at) AS joined_at, json_group_array(user ORDER BY user) AS list
    FROM record WHERE kind = 2 GROUP BY conversation
  ), direct AS (
    SELECT c.id, list FROM record AS c JOIN member_list ON member_list.conversation = c.id
    WHERE c.kind = 1 AND c.json ->> '$.type' = 'direct'
  ), twin AS (
    SELECT list, count(*) AS twins FROM direct GROUP BY list
  ), first_message AS (
    SELECT conversation, min(at) AS at FROM record WHERE kind = 3 GROUP BY conversation
  )
  SELECT c.id, coalesce(members, 0), coalesce(twins, 1), min(coalesce(joined_at, first_message.at), coalesce(first_message.at, joined_at))
  FROM record AS c
  LEFT JOIN member_list ON member_list.conversation = c.id
  LEFT JOIN direct ON direct.id = c.id LEFT JOIN twin ON twin.list = direct.list
  LEFT JOIN first_message ON first_message.conversation = c.id
  WHERE c.kind = 1`;

const LOST_LAST_MESSAGES = `
  SELECT count(*) AS count, min(id) AS sample FROM record AS c WHERE kind = 1 AND json ->> '$.lastMessageId' IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 3 AND id = c.json ->> '$.lastMessageId')
  AND NOT EXISTS (SELECT 1 FROM left_out WHERE kind = 3 AND id = c.json ->> '$.lastMessageId')`;

const COUNT_MAPPED = `
  SELECT count(*) FROM json_each(?) AS item
  WHERE EXISTS (SELECT 1 FROM record WHERE kind = 0 AND id = item.value ->> 1)
  OR EXISTS (SELECT 1 FROM left_out WHERE kind = 0 AND id IN (item.value ->> 0, item.value ->> 1))`;

const SYSTEM_USER_IS_MISSING = `
  SELECT NOT EXISTS (SELECT 1 FROM record WHERE kind = 0 AND id = ?)
  AND EXISTS (SELECT 1 FROM record WHERE kind = 3 AND json ->> '$.type' = 'system')`;

/** Gaps filled in one go: what is held in memory at once. */
const GAPS_AT_ONCE = 1_000;

/** How the records look that the source does not have. */
export interface Fillers {
  user(id: string): ChatRecord<"user">;
  conversation(id: string): ChatRecord<"conversation">;
  membership(place: {
    readonly conversationId: string;
    readonly userId: string;
    readonly firstMessageAt: number;
  }): ChatRecord<"membership">;
  /** The user who speaks when nobody does; asked for here only if some message has no author. */
  systemUser(): ChatRecord<"user">;
}

/** The step between staging and loading: fills the gaps, set by set. Doing it twice changes nothing. */
export class Resolution {
  readonly #db: Database;
  readonly #staging: Staging;

  constructor(db: Database, staging: Staging) {
    this.#db = db;
    this.#staging = staging;
  }

  async fillGaps(fillers: Fillers): Promise<void> {
    this.#db.exec(INDEXES);
    this.#db.transaction(() => {
      this.#db.run(NOTE_IF_MISSING);
      this.#add(AUTHORS_WITHOUT_MEMBERSHIP, (row) =>
        fillers.membership({
          conversationId: String(row.conversation),
          userId: String(row.user),
          firstMessageAt: Number(row.at),
        }),
      );
      this.#add(UNKNOWN_CONVERSATIONS, (row) => fillers.conversation(String(row.id)));
      this.#add(UNKNOWN_USERS, (row) => fillers.user(String(row.id)));
      if (this.#db.count("SELECT EXISTS (SELECT 1 FROM record WHERE kind = 3 AND user IS NULL)") > 0) {
        this.#staging.add([fillers.systemUser()], ADDED);
      }
      this.#db.run(ESTIMATE_JOINED_AT);
      this.#db.exec(KEEP_FACTS_OF_SENT);
      this.#db.run(FACTS);
      this.#db.run(NOTE);
    });
    this.#db.exec("PRAGMA optimize");
  }

  /** Adds the system's user if there are messages of type `system`, whoever wrote them. Filling gaps does not ask for that. */
  async addSystemUser(user: ChatRecord<"user">): Promise<void> {
    if (this.#db.count(SYSTEM_USER_IS_MISSING, user.id) === 0) return;
    this.#db.transaction(() => this.#staging.add([user], ADDED));
  }

  /** How many conversations name a last message that was never read, and one of them: the source gave less than it has. */
  async lostLastMessages(): Promise<{ readonly count: number; readonly sample: string }> {
    const row = this.#db.get(LOST_LAST_MESSAGES);
    return { count: Number(row?.count), sample: String(row?.sample) };
  }

  /** How many users of a map were read: staged under the target's id, or left out under the source's. */
  async countMapped(map: UserMap): Promise<number> {
    return this.#db.count(COUNT_MAPPED, JSON.stringify([...map]));
  }

  /** Two staged ids of one kind that `fit` makes one, if there are any. */
  async collision(kind: Kind, fit: (id: string) => string): Promise<readonly [string, string] | undefined> {
    this.#db.define("fit", fit);
    const row = this.#db.get(
      "SELECT min(id) AS one, max(id) AS other FROM record WHERE kind = ? GROUP BY fit(id) HAVING count(*) > 1 LIMIT 1",
      numberOf(kind),
    );
    return row === undefined ? undefined : [String(row.one), String(row.other)];
  }

  #add(query: string, fill: (row: Readonly<Record<string, unknown>>) => ChatRecord): void {
    this.#db.exec("DROP TABLE IF EXISTS temp.gap");
    this.#db.exec(`CREATE TEMP TABLE gap AS ${query}`);
    for (let behind = 0; ; behind += GAPS_AT_ONCE) {
      const rows = this.#db.all("SELECT * FROM temp.gap WHERE rowid > ? ORDER BY rowid LIMIT ?", behind, GAPS_AT_ONCE);
      this.#staging.add(rows.map(fill), ADDED);
      if (rows.length < GAPS_AT_ONCE) return;
    }
  }
}
