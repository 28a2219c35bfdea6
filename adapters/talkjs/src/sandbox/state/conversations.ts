import type { SQLInputValue } from "node:sqlite";
import type { TalkConversation } from "../shapes.ts";
import { bodyOf, type Row } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** What a conversation says of itself; participants and the last message are kept elsewhere. */
export type StoredConversation = Pick<
  TalkConversation,
  "id" | "subject" | "topicId" | "photoUrl" | "welcomeMessages" | "custom" | "createdAt"
>;

export interface ConversationQuery {
  readonly orderBy: "createdAt" | "activityAt";
  readonly direction: "ASC" | "DESC";
  /** Id of the last conversation of the page before. */
  readonly after?: string | undefined;
  /** Where to start, in the sort key. */
  readonly offsetTs?: number | undefined;
  readonly lastMessageAfter?: number | undefined;
  readonly lastMessageBefore?: number | undefined;
  /** Only this user's conversations. */
  readonly user?: UserScope | undefined;
}

export interface UserScope {
  readonly userId: string;
  /** Before version 2021-07-30, who leaves keeps the conversation in his list (E42). */
  readonly includesLeft: boolean;
  readonly unreadsOnly: boolean;
}

/** TalkJS sorts equal keys by id (TalkJS sheet, section 4). */
export class Conversations {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(id: string): StoredConversation | undefined {
    const row = this.#statements.prepare("SELECT body FROM conversations WHERE id = ?").get(id);
    return row && bodyOf<StoredConversation>(row);
  }

  put(conversation: StoredConversation): void {
    const { id, createdAt } = conversation;
    this.#statements
      .prepare(
        `INSERT INTO conversations (id, createdAt, activityAt, body) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
      )
      .run(id, createdAt, createdAt, JSON.stringify(conversation));
  }

  /** Messages, participants and reactions go with it. */
  delete(id: string): void {
    this.#statements.prepare("DELETE FROM conversations WHERE id = ?").run(id);
  }

  /** Brings the last message's time and sender up to date; without messages, activity is the creation. */
  touch(id: string): void {
    const last = (what: string) =>
      `(SELECT ${what} FROM messages WHERE conversationId = ?1 ORDER BY createdAt DESC, id LIMIT 1)`;
    this.#statements
      .prepare(
        `UPDATE conversations SET lastMessageAt = ${last("createdAt")}, lastSenderId = ${last("body ->> 'senderId'")},
           activityAt = coalesce(${last("createdAt")}, createdAt)
         WHERE id = ?1`,
      )
      .run(id);
  }

  isKnown(id: string): boolean {
    return this.#statements.prepare("SELECT 1 FROM conversations WHERE id = ?").get(id) !== undefined;
  }

  /** In order, read only as far as asked. */
  *iterate(query: ConversationQuery): Generator<StoredConversation> {
    const { sql, values } = statementOf(query);
    const rows: Iterable<Row> = this.#statements.prepare(sql).iterate(...values);
    for (const row of rows) yield bodyOf<StoredConversation>(row);
  }
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

function statementOf(query: ConversationQuery): { readonly sql: string; readonly values: readonly SQLInputValue[] } {
  const conditions = conditionsOf(query);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`;
  const from = query.user ? "participants p CROSS JOIN conversations c ON c.id = p.conversationId" : "conversations c";
  return {
    sql: `SELECT c.body FROM ${from} ${where} ORDER BY c.${query.orderBy} ${query.direction}, c.id`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function conditionsOf(query: ConversationQuery): readonly Condition[] {
  const key = `c.${query.orderBy}`;
  const forward = query.direction === "ASC" ? ">" : "<";
  return [
    ...(query.user ? userConditions(query.user) : []),
    ...(query.after === undefined ? [] : afterConditions(key, forward, query)),
    ...bound(`${key} ${forward}= ?`, query.offsetTs),
    ...bound("c.lastMessageAt > ?", query.lastMessageAfter),
    ...bound("c.lastMessageAt < ?", query.lastMessageBefore),
  ];
}

/** The first part is a range of the index, the second sorts out equal keys. */
function afterConditions(key: string, forward: string, { orderBy, after }: ConversationQuery): readonly Condition[] {
  const last = `(SELECT ${orderBy} FROM conversations WHERE id = ?)`;
  const id = after ?? "";
  return [
    { sql: `${key} ${forward}= ${last}`, values: [id] },
    { sql: `(${key} ${forward} ${last} OR c.id > ?)`, values: [id, id] },
  ];
}

function userConditions({ userId, includesLeft, unreadsOnly }: UserScope): readonly Condition[] {
  const unread = "c.lastMessageAt > coalesce(p.readUntil, -1) AND c.lastSenderId IS NOT p.userId";
  return [
    { sql: "p.userId = ?", values: [userId] },
    ...(includesLeft ? [] : [{ sql: "p.state <> 'left'", values: [] }]),
    ...(unreadsOnly ? [{ sql: unread, values: [] }] : []),
  ];
}

function bound(sql: string, value: number | undefined): readonly Condition[] {
  return value === undefined ? [] : [{ sql, values: [value] }];
}
