import type { TalkMessage, TalkReactor } from "../shapes.ts";
import { bodyOf, type Row } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** `readBy` follows from how far the participants have read, so only what an import said of it is kept. */
export interface StoredMessage extends Omit<TalkMessage, "readBy"> {
  readonly importedReadBy?: readonly string[];
}

export interface MessagePage {
  readonly after: string | undefined;
  readonly limit: number;
}

export interface ReactorPage extends MessagePage {
  readonly messageId: string;
  readonly emoji: string;
}

/** Newest first, equal instants by id (E67). */
export class Messages {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(conversationId: string, id: string): StoredMessage | undefined {
    const row = this.#statements
      .prepare("SELECT body FROM messages WHERE id = ? AND conversationId = ?")
      .get(id, conversationId);
    return row && bodyOf<StoredMessage>(row);
  }

  put(message: StoredMessage): void {
    const { id, conversationId, createdAt } = message;
    this.#statements
      .prepare(
        `INSERT INTO messages (id, conversationId, createdAt, body) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
      )
      .run(id, conversationId, createdAt, JSON.stringify(message));
  }

  delete(conversationId: string, id: string): void {
    this.#statements.prepare("DELETE FROM messages WHERE id = ? AND conversationId = ?").run(id, conversationId);
  }

  last(conversationId: string): StoredMessage | undefined {
    return this.page(conversationId, { after: undefined, limit: 1 })?.[0];
  }

  /** `undefined`: the conversation has no message `after`. */
  page(conversationId: string, { after, limit }: MessagePage): readonly StoredMessage[] | undefined {
    if (after === undefined) return this.#from(conversationId, { at: Number.MAX_SAFE_INTEGER, id: "" }, limit);
    const message = this.get(conversationId, after);
    return message && this.#from(conversationId, { at: message.createdAt, id: after }, limit);
  }

  #from(conversationId: string, place: { readonly at: number; readonly id: string }, limit: number) {
    const rows: readonly Row[] = this.#statements
      .prepare(
        `SELECT body FROM messages WHERE conversationId = ? AND createdAt <= ? AND (createdAt < ? OR id > ?)
         ORDER BY createdAt DESC, id LIMIT ?`,
      )
      .all(conversationId, place.at, place.at, place.id, limit);
    return rows.map((row) => bodyOf<StoredMessage>(row));
  }

  addReactor({ messageId, emoji, userId, createdAt }: TalkReactor): void {
    this.#statements
      .prepare("INSERT OR IGNORE INTO reactors (messageId, emoji, userId, createdAt) VALUES (?, ?, ?, ?)")
      .run(messageId, emoji, userId, createdAt);
  }

  removeReactor(messageId: string, emoji: string, userId: string): void {
    this.#statements
      .prepare("DELETE FROM reactors WHERE messageId = ? AND emoji = ? AND userId = ?")
      .run(messageId, emoji, userId);
  }

  /** What a message tells of its reactions: how many, and since when, but not whose. */
  reactionsOf(messageId: string): TalkMessage["reactions"] {
    const rows: readonly Row[] = this.#statements
      .prepare(
        `SELECT emoji, count(*) AS count, min(createdAt) AS since FROM reactors WHERE messageId = ?
         GROUP BY emoji ORDER BY since, emoji`,
      )
      .all(messageId);
    return Object.fromEntries(
      rows.map(({ emoji, count, since }) => [
        String(emoji),
        { count: Number(count), createdAt: Number(since), currentUserReacted: false },
      ]),
    );
  }

  reactors({ messageId, emoji, after, limit }: ReactorPage): readonly TalkReactor[] {
    const rows: readonly Row[] = this.#statements
      .prepare(
        "SELECT * FROM reactors WHERE messageId = ? AND emoji = ? AND userId > coalesce(?, '') ORDER BY userId LIMIT ?",
      )
      .all(messageId, emoji, after ?? null, limit);
    return rows.map((row) => ({
      messageId,
      emoji,
      userId: String(row.userId),
      createdAt: Number(row.createdAt),
    }));
  }

  /** The message a request with this key sent since then (E49). */
  sentWith(key: string, since: number): string | undefined {
    const row = this.#statements.prepare("SELECT messageId FROM sent WHERE key = ? AND sentAt > ?").get(key, since);
    return row && String(row.messageId);
  }

  rememberSent(key: string, messageId: string, sentAt: number): void {
    this.#statements
      .prepare("INSERT OR REPLACE INTO sent (key, messageId, sentAt) VALUES (?, ?, ?)")
      .run(key, messageId, sentAt);
  }
}
