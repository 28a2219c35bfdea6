import { type Message, present, type RecordInput } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import { attachmentsOf } from "./attachments.ts";
import { instant } from "./instant.ts";
import { leftover, unnamed } from "./leftover.ts";
import { mentionsOf } from "./mentions.ts";
import { broughtAlong } from "./normalize-user.ts";
import { owned } from "./owned.ts";
import { reactionsOf } from "./reactions.ts";
import { WireMessage } from "./wire.ts";

/** A message, and the users who wrote it or are mentioned in it. */
export function normalizeMessage(wire: WireMessage): Normalized {
  if (wire.is_removed === true) {
    return { drop: { code: "removed", message: "It was deleted at Sendbird, which kept it for the export." } };
  }
  const users = [...(wire.user ? [wire.user] : []), ...(wire.mentioned_users ?? [])];
  return [...users.flatMap(broughtAlong), messageOf(wire)];
}

function messageOf(wire: WireMessage): RecordInput {
  const { message_id, message, user, data, custom_type, sorted_metaarray } = wire;
  const type = typeOf(wire);
  const { attachments, extra: files } = attachmentsOf(wire);
  const { entities, extra: mentions } = mentionsOf(wire);
  const { reactions, extra: aboutReactions } = reactionsOf(wire);
  const sentAt = instant(wire.created_at) ?? 0;
  return {
    kind: "message",
    id: message_id,
    conversationId: wire.channel_url,
    authorId: type === "system" ? null : (user?.user_id ?? null),
    type,
    sentAt,
    ...rankOf(message_id),
    ...(type === "system" ? { event: "admin_message" } : {}),
    text: message ?? "",
    entities,
    attachments,
    reactions,
    readBy: readersOf(wire),
    ...parentOf(wire),
    ...present("editedAt", editedAtOf(wire, sentAt)),
    metadata: owned({ data, custom_type, sorted_metaarray }),
    extra: {
      ...unnamed(wire, WireMessage),
      ...files,
      ...mentions,
      ...aboutReactions,
      ...leftover({
        poll: wire.poll,
        type: type === "unsupported" ? wire.type : undefined,
        user_id: type === "system" ? user?.user_id : undefined,
      }),
    },
  };
}

function typeOf({ type, poll }: WireMessage): Message["type"] {
  if (type === "ADMM") return "system";
  if (type === "FILE") return "media";
  if (type !== "MESG") return "unsupported";
  return Object.keys(leftover({ poll })).length > 0 ? "poll" : "text";
}

/** Sendbird counts messages up: where that is a number, it orders those of one instant. */
function rankOf(id: string): { readonly rank?: number } {
  return /^\d+$/.test(id) ? { rank: Number(id) } : {};
}

/** An answer in a thread has the message that began it; one that was sent to the channel as well quotes it. */
function parentOf({ parent_message_id, is_reply_to_channel }: WireMessage) {
  const parent = String(parent_message_id ?? "");
  if (parent === "" || parent === "0") return {};
  return is_reply_to_channel === true ? { replyToId: parent } : { threadRootId: parent };
}

/** 0, or the time of sending: it never was edited. */
function editedAtOf({ updated_at }: WireMessage, sentAt: number) {
  const updatedAt = instant(updated_at);
  return updatedAt === sentAt ? undefined : updatedAt;
}

/** Whose time is 0 has not read it. */
function readersOf({ read_receipt }: WireMessage) {
  return Object.entries(read_receipt ?? {}).flatMap(([userId, readAt]) => {
    const at = instant(readAt);
    return userId === "" || at === undefined ? [] : [{ userId, at }];
  });
}
