import type { SQLInputValue } from "node:sqlite";
import { anyOf, type Condition, whereOf } from "./sql.ts";

export interface MessageFilter {
  readonly conversationId?: string | undefined;
  /** Sent or received one to one by this user. */
  readonly party?: string | undefined;
  /** Replies to this message. */
  readonly parentId?: number | undefined;
  readonly sender?: string | undefined;
  readonly notSenders?: readonly string[] | undefined;
  readonly receiverType?: string | undefined;
  /** Any of each. */
  readonly categories?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** One mark of each set (see `message-marks.ts`). */
  readonly marks?: readonly (readonly string[])[] | undefined;
  /** UNIX seconds, both ends included. */
  readonly fromTimestamp?: number | undefined;
  readonly toTimestamp?: number | undefined;
  /** Missing: deleted ones and others. */
  readonly isDeleted?: boolean | undefined;
  readonly withoutReplies?: boolean | undefined;
  /** What others wrote and this user has not marked as read, or as delivered. */
  readonly unreadBy?: string | undefined;
  readonly undeliveredTo?: string | undefined;
}

export interface MessagePage {
  /** `append`: behind `id`, the oldest first page; `prepend`: before it, the newest last page. */
  readonly affix: "append" | "prepend";
  readonly id?: number | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** A road to messages by an index that yields ids in order: what the id is called there, from where, and under which condition. */
interface Road {
  readonly id: string;
  readonly from: string;
  readonly condition: Condition;
}

/**
 * What narrows a list. One of them leads: its roads are walked in order of ids and merged, so that a page costs no more
 * than its rows, however many there are in all. The others only check what it finds.
 */
interface Narrowing {
  readonly roads: readonly Road[];
  readonly check: Condition;
}

const EVERYTHING: Road = { id: "messages.id", from: "messages", condition: { sql: "true", params: [] } };

/** A query for the ids of the messages that fit, without order: `ORDER BY id LIMIT …` goes behind it. */
export function idsQuery(filter: MessageFilter, page?: MessagePage): { sql: string; params: readonly SQLInputValue[] } {
  const narrowings = narrowingsOf(filter);
  const leader = narrowings.find(({ roads }) => roads.length > 0);
  const checks = [...narrowings.filter((narrowing) => narrowing !== leader).map(({ check }) => check)];
  const parts = (leader?.roads ?? [EVERYTHING]).map(({ id, from, condition }) => {
    const { where, params } = whereOf([condition, ...cursorOf(id, page), ...checks]);
    return { sql: `SELECT ${id} AS id FROM ${from} ${where}`, params };
  });
  return { sql: parts.map(({ sql }) => sql).join(" UNION "), params: parts.flatMap(({ params }) => params) };
}

function cursorOf(id: string, page: MessagePage | undefined): readonly Condition[] {
  if (page?.id === undefined) return [];
  return [{ sql: `${id} ${page.affix === "append" ? ">" : "<"} ?`, params: [page.id] }];
}

/** In the order in which they may lead: what leaves the fewest comes first. */
function narrowingsOf(filter: MessageFilter): readonly Narrowing[] {
  const { conversationId, party, parentId, sender, receiverType, categories, types, isDeleted } = filter;
  return [
    ...column("conversation_id", conversationId === undefined ? undefined : [conversationId]),
    ...partyOf(party),
    ...(parentId === undefined ? [] : [parent(parentId)]),
    ...(filter.marks ?? []).map(marked),
    ...column("sender", sender === undefined ? undefined : [sender]),
    ...(isDeleted === undefined ? [] : [deleted(isDeleted)]),
    ...column("type", types),
    ...column("category", categories),
    ...timesOf(filter),
    ...(receiverType === undefined ? [] : [checking("+receiver_type = ?", receiverType)]),
    ...(filter.withoutReplies ? [checking("+parent_id IS NULL")] : []),
    ...(filter.notSenders ?? []).map((uid) => checking("+sender <> ?", uid)),
    ...(filter.unreadBy === undefined ? [] : [unseen("read", filter.unreadBy)]),
    ...(filter.undeliveredTo === undefined ? [] : [unseen("delivered", filter.undeliveredTo)]),
  ];
}

function road(sql: string, ...params: SQLInputValue[]): Road {
  return { ...EVERYTHING, condition: { sql, params } };
}

/** The plus keeps the column's index away. */
function checking(sql: string, ...params: SQLInputValue[]): Narrowing {
  return { roads: [], check: { sql, params } };
}

function column(name: string, values: readonly string[] | undefined): readonly Narrowing[] {
  if (values === undefined) return [];
  const roads = [...new Set(values)].map((value) => road(`${name} = ?`, value));
  return anyOf(`+${name}`, values).map((check) => ({ roads, check }));
}

function partyOf(uid: string | undefined): readonly Narrowing[] {
  if (uid === undefined) return [];
  const roads = [
    road("sender = ? AND +receiver_type = 'user'", uid),
    road("receiver = ? AND receiver_type = 'user'", uid),
  ];
  return [{ roads, check: { sql: "(+receiver_type = 'user' AND ? IN (sender, receiver))", params: [uid] } }];
}

function parent(id: number): Narrowing {
  return { roads: [road("parent_id = ?", id)], check: { sql: "+parent_id = ?", params: [id] } };
}

function deleted(isDeleted: boolean): Narrowing {
  const check = { sql: `+deleted = ${Number(isDeleted)}`, params: [] };
  return { roads: isDeleted ? [road("deleted = 1")] : [], check };
}

function marked(marks: readonly string[]): Narrowing {
  const from = "marks CROSS JOIN messages ON messages.id = marks.message_id";
  const roads = marks.map((mark) => ({ id: "marks.message_id", from, condition: { sql: "mark = ?", params: [mark] } }));
  const sql = `EXISTS (
    SELECT 1 FROM marks AS m WHERE m.message_id = messages.id AND m.mark IN (SELECT value FROM json_each(?))
  )`;
  return { roads, check: { sql, params: [JSON.stringify(marks)] } };
}

function timesOf({ fromTimestamp, toTimestamp }: MessageFilter): readonly Narrowing[] {
  const bounds = [
    ...(fromTimestamp === undefined ? [] : [{ sql: "sent_at >= ?", params: [fromTimestamp] }]),
    ...(toTimestamp === undefined ? [] : [{ sql: "sent_at <= ?", params: [toTimestamp] }]),
  ];
  if (bounds.length === 0) return [];
  const sql = bounds.map((bound) => bound.sql).join(" AND ");
  const params = bounds.flatMap((bound) => bound.params);
  return [{ roads: [road(sql, ...params)], check: { sql: sql.replaceAll("sent_at", "+sent_at"), params } }];
}

function unseen(kind: "read" | "delivered", uid: string): Narrowing {
  const sql = `+unread = 1 AND +sender <> ? AND messages.id > ifnull((
    SELECT max(message_id) FROM receipts
    WHERE receipts.conversation_id = messages.conversation_id AND uid = ? AND kind = '${kind}'
  ), 0)`;
  return checking(sql, uid, uid);
}
