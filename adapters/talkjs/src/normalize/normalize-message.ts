import type { RecordInput } from "@chat-etl/model";
import type { WireMessage } from "../wire.ts";
import { type Content, readContent } from "./content.ts";
import { extraOf, instant, present } from "./extra.ts";
import { reactionsOf } from "./reactions.ts";

/** The kinds of messages TalkJS documents. TalkJS sheet, section 8.2. */
const MESSAGE_TYPES: readonly unknown[] = ["UserMessage", "SystemMessage"];

/** The fields that `readContent` has read. */
const CONTENT_FIELDS = ["text", "attachment", "location", "content"];

/**
 * A TalkJS message. Its author is who wrote it, a participant or not: those who left and guests are none
 * (TalkJS sheet, T15). A message without a sender is the system's.
 */
export function normalizeMessage(message: WireMessage): readonly RecordInput[] {
  const { id, conversationId, type, senderId, custom, readBy, referencedMessageId, reactions, ...others } = message;
  const { createdAt, editedAt, ...rest } = others;
  const content = readContent(message);
  const isSystem = !senderId || type === "SystemMessage";
  return [
    {
      kind: "message",
      id,
      conversationId,
      authorId: isSystem ? null : senderId,
      type: isSystem ? "system" : typeOf(content),
      sentAt: Math.floor(createdAt),
      text: content.text,
      entities: [...content.entities],
      attachments: content.attachments,
      ...present("location", content.location),
      ...present("replyToId", referencedMessageId),
      reactions: reactionsOf(reactions ?? {}),
      readBy: (readBy ?? []).map((userId) => ({ userId })),
      ...present("editedAt", instant(editedAt)),
      metadata: custom ?? {},
      ...extraOf({
        ...without(rest, CONTENT_FIELDS),
        ...(MESSAGE_TYPES.includes(type ?? "UserMessage") ? {} : { type }),
        ...(isSystem ? { senderId } : {}),
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

function without(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
