import type { DatabaseSync } from "node:sqlite";

export type ReceiptKind = "read" | "delivered";

/** Whose receipts, of which conversation. */
export interface Reader {
  readonly conversationId: string;
  readonly uid: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS receipts (
    conversation_id TEXT NOT NULL,
    uid TEXT NOT NULL,
    kind TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, uid, kind, message_id)
  ) STRICT, WITHOUT ROWID;
`;

const AT = `
  SELECT at FROM receipts WHERE conversation_id = ? AND uid = ? AND kind = ? AND message_id >= ?
  ORDER BY message_id LIMIT 1
`;

const UNREAD = `
  SELECT count(*) AS total FROM messages INDEXED BY messages_by_conversation
  WHERE conversation_id = ?1 AND sender <> ?2 AND unread = 1 AND id > ifnull((
    SELECT max(message_id) FROM receipts WHERE conversation_id = ?1 AND uid = ?2 AND kind = 'read'
  ), 0)
`;

const OF_MESSAGE = `
  SELECT uid, min(at) FILTER (WHERE kind = 'delivered') AS deliveredAt, min(at) FILTER (WHERE kind = 'read') AS readAt
  FROM receipts WHERE conversation_id = ? AND message_id >= ? GROUP BY uid ORDER BY uid
`;

export type Receipts = ReturnType<typeof openReceipts>;

/** Up to which message each user has read, or been delivered, a conversation, and when. */
export function openReceipts(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare(
    "INSERT OR IGNORE INTO receipts (conversation_id, uid, kind, message_id, at) VALUES (?, ?, ?, ?, ?)",
  );
  const removeFrom = db.prepare(
    "DELETE FROM receipts WHERE conversation_id = ? AND uid = ? AND kind = ? AND message_id >= ?",
  );
  const at = db.prepare(AT);
  const unread = db.prepare(UNREAD);
  const of = db.prepare(OF_MESSAGE);
  const timeOf = (kind: ReceiptKind, { conversationId, uid }: Reader, messageId: number): number | undefined => {
    const row = at.get(conversationId, uid, kind, messageId);
    return row && Number(row.at);
  };
  return {
    /** Marks everything up to this message. What was marked before keeps its time. */
    mark(kind: ReceiptKind, { conversationId, uid }: Reader, upTo: { messageId: number; at: number }): void {
      insert.run(conversationId, uid, kind, upTo.messageId, upTo.at);
    },
    /** Makes this message and all behind it unread. */
    markUnread(reader: Reader, messageId: number): void {
      const before = timeOf("read", reader, messageId);
      removeFrom.run(reader.conversationId, reader.uid, "read", messageId);
      if (before !== undefined) insert.run(reader.conversationId, reader.uid, "read", messageId - 1, before);
    },
    /** When this user marked this message, in UNIX seconds; `undefined` if never. */
    at: timeOf,
    /** Who has been delivered, or read, a message, and when (UNIX seconds). */
    of: (conversationId: string, messageId: number) =>
      of.all(conversationId, messageId).map(({ uid, deliveredAt, readAt }) => ({
        uid: String(uid),
        ...(deliveredAt !== null && { deliveredAt: Number(deliveredAt) }),
        ...(readAt !== null && { readAt: Number(readAt) }),
      })),
    /** How many messages of others this user has not read. */
    unread: ({ conversationId, uid }: Reader): number => Number(unread.get(conversationId, uid)?.total),
  };
}
