import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { anyEntryOf, type Condition, type Slice, search, whereOf } from "./sql.ts";

/** A conversation as one of its users has it. */
export interface ConversationRow {
  readonly uid: string;
  readonly conversationId: string;
  readonly conversationType: "user" | "group";
  /** Uid of the other user, or guid. */
  readonly other: string;
  /** UNIX seconds: when its first and last message was sent. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastMessageId: number;
  /** This user's own. */
  readonly tags: readonly string[];
}

export interface ConversationFilter {
  /** Missing: everybody's. */
  readonly uid?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly conversationType?: "user" | "group" | undefined;
  /** Any of each. */
  readonly tags?: readonly string[] | undefined;
  readonly userTags?: readonly string[] | undefined;
  readonly groupTags?: readonly string[] | undefined;
  /** Only those with something unread. */
  readonly isUnread?: boolean | undefined;
  /** In the name of the other user, or of the group. */
  readonly searchKey?: string | undefined;
}

/** A group with more members has no receipts, and its conversation is not updated ("Properties and constraints" page). */
export const BIG_GROUP = 300;

// What was edited or deleted is a message too, but none that moves a conversation.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS conversations (
    conversation_id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_id INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS conversations_by_first ON conversations (first);
  CREATE INDEX IF NOT EXISTS conversations_by_second ON conversations (second);
  CREATE TABLE IF NOT EXISTS conversation_tags (
    uid TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    tags TEXT NOT NULL,
    PRIMARY KEY (uid, conversation_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS conversation_moves AFTER INSERT ON messages
  WHEN (new.category <> 'action' OR new.type <> 'message') AND NOT EXISTS (
    SELECT 1 FROM groups WHERE new.receiver_type = 'group' AND guid = new.receiver AND members_count > ${BIG_GROUP}
  ) BEGIN
    INSERT INTO conversations
    VALUES (new.conversation_id, new.receiver_type, new.sender, new.receiver, new.sent_at, new.sent_at, new.id)
    ON CONFLICT DO UPDATE SET updated_at = excluded.updated_at, last_id = excluded.last_id;
  END;
`;

export type Conversations = ReturnType<typeof openConversations>;

/** Conversations, which are there from their first message on. */
export function openConversations(db: DatabaseSync) {
  db.exec(SCHEMA);
  const has = db.prepare("SELECT 1 FROM conversations WHERE conversation_id = ?");
  const setTags = db.prepare("INSERT OR REPLACE INTO conversation_tags (uid, conversation_id, tags) VALUES (?, ?, ?)");
  return {
    has: (conversationId: string): boolean => has.get(conversationId) !== undefined,
    setTags({ uid, conversationId, tags }: Pick<ConversationRow, "uid" | "conversationId" | "tags">): void {
      setTags.run(uid, conversationId, JSON.stringify(tags));
    },
    /** One user's with the newest first; everybody's by uid, the oldest first. */
    list(filter: ConversationFilter, { limit, offset }: Slice): readonly ConversationRow[] {
      const { rows, params } = rowsOf(filter.uid, filter.conversationType);
      const narrowing = whereOf(conditionsOf(filter));
      const order = filter.uid === undefined ? "ORDER BY uid, updated_at, other" : "ORDER BY updated_at DESC, other";
      const page = "LIMIT ? OFFSET ?";
      // What else is shown is looked up for the rows of the page alone, unless that is what decides which those are.
      const sql =
        narrowing.where === ""
          ? `${SHOWN} FROM (SELECT * FROM (${rows}) ${order} ${page}) AS rows ${JOINS} ${order}`
          : `${SHOWN} FROM (${rows}) AS rows ${JOINS} ${narrowing.where} ${order} ${page}`;
      return db
        .prepare(sql)
        .all(...params, ...narrowing.params, limit, offset)
        .map(rowOf);
    },
    count(filter: ConversationFilter): number {
      const { rows, params } = rowsOf(filter.uid, filter.conversationType);
      const narrowing = whereOf(conditionsOf(filter));
      const joins = narrowing.where === "" ? "" : `${JOINS} ${narrowing.where}`;
      const sql = `SELECT count(*) AS total FROM (${rows}) AS rows ${joins}`;
      return Number(db.prepare(sql).get(...params, ...narrowing.params)?.total);
    },
  };
}

const SHOWN = "SELECT rows.*, ifnull(conversation_tags.tags, '[]') AS tags";

const JOINS = `
  LEFT JOIN conversation_tags USING (uid, conversation_id)
  LEFT JOIN users ON rows.type = 'user' AND users.uid = other
  LEFT JOIN groups ON rows.type = 'group' AND guid = other
`;

/** Both users of a one-to-one conversation have it, and every member of a group. */
function rowsOf(uid: string | undefined, type: "user" | "group" | undefined) {
  const direct = [
    side({ uid: "first", other: "second", from: "conversations", and: "type = 'user'" }),
    side({ uid: "second", other: "first", from: "conversations", and: "type = 'user' AND first <> second" }),
  ];
  const from = "members JOIN conversations ON conversation_id = 'group_' || guid";
  const joined = [side({ uid: "members.uid", other: "second", from, and: "banned = 0" })];
  const sides = [...(type === "group" ? [] : direct), ...(type === "user" ? [] : joined)];
  const own = sides.map((one) => (uid === undefined ? one.sql : `${one.sql} AND ${one.uid} = ?`));
  return { rows: own.join(" UNION ALL "), params: uid === undefined ? [] : sides.map(() => uid) };
}

interface Side {
  readonly uid: string;
  readonly other: string;
  readonly from: string;
  readonly and: string;
}

function side({ uid, other, from, and }: Side) {
  const columns = "conversation_id, type, created_at, updated_at, last_id";
  return { uid, sql: `SELECT ${uid} AS uid, ${other} AS other, ${columns} FROM ${from} WHERE ${and}` };
}

const UNREAD = `EXISTS (
  SELECT 1 FROM messages INDEXED BY messages_by_conversation
  WHERE messages.conversation_id = rows.conversation_id AND sender <> rows.uid AND unread = 1 AND id > ifnull((
    SELECT max(message_id) FROM receipts
    WHERE receipts.conversation_id = rows.conversation_id AND receipts.uid = rows.uid AND kind = 'read'
  ), 0)
)`;

function conditionsOf(filter: ConversationFilter): readonly Condition[] {
  const { conversationId, isUnread, searchKey } = filter;
  const name = "CASE rows.type WHEN 'user' THEN users.name ELSE groups.name END";
  return [
    ...(conversationId === undefined ? [] : [{ sql: "rows.conversation_id = ?", params: [conversationId] }]),
    ...anyEntryOf("ifnull(conversation_tags.tags, '[]')", filter.tags),
    ...anyEntryOf("users.entity, '$.tags'", filter.userTags),
    ...anyEntryOf("groups.entity, '$.tags'", filter.groupTags),
    ...(isUnread ? [{ sql: UNREAD, params: [] }] : []),
    ...search([name], searchKey),
  ];
}

function rowOf(row: Record<string, SQLOutputValue>): ConversationRow {
  return {
    uid: String(row.uid),
    conversationId: String(row.conversation_id),
    conversationType: row.type === "user" ? "user" : "group",
    other: String(row.other),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    lastMessageId: Number(row.last_id),
    tags: JSON.parse(String(row.tags)) as string[],
  };
}
