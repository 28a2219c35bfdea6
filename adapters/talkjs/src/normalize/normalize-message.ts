import type { RecordInput } from "@chat-etl/model";
import type { WireMessage } from "../wire.ts";
import { type Content, readContent } from "./content.ts";
import { extraOf, instant } from "./extra.ts";
import { reactionsOf } from "./reactions.ts";

/** The kinds of messages TalkJS documents. TalkJS sheet, section 8.2. */
const MESSAGE_TYPES: readonly unknown[] = ["UserMessage", "SystemMessage"];

/** What the record or its content takes from a message. */
const READ_FIELDS: ReadonlySet<string> = new Set([
  ...["id", "conversationId", "type", "senderId", "custom", "readBy", "referencedMessageId", "reactions"],
  ...["createdAt", "editedAt", "text", "attachment", "location", "content"],
]);

/**
 * A TalkJS message. Its author is who wrote it, a participant or not: those who left and guests are none
 * (TalkJS sheet, T15). A message without a sender is the system's.
 */
export function normalizeMessage(message: WireMessage): readonly RecordInput[] {
  const { id, conversationId, type, senderId, custom, readBy, referencedMessageId, reactions } = message;
  const content = readContent(message);
  const isSystem = !senderId || type === "SystemMessage";
  return [
    {
      kind: "message",
      id,
      conversationId,
      authorId: isSystem ? null : senderId,
      type: isSystem ? "system" : typeOf(content),
      sentAt: Math.floor(message.createdAt),
      text: content.text,
      entities: [...content.entities],
      attachments: content.attachments,
      location: content.location,
      replyToId: referencedMessageId || undefined,
      reactions: reactionsOf(reactions ?? {}),
      readBy: (readBy ?? []).map((userId) => ({ userId })),
      editedAt: instant(message.editedAt),
      metadata: custom ?? {},
      extra: extraOf(message, READ_FIELDS, {
        type: MESSAGE_TYPES.includes(type ?? "UserMessage") ? undefined : type,
        senderId: isSystem ? senderId : undefined,
        actions: content.actions,
        unreadContent: content.unread,
      }),
    },
  ];
}

function typeOf({ text, attachments, location, unread }: Content): "text" | "media" | "location" | "unsupported" {
  if (location) return "location";
  if (attachments.length > 0) return "media";
  return text === "" && unread.length > 0 ? "unsupported" : "text";
}
