import type { Conversation, Membership, User } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";
import type { Database, Row } from "./database.ts";
import { Recent } from "./recent.ts";

const FIRST_IS_SETTLED = `
  SELECT 1 FROM ledger WHERE lane = ? AND seq = (
    SELECT seq FROM record INDEXED BY message_by_conversation WHERE kind = 3 AND conversation = ?
    ORDER BY at, rank, seq LIMIT 1)`;

const FACTS = `SELECT r.json, members, twins, first_at, until FROM record AS r JOIN facts ON facts.conversation = r.id
  WHERE kind = 1 AND id = ?`;

/** How much is kept of the users that were looked up, and of the conversations, in characters of their JSON. */
const KEPT_CHARS = 4_000_000;
/** About what a membership takes. */
const MEMBER_CHARS = 200;

/** What stays as it is while records are loaded. */
interface LastingFacts {
  readonly known: Omit<ConversationFacts, "isBegun">;
  /** The target had some of it before the last reading. */
  readonly wasReached: boolean;
}

/**
 * What encoding needs to know beside the records: users and conversations. Many records name the same few, so what was
 * looked up lately is kept: staged records stay as they are while they are loaded.
 */
export class Lookups {
  readonly #db: Database;
  readonly #lane: number;
  readonly #users = new Recent<User>(KEPT_CHARS);
  readonly #facts = new Recent<LastingFacts>(KEPT_CHARS);
  readonly #begun = new Recent<true>(KEPT_CHARS);

  constructor(db: Database, lane: number) {
    this.#db = db;
    this.#lane = lane;
  }

  /** What is known of these conversations; those that are not staged are missing. */
  facts(conversationIds: Iterable<string>): ReadonlyMap<string, ConversationFacts> {
    const found = new Map<string, ConversationFacts>();
    for (const id of new Set(conversationIds)) {
      const facts = this.#facts.get(id) ?? this.#lookUpFacts(id);
      if (facts) found.set(id, { ...facts.known, isBegun: facts.wasReached || this.#isBegun(id) });
    }
    return found;
  }

  users(ids: Iterable<string>): ReadonlyMap<string, User> {
    const found = new Map<string, User>();
    for (const id of new Set(ids)) {
      const user = this.#users.get(id) ?? this.#lookUpUser(id);
      if (user) found.set(id, user);
    }
    return found;
  }

  /** Lets go of what was looked up: nothing more will be asked for a while. */
  forget(): void {
    this.#users.clear();
    this.#facts.clear();
    this.#begun.clear();
  }

  #lookUpUser(id: string): User | undefined {
    const row = this.#db.get("SELECT json FROM record WHERE kind = 0 AND id = ?", id);
    if (row === undefined) return undefined;
    const json = String(row.json);
    const user: User = JSON.parse(json);
    this.#users.add(id, user, json.length);
    return user;
  }

  #lookUpFacts(id: string): LastingFacts | undefined {
    const row = this.#db.get(FACTS, id);
    if (row === undefined) return undefined;
    const facts = { known: this.#factsOf(row), wasReached: row.until !== null };
    this.#facts.add(id, facts, String(row.json).length + facts.known.members.length * MEMBER_CHARS);
    return facts;
  }

  /** What has begun stays so; what has not may have by the next time. */
  #isBegun(id: string): boolean {
    if (this.#begun.get(id)) return true;
    const isBegun = this.#db.get(FIRST_IS_SETTLED, this.#lane, id) !== undefined;
    if (isBegun) this.#begun.add(id, true, id.length);
    return isBegun;
  }

  #factsOf(row: Row): LastingFacts["known"] {
    const record: Conversation = JSON.parse(String(row.json));
    return {
      record,
      members: record.type === "direct" ? this.#members(record.id, Number(row.until ?? Number.MAX_SAFE_INTEGER)) : [],
      memberCount: Number(row.members),
      twinCount: Number(row.twins),
      firstActivityAt: row.first_at === null ? undefined : Number(row.first_at),
    };
  }

  /** @param until those numbered up to it */
  #members(conversationId: string, until: number): readonly Membership[] {
    const sql = "SELECT json FROM record WHERE kind = 2 AND conversation = ? AND seq <= ? ORDER BY user LIMIT 1000";
    return this.#db.all(sql, conversationId, until).map((row) => JSON.parse(String(row.json)));
  }
}
