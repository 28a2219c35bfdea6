import { present } from "@chat-etl/model";
import type { Normalized, Reason } from "@chat-etl/sdk";
import { fitId } from "../ids.ts";
import type { WireShownMessage } from "../wire-shown.ts";
import type { MessageValue } from "../wire-values.ts";
import { normalizeCall } from "./call.ts";
import { type Content, contentOf } from "./content.ts";
import { extraOf, type Fields, instant, objectOf } from "./fields.ts";
import { isSystemUid } from "./ids.ts";
import { type MessageMarks, messageMarks } from "./marks.ts";
import { normalizeMemberEvent } from "./member-event.ts";
import { broughtAlong, nameIn, type Place, placeOf } from "./place.ts";
import { reactionsOf, shownReactions } from "./reactions.ts";

/** What the record says, what is as the one sees it who asks, and what can be counted again. */
const READ: ReadonlySet<string> = new Set(
  ["id", "conversationId", "sender", "receiverType", "receiver", "category", "type", "data", "metadata", "reactions"]
    .concat(["sentAt", "deliveredAt", "readAt", "editedAt", "editedBy", "deletedAt", "deletedBy", "updatedAt"])
    .concat(["parentId", "quotedMessageId", "tags", "pinnedBy", "pinnedAt", "savedAt", "replyCount"])
    .concat(["unreadRepliesCount", "readByMeAt", "deliveredToMeAt", "resource"]),
);

const DELETED: Reason = {
  code: "deleted-message",
  message: "Somebody deleted the message; CometChat still has it. --source.deletedMessages keep carries it along.",
};
/** Rows that tell of a message: the message itself has its last text, and when it was edited or deleted (T40, T42). */
const ROWS: ReadonlyMap<unknown, Reason> = new Map([
  ["edited", { code: "edit-row", message: "The row only tells of an edit; the message itself has its last text." }],
  ["deleted", { code: "deletion-row", message: "The row only tells that a message was deleted." }],
]);
const OTHER_ROW: Reason = { code: "message-row", message: "The row only tells what was done to a message." };

/**
 * A row of a message list: what somebody wrote, or a row about members, calls or other messages (T40).
 *
 * @throws RecordError it names no conversation
 */
export function normalizeMessage({ message, reactors, rules }: MessageValue): Normalized {
  const data = objectOf(message.data);
  if (message.category === "action" && message.type === "message") {
    return { drop: ROWS.get(data.action) ?? OTHER_ROW };
  }
  if (message.deletedAt && !rules.keepsDeleted) return { drop: DELETED };
  if (message.category === "action" && message.type === "groupMember") return normalizeMemberEvent(message, rules);
  if (message.category === "call") return normalizeCall(message);
  const place = placeOf(message, data);
  const kept = messageMarks(data.metadata ?? message.metadata, message.sentAt, rules.restore);
  const nameOf = (uid: string) => nameIn(place.people, uid);
  const content = tellEmptied(message, contentOf(message, data, { nameOf, marks: kept.marks }));
  const sentAt = kept.marks.sentAtMs ?? Math.floor(message.sentAt * 1000);
  return [
    {
      kind: "message",
      id: message.id,
      conversationId: place.conversationId,
      authorId: place.authorId,
      type: typeOf(content, place, kept.marks),
      sentAt,
      ...present("rank", kept.marks.rank),
      text: content.text,
      entities: [...content.entities],
      attachments: content.attachments,
      ...present("location", content.location),
      ...present("replyToId", quotedBy(message)),
      ...present("threadRootId", message.parentId),
      reactions: reactionsOf(shownReactions(message), reactors, kept.marks.reactions),
      readBy: readBy(message, place, sentAt),
      ...present("editedAt", editedAt(message, kept.marks)),
      ...present("pin", pinOf(message, kept.marks)),
      ...present("event", content.event ?? kept.marks.event),
      tags: message.tags ?? [],
      metadata: kept.metadata,
      extra: extraOf(message, READ, { ...content.more, ...moreOf(message, place, kept.marks) }, kept.extra),
    },
    ...broughtAlong(place),
  ];
}

/** A message that was deleted and has nothing left tells just that. */
function tellEmptied({ deletedAt }: WireShownMessage, content: Content): Content {
  const { type, text, attachments } = content;
  const isEmptied = deletedAt && text === "" && attachments.length === 0 && type !== "location" && type !== "custom";
  return isEmptied ? { ...content, type: "system", event: "message_deleted" } : content;
}

function typeOf(content: Content, { authorId }: Place, marks: Partial<MessageMarks>): Content["type"] {
  if (authorId === null && content.type === "text") return "system";
  return content.type === "text" || content.type === "media" ? (marks.type ?? content.type) : content.type;
}

/** A quote is not in the documentation that was read; SDKs have it under this name. */
function quotedBy(message: Fields): string | undefined {
  const { quotedMessageId } = message;
  return typeof quotedMessageId === "string" || typeof quotedMessageId === "number"
    ? String(quotedMessageId)
    : undefined;
}

/** One time for a whole message: in a pair it is the receiver's (T33). */
function readBy({ readAt }: WireShownMessage, { partnerId, authorId }: Place, sentAt: number) {
  const at = instant(readAt);
  if (at === undefined || partnerId === undefined || partnerId === authorId) return [];
  // Its second began before a message that is known to the millisecond.
  return [{ userId: partnerId, at: Math.max(at, sentAt) }];
}

/** An edit in CometChat is later than what etl's sink brought along. */
function editedAt(message: WireShownMessage, marks: Partial<MessageMarks>): number | undefined {
  return instant(message.editedAt) ?? marks.editedAt;
}

/** What was pinned already and is pinned by the same, or by the app itself, was pinned when it was first. */
function pinOf({ pinnedBy, pinnedAt }: WireShownMessage, marks: Partial<MessageMarks>) {
  const by = pinnedBy && !isSystemUid(pinnedBy) ? pinnedBy : undefined;
  const isSame = marks.pinned && (by === undefined || by === (marks.pinnedBy && fitId(marks.pinnedBy)));
  if (!isSame && (pinnedBy || pinnedAt)) return { ...present("userId", by), ...present("at", instant(pinnedAt)) };
  if (!marks.pinned) return undefined;
  return { ...present("userId", marks.pinnedBy && fitId(marks.pinnedBy)), ...present("at", marks.pinnedAt) };
}

/** What has no field of its own: who edited or deleted, and what refers to messages by ids of the first source. */
function moreOf(message: WireShownMessage, { partnerId }: Place, marks: Partial<MessageMarks>): Fields {
  const { editedBy, deletedAt, deletedBy, sender, deliveredAt, readAt } = message;
  return {
    editedBy: editedBy === sender ? undefined : editedBy,
    deletedAt: deletedAt || undefined,
    deletedBy: deletedBy === sender ? undefined : deletedBy,
    deliveredAt: deliveredAt === readAt ? undefined : deliveredAt,
    readAt: partnerId === undefined ? readAt : undefined,
    part: marks.part,
    sourceId: marks.sourceId,
    sourceConversationId: marks.sourceConversationId,
    sourceReplyToId: marks.replyToId,
    sourceThreadRootId: marks.threadRootId,
  };
}
