import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";

export interface MessageInput {
  readonly muid: string;
  readonly conversationId: string;
  readonly sender: string;
  readonly receiverType: "user" | "group";
  readonly receiver: string;
  readonly category: "message" | "custom";
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Times are UNIX seconds. */
  readonly sentAt: number;
  readonly deliveredAt?: number | undefined;
  readonly readAt?: number | undefined;
  readonly updatedAt: number;
  readonly tags: readonly string[];
}

export interface StoredMessage extends MessageInput {
  /** Ascending in the order of storing. */
  readonly id: number;
}

export interface MessageFilter {
  readonly conversationId?: string | undefined;
  /** Sent or received one to one by this user. */
  readonly party?: string | undefined;
  readonly sender?: string | undefined;
  readonly receiverType?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** UNIX seconds, both ends included. */
  readonly fromTimestamp?: number | undefined;
  readonly toTimestamp?: number | undefined;
}

export interface MessagePage {
  /** `append`: behind `id`, the oldest first page; `prepend`: before it, the newest last page. */
  readonly affix: "append" | "prepend";
  readonly id?: number | undefined;
  readonly limit: number;
  readonly offset: number;
}

// An index ends in the row's id by itself, so each of these also keeps its messages in order.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    muid TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    receiver_type TEXT NOT NULL,
    receiver TEXT NOT NULL,
    category TEXT NOT NULL,
    type TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    entity TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_conversation ON messages (conversation_id);
  CREATE INDEX IF NOT EXISTS messages_by_sender ON messages (sender);
  CREATE INDEX IF NOT EXISTS messages_by_receiver ON messages (receiver);
`;

const INSERT = `
  INSERT INTO messages (muid, conversation_id, sender, receiver_type, receiver, category, type, sent_at, entity)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
`;

const OF_PARTY = `id IN (
  SELECT id FROM messages WHERE sender = ? AND receiver_type = 'user'
  UNION SELECT id FROM messages WHERE receiver = ? AND receiver_type = 'user'
)`;

export type Messages = ReturnType<typeof openMessages>;

/** Messages by id, which is the order they came in. */
export function openMessages(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare(INSERT);
  const byMuid = db.prepare("SELECT id FROM messages WHERE muid = ?");
  const byId = db.prepare("SELECT id, entity FROM messages WHERE id = ?");
  const newest = db.prepare("SELECT max(id) AS id FROM messages");
  return {
    add(message: MessageInput): StoredMessage {
      const { muid, conversationId, sender, receiverType, receiver, category, type, sentAt } = message;
      const columns = [muid, conversationId, sender, receiverType, receiver, category, type, sentAt];
      return { ...message, id: Number(insert.run(...columns, JSON.stringify(message)).lastInsertRowid) };
    },
    has: (muid: string): boolean => byMuid.get(muid) !== undefined,
    find(id: number): StoredMessage | undefined {
      const row = byId.get(id);
      return row && messageOf(row);
    },
    /** Oldest first, whatever the direction. */
    list(filter: MessageFilter, page: MessagePage): readonly StoredMessage[] {
      const { where, params } = whereOf(filter, page);
      const order = page.affix === "append" ? "ASC" : "DESC";
      const rows = db
        .prepare(`SELECT id, entity FROM messages ${where} ORDER BY id ${order} LIMIT ? OFFSET ?`)
        .all(...params, page.limit, page.offset);
      return (page.affix === "append" ? rows : rows.reverse()).map(messageOf);
    },
    count(filter: MessageFilter): number {
      const { where, params } = whereOf(filter);
      return Number(db.prepare(`SELECT count(*) AS total FROM messages ${where}`).get(...params)?.total);
    },
    /** How many there are. Nothing is ever deleted, so the newest id tells. */
    total: (): number => Number(newest.get()?.id ?? 0),
  };
}

function messageOf(row: Record<string, SQLOutputValue>): StoredMessage {
  return { ...(JSON.parse(String(row.entity)) as MessageInput), id: Number(row.id) };
}

interface Where {
  readonly where: string;
  readonly params: readonly SQLInputValue[];
}

function whereOf(filter: MessageFilter, page?: MessagePage): Where {
  const clauses: readonly (readonly [sql: string, params: readonly (SQLInputValue | undefined)[]])[] = [
    [page?.affix === "append" ? "id > ?" : "id < ?", [page?.id]],
    ["conversation_id = ?", [filter.conversationId]],
    [OF_PARTY, [filter.party, filter.party]],
    ["sender = ?", [filter.sender]],
    ["receiver_type = ?", [filter.receiverType]],
    ["sent_at >= ?", [filter.fromTimestamp]],
    ["sent_at <= ?", [filter.toTimestamp]],
    ["category IN (SELECT value FROM json_each(?))", [listOf(filter.categories)]],
    ["type IN (SELECT value FROM json_each(?))", [listOf(filter.types)]],
  ];
  const used = clauses.flatMap(([sql, params]) => {
    const values = params.filter((value) => value !== undefined);
    return values.length === 0 ? [] : [{ sql, values }];
  });
  return {
    where: used.length === 0 ? "" : `WHERE ${used.map(({ sql }) => sql).join(" AND ")}`,
    params: used.flatMap(({ values }) => values),
  };
}

function listOf(values: readonly string[] | undefined): string | undefined {
  return values && JSON.stringify(values);
}
