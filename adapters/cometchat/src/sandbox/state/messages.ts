import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { marksOf } from "../message-marks.ts";
import { idsQuery, type MessageFilter, type MessagePage } from "./message-search.ts";

export interface MessageInput {
  /** Only what was imported has one. */
  readonly muid?: string | undefined;
  readonly conversationId: string;
  readonly sender: string;
  readonly receiverType: "user" | "group";
  readonly receiver: string;
  readonly category: "message" | "custom" | "action" | "call";
  readonly type: string;
  /** In action and call rows with the `entities` they were made with. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Times are UNIX seconds. */
  readonly sentAt: number;
  readonly deliveredAt?: number | undefined;
  readonly readAt?: number | undefined;
  readonly editedAt?: number | undefined;
  /** Uid. */
  readonly editedBy?: string | undefined;
  readonly deletedAt?: number | undefined;
  /** Uid. */
  readonly deletedBy?: string | undefined;
  readonly updatedAt: number;
  /** Id of the message this one replies to. */
  readonly parentId?: number | undefined;
  readonly pinnedAt?: number | undefined;
  /** Uid. */
  readonly pinnedBy?: string | undefined;
  readonly tags: readonly string[];
}

export interface StoredMessage extends MessageInput {
  /** Ascending in the order of storing. */
  readonly id: number;
}

// `unread`: 1 if it counts as unread for whoever did not write it and has not marked it read.
// An index ends in the row's id by itself, so each of these also keeps its messages in order.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    muid TEXT UNIQUE,
    conversation_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    receiver_type TEXT NOT NULL,
    receiver TEXT NOT NULL,
    category TEXT NOT NULL,
    type TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    parent_id INTEGER,
    deleted INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    entity TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_conversation ON messages (conversation_id, id, sender, unread);
  CREATE INDEX IF NOT EXISTS messages_by_sender ON messages (sender);
  CREATE INDEX IF NOT EXISTS messages_by_receiver ON messages (receiver) WHERE receiver_type = 'user';
  CREATE INDEX IF NOT EXISTS messages_by_category ON messages (category);
  CREATE INDEX IF NOT EXISTS messages_by_type ON messages (type);
  CREATE INDEX IF NOT EXISTS messages_by_time ON messages (sent_at);
  CREATE INDEX IF NOT EXISTS messages_by_parent ON messages (parent_id) WHERE parent_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS messages_deleted ON messages (deleted) WHERE deleted = 1;
  CREATE TABLE IF NOT EXISTS marks (
    mark TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (mark, message_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS marks_by_message ON marks (message_id);
  CREATE TABLE IF NOT EXISTS imported (one INTEGER PRIMARY KEY CHECK (one = 1), messages INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO imported VALUES (1, 0);
`;

const INSERT = `
  INSERT INTO messages (muid, conversation_id, sender, receiver_type, receiver, category, type, sent_at, parent_id,
    deleted, unread, entity)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
`;

export type Messages = ReturnType<typeof openMessages>;

/** Messages by id, which is the order they came in. */
export function openMessages(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare(INSERT);
  const countImport = db.prepare("UPDATE imported SET messages = messages + 1");
  const update = db.prepare("UPDATE messages SET deleted = ?, unread = ?, entity = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM messages WHERE id = ?");
  const mark = db.prepare("INSERT OR IGNORE INTO marks (mark, message_id) VALUES (?, ?)");
  const unmark = db.prepare("DELETE FROM marks WHERE mark = ? AND message_id = ?");
  const unmarkAll = db.prepare("DELETE FROM marks WHERE message_id = ?");
  const byMuid = db.prepare("SELECT id FROM messages WHERE muid = ?");
  const byId = db.prepare("SELECT id, entity FROM messages WHERE id = ?");
  const imported = db.prepare("SELECT messages FROM imported");
  return {
    add(message: MessageInput): StoredMessage {
      const { conversationId, sender, receiverType, receiver, category, type, sentAt } = message;
      const columns = [conversationId, sender, receiverType, receiver, category, type, sentAt];
      const state = [message.parentId ?? null, isDeleted(message), isUnread(message)];
      const added = insert.run(message.muid ?? null, ...columns, ...state, JSON.stringify(message));
      if (message.muid !== undefined) countImport.run();
      for (const name of marksOf(message)) mark.run(name, added.lastInsertRowid);
      return { ...message, id: Number(added.lastInsertRowid) };
    },
    /** Puts this message in the place of the one of the same id. What it says may change, not where it stands. */
    replace({ id, ...message }: StoredMessage): void {
      update.run(isDeleted(message), isUnread(message), JSON.stringify(message), id);
      unmarkAll.run(id);
      for (const name of marksOf(message)) mark.run(name, id);
    },
    remove(id: number): void {
      remove.run(id);
      unmarkAll.run(id);
    },
    /** Tells whether somebody has reacted, which the message itself does not say. */
    setReacted(id: number, isReacted: boolean): void {
      (isReacted ? mark : unmark).run("reactions", id);
    },
    has: (muid: string): boolean => byMuid.get(muid) !== undefined,
    find(id: number): StoredMessage | undefined {
      const row = byId.get(id);
      return row && messageOf(row);
    },
    /** Oldest first, whatever the direction. */
    list(filter: MessageFilter, page: MessagePage): readonly StoredMessage[] {
      const { sql, params } = idsQuery(filter, page);
      const ids = `${sql} ORDER BY id ${page.affix === "append" ? "ASC" : "DESC"} LIMIT ? OFFSET ?`;
      return db
        .prepare(`SELECT id, entity FROM messages WHERE id IN (SELECT id FROM (${ids})) ORDER BY id`)
        .all(...params, page.limit, page.offset)
        .map(messageOf);
    },
    count(filter: MessageFilter): number {
      const { sql, params } = idsQuery(filter);
      return Number(db.prepare(`SELECT count(*) AS total FROM (${sql})`).get(...params)?.total);
    },
    /** How many messages were ever imported. */
    imported: (): number => Number(imported.get()?.messages),
  };
}

function isDeleted({ deletedAt }: MessageInput): number {
  return deletedAt === undefined ? 0 : 1;
}

function isUnread({ category, deletedAt, readAt }: MessageInput): number {
  const isWritten = category === "message" || category === "custom";
  return isWritten && deletedAt === undefined && readAt === undefined ? 1 : 0;
}

function messageOf(row: Record<string, SQLOutputValue>): StoredMessage {
  return { ...(JSON.parse(String(row.entity)) as MessageInput), id: Number(row.id) };
}
