import type { Arrived, ConversationPart, List, ShownConversation, ShownMember, ShownMessages } from "@chat-etl/sandbox";
import { shownMessage } from "./arrived-message.ts";
import {
  type ArrivedRows,
  LATEST,
  type MemberRow,
  type MessagePlace,
  openArrivedRows,
  type TalkRow,
} from "./state/arrived-rows.ts";

export interface ClosableArrived extends Arrived {
  close(): void;
}

/**
 * What the page shows of the app kept in this file. The file must be there already.
 *
 * @param origin where the sandbox's own files are served; asked for when a page is
 */
export function openArrived(path: string, origin: () => string): ClosableArrived {
  const rows = openArrivedRows(path);
  return {
    platform: "TalkJS",
    counts: rows.counts,
    conversations({ search = "", after, limit }) {
      const found = rows.talks(search, talkCursor(after), limit + 1);
      const show = (row: TalkRow) => shownConversation(row, rows);
      return pageOf(
        found.map((row) => [show(row), `${row.activityAt} ${row.conversation.id}`]),
        limit,
      );
    },
    conversation(id) {
      const row = rows.talk(id);
      return row && shownConversation(row, rows);
    },
    messages: (conversationId, part) => shownMessages(conversationId, part, { rows, origin: origin() }),
    members(conversationId, { after, limit }) {
      const found = rows.members(conversationId, seqOf(after), limit + 1);
      return pageOf(
        found.map((row) => [shownMember(row), String(row.seq)]),
        limit,
      );
    },
    close: rows.close,
  };
}

/** @param found items with their cursors, one more than the limit if there are more */
function pageOf<Item>(found: readonly (readonly [Item, string])[], limit: number): List<Item> {
  return {
    items: found.slice(0, limit).map(([item]) => item),
    next: found.length > limit ? found[limit - 1]?.[1] : undefined,
  };
}

/** A cursor that nobody gave out leads to the beginning. */
function talkCursor(after = ""): typeof LATEST {
  const [, activityAt, id] = /^(\d{1,15}) (.+)$/su.exec(after) ?? [];
  return activityAt === undefined || id === undefined ? LATEST : { activityAt: Number(activityAt), id };
}

function seqOf(after = ""): number {
  return /^\d{1,15}$/u.test(after) ? Number(after) : 0;
}

/** A conversation without a subject is named after so many of its participants. */
const NAMES_IN_TITLE = 3;

function shownConversation({ conversation, lastMessageAt, messageCount, memberCount }: TalkRow, rows: ArrivedRows) {
  const { id, subject } = conversation;
  return {
    id,
    title: subject ?? titleOf(id, memberCount, rows),
    kind: kindOf(memberCount),
    memberCount,
    messageCount,
    lastMessageAt,
  } satisfies ShownConversation;
}

function titleOf(id: string, memberCount: number, rows: ArrivedRows): string {
  const names = rows.members(id, 0, NAMES_IN_TITLE).map(nameOf);
  if (names.length === 0) return id;
  const others = memberCount - names.length;
  return others > 0 ? `${names.join(", ")} and ${others} more` : names.join(", ");
}

/** TalkJS makes no difference but this one. */
function kindOf(memberCount: number): string {
  if (memberCount > 2) return "group";
  return memberCount === 2 ? "one to one" : "conversation";
}

function nameOf({ userId, name }: MemberRow): string {
  return name ?? userId;
}

/** What is said of a participant is what differs from the default. */
function shownMember(row: MemberRow): ShownMember {
  const { userId, access, notify, joinedAt } = row;
  const settings = [access === "Read" ? "Read" : "", notify === true ? "" : `notify: ${notify}`].filter(Boolean);
  return {
    id: userId,
    name: nameOf(row),
    role: settings.length === 0 ? undefined : settings.join(", "),
    joinedAt: joinedAt ?? undefined,
  };
}

interface Looking {
  readonly rows: ArrivedRows;
  readonly origin: string;
}

function shownMessages(
  conversationId: string,
  { from, limit }: ConversationPart,
  { rows, origin }: Looking,
): ShownMessages {
  const isForward = from === "oldest" || (typeof from === "object" && "after" in from);
  const list = isForward ? rows.messagesAfter : rows.messagesBefore;
  const found = list(conversationId, placeOf(conversationId, from, rows), limit + 1);
  const page = found.slice(0, limit);
  const hasMore = found.length > limit;
  const isEnd = typeof from === "string";
  const userName = namesOf(rows);
  return {
    messages: (isForward ? page : page.toReversed()).map((message) => shownMessage(message, { userName, origin })),
    hasOlder: isForward ? !isEnd : hasMore,
    hasNewer: isForward ? hasMore : !isEnd,
  };
}

/** Before all, and behind all. */
const FIRST: MessagePlace = { createdAt: -1, id: "" };
const LAST: MessagePlace = { createdAt: Number.MAX_SAFE_INTEGER, id: "" };

/** The place to go from. A message that is none leads to the conversation's end. */
function placeOf(conversationId: string, from: ConversationPart["from"], rows: ArrivedRows): MessagePlace {
  if (from === "oldest") return FIRST;
  if (from === "newest") return LAST;
  if ("before" in from) return rows.placeOf(conversationId, from.before) ?? LAST;
  return rows.placeOf(conversationId, from.after) ?? FIRST;
}

/** Names of users, each looked up once. Who is no user is named by his id. */
function namesOf(rows: ArrivedRows): (userId: string) => string {
  const known = new Map<string, string>();
  return (userId) => {
    const name = known.get(userId) ?? rows.userName(userId) ?? userId;
    known.set(userId, name);
    return name;
  };
}
