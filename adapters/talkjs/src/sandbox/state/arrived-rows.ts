import { DatabaseSync } from "node:sqlite";
import type { StoredConversation } from "./conversations.ts";
import type { StoredMessage } from "./messages.ts";
import { type Membership, membershipOf } from "./participants.ts";
import { bodyOf, type Row } from "./rows.ts";

export interface TalkRow {
  readonly conversation: StoredConversation;
  readonly activityAt: number;
  readonly lastMessageAt: number | undefined;
  readonly messageCount: number;
  readonly memberCount: number;
}

/** Before the first of the latest active. */
export const LATEST = { activityAt: Number.MAX_SAFE_INTEGER, id: "" };

/** A message's place: those of one instant are ordered by id. */
export type MessagePlace = Pick<StoredMessage, "createdAt" | "id">;

const TALK = `
  SELECT c.body, c.activityAt, c.lastMessageAt, c.messageCount,
    (SELECT count(*) FROM participants p WHERE p.conversationId = c.id AND p.state = 'in') AS memberCount
  FROM conversations c`;

const MEMBER_NAMES = `
  (SELECT group_concat(u.body ->> 'name', char(10)) FROM participants p JOIN users u ON u.id = p.userId
   WHERE p.conversationId = c.id AND p.state = 'in')`;

export const LIST_TALKS = `${TALK}
  WHERE c.activityAt <= :activityAt AND (c.activityAt < :activityAt OR c.id > :id)
    AND (:search = '' OR found(:search, c.id, c.body ->> 'subject', ${MEMBER_NAMES}))
  ORDER BY c.activityAt DESC, c.id LIMIT :limit`;

export const MESSAGES_BEFORE = `
  SELECT body FROM messages WHERE conversationId = ? AND createdAt <= ? AND (createdAt < ? OR id > ?)
  ORDER BY createdAt DESC, id LIMIT ?`;

export const MESSAGES_AFTER = `
  SELECT body FROM messages WHERE conversationId = ? AND createdAt >= ? AND (createdAt > ? OR id < ?)
  ORDER BY createdAt, id DESC LIMIT ?`;

export const LIST_MEMBERS = `
  SELECT p.*, u.body ->> 'name' AS name FROM participants p LEFT JOIN users u ON u.id = p.userId
  WHERE p.conversationId = ? AND p.state = 'in' AND p.seq > ? ORDER BY p.seq LIMIT ?`;

const COUNTS = `
  SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM conversations) AS conversations,
    (SELECT count(*) FROM participants WHERE state = 'in') AS memberships,
    (SELECT coalesce(sum(messageCount), 0) FROM conversations) AS messages`;

export interface MemberRow extends Membership {
  readonly seq: number;
  /** `undefined`: there is no such user. */
  readonly name: string | undefined;
}

export type ArrivedRows = ReturnType<typeof openArrivedRows>;

/** A second look at the app's file, through which nothing can be written. */
export function openArrivedRows(path: string) {
  const database = new DatabaseSync(path, { readOnly: true });
  addFound(database);
  const counts = database.prepare(COUNTS);
  const talks = database.prepare(LIST_TALKS);
  const talk = database.prepare(`${TALK} WHERE c.id = ?`);
  const before = database.prepare(MESSAGES_BEFORE);
  const after = database.prepare(MESSAGES_AFTER);
  const place = database.prepare("SELECT createdAt FROM messages WHERE conversationId = ? AND id = ?");
  const members = database.prepare(LIST_MEMBERS);
  const user = database.prepare("SELECT body ->> 'name' AS name FROM users WHERE id = ?");
  return {
    counts() {
      const row = counts.get() ?? {};
      const count = (name: string) => Number(row[name] ?? 0);
      return {
        users: count("users"),
        conversations: count("conversations"),
        memberships: count("memberships"),
        messages: count("messages"),
      };
    },
    /** The latest active first, behind the given one. An empty search finds all. */
    talks: (search: string, behind: typeof LATEST, limit: number) =>
      talks.all({ search, ...behind, limit }).map(talkOf),
    talk(id: string): TalkRow | undefined {
      const row = talk.get(id);
      return row && talkOf(row);
    },
    /** Where a message stands; `undefined` when it is none of this conversation. */
    placeOf(conversationId: string, id: string): MessagePlace | undefined {
      const row = place.get(conversationId, id);
      return row && { createdAt: Number(row.createdAt), id };
    },
    /** Those before a place, the nearest first. */
    messagesBefore: (conversationId: string, { createdAt, id }: MessagePlace, limit: number) =>
      before.all(conversationId, createdAt, createdAt, id, limit).map((row) => bodyOf<StoredMessage>(row)),
    /** Those behind a place, the nearest first. */
    messagesAfter: (conversationId: string, { createdAt, id }: MessagePlace, limit: number) =>
      after.all(conversationId, createdAt, createdAt, id, limit).map((row) => bodyOf<StoredMessage>(row)),
    /** In the order they were added, behind that number. */
    members: (conversationId: string, behind: number, limit: number): readonly MemberRow[] =>
      members.all(conversationId, behind, limit).map(memberOf),
    userName: (id: string) => user.get(id)?.name?.toString(),
    close: () => database.close(),
  };
}

function talkOf(row: Row): TalkRow {
  return {
    conversation: bodyOf<StoredConversation>(row),
    activityAt: Number(row.activityAt),
    lastMessageAt: row.lastMessageAt === null ? undefined : Number(row.lastMessageAt),
    messageCount: Number(row.messageCount),
    memberCount: Number(row.memberCount),
  };
}

function memberOf(row: Row): MemberRow {
  return { ...membershipOf(row), seq: Number(row.seq), name: row.name?.toString() };
}

/** `found(search, text, …)`: whether one of the texts contains the search, whatever case or accents. */
function addFound(database: DatabaseSync): void {
  const plain = (text: string) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  database.function("found", { varargs: true, deterministic: true }, (search, ...texts) => {
    const wanted = plain(String(search));
    return texts.some((text) => text !== null && plain(String(text)).includes(wanted)) ? 1 : 0;
  });
}
