import type { Arrived, ConversationPart, List, ShownConversation, ShownMember, ShownMessages } from "@chat-etl/sandbox";
import { type ArrivedRows, type MemberRow, type MessageRow, openArrivedRows } from "../state/arrived.ts";
import type { GroupInput } from "../state/groups.ts";
import { LATEST, type TalkRow } from "../state/talks.ts";
import type { StoredUser } from "../state/users.ts";
import { shownMessage } from "./arrived-message.ts";

export interface ClosableArrived extends Arrived {
  close(): void;
}

/** What the page shows of the app whose state is kept in this folder. The state must be there already. */
export function openArrived(folder: string): ClosableArrived {
  const rows = openArrivedRows(folder);
  return {
    platform: "CometChat",
    counts: rows.talks.counts,
    conversations({ search = "", after, limit }) {
      const found = rows.talks.list(search, talkCursor(after), limit + 1);
      return listOf(found, { limit, show: shownConversation, cursor: ({ id, last_at }) => `${last_at} ${id}` });
    },
    conversation(id) {
      const row = rows.talks.find(id);
      return row && shownConversation(row);
    },
    messages: (conversationId, part) => shownMessages(conversationId, part, rows),
    members(conversationId, { after, limit }) {
      const talk = rows.talks.find(conversationId);
      if (talk?.receiver_type === "user") return { items: pairOf(talk) };
      const found = rows.members(talk?.one ?? "", memberCursor(after), limit + 1);
      return listOf(found, { limit, show: shownMember, cursor: ({ banned, n }) => `${banned} ${n}` });
    },
    close: rows.close,
  };
}

interface ListOptions<Row, Item> {
  readonly limit: number;
  readonly show: (row: Row) => Item;
  readonly cursor: (row: Row) => string;
}

/** @param rows one more than the limit, if there are more */
function listOf<Row, Item>(rows: readonly Row[], { limit, show, cursor }: ListOptions<Row, Item>): List<Item> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(show), next: rows.length > limit && last !== undefined ? cursor(last) : undefined };
}

/** A cursor that nobody gave out leads to the beginning. */
function talkCursor(after = ""): typeof LATEST {
  const [, lastAt, id] = /^(\d{1,10}) (.+)$/.exec(after) ?? [];
  return lastAt === undefined || id === undefined ? LATEST : { lastAt: Number(lastAt), id };
}

function memberCursor(after = ""): Pick<MemberRow, "banned" | "n"> {
  const [, banned, n] = /^([01]) (\d{1,15})$/.exec(after) ?? [];
  return { banned: Number(banned ?? 0), n: Number(n ?? 0) };
}

function shownConversation(row: TalkRow): ShownConversation {
  const isGroup = row.receiver_type === "group";
  const group = row.group_entity === null ? undefined : (JSON.parse(row.group_entity) as GroupInput);
  const names = pairOf(row).map(({ name }) => name);
  return {
    id: row.id,
    title: isGroup ? (group?.name ?? row.one) : names.join(", "),
    kind: isGroup ? `group, ${group?.type ?? "gone"}` : "one to one",
    memberCount: isGroup ? (row.members_count ?? 0) : names.length,
    messageCount: row.messages,
    lastMessageAt: row.messages === 0 ? undefined : row.last_at * 1000,
  };
}

/** The two of a conversation, or the one who writes to himself. */
function pairOf({ one, other, one_entity, other_entity }: TalkRow): readonly ShownMember[] {
  const first = { id: one, name: userName(one_entity) ?? one };
  if (other === null || other === one) return [first];
  return [first, { id: other, name: userName(other_entity) ?? other }];
}

function shownMember({ uid, scope, joined_at, banned, entity }: MemberRow): ShownMember {
  const role = banned === 1 ? "banned" : scope;
  return {
    id: uid,
    name: userName(entity) ?? uid,
    role: role === "participant" ? undefined : role,
    joinedAt: joined_at * 1000,
  };
}

function shownMessages(conversationId: string, { from, limit }: ConversationPart, rows: ArrivedRows): ShownMessages {
  const isForward = from === "oldest" || (typeof from === "object" && "after" in from);
  const edge = edgeOf(from);
  const list = isForward ? rows.messagesAfter : rows.messagesBefore;
  const found = list(conversationId, edge, limit + 1);
  const page = found.slice(0, limit);
  const hasMore = found.length > limit;
  const isEnd = typeof from === "string";
  return {
    messages: (isForward ? page : page.toReversed()).map((row) => shownMessage(row, nameOf(rows))),
    hasOlder: isForward ? !isEnd : hasMore,
    hasNewer: isForward ? hasMore : !isEnd,
  };
}

/** The message to go from. One that is none leads to the conversation's end. */
function edgeOf(from: ConversationPart["from"]): MessageRow["id"] {
  if (from === "oldest") return 0;
  if (from === "newest") return Number.MAX_SAFE_INTEGER;
  const id = Number("before" in from ? from.before : from.after);
  if (Number.isSafeInteger(id)) return id;
  return "before" in from ? Number.MAX_SAFE_INTEGER : 0;
}

/** Names of users, each looked up once. */
function nameOf(rows: ArrivedRows): (uid: string) => string {
  const known = new Map<string, string>();
  return (uid) => {
    const name = known.get(uid) ?? userName(rows.user(uid)) ?? uid;
    known.set(uid, name);
    return name;
  };
}

function userName(entity: string | null | undefined): string | undefined {
  return entity ? (JSON.parse(entity) as StoredUser).name : undefined;
}
