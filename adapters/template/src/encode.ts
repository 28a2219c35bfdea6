import type { Conversation, Membership, Message, User } from "@chat-etl/model";
import type { Encoded, Loss } from "@chat-etl/sdk";
import type { WirePerson, WirePost, WireRoom, WireSeat } from "./wire.ts";

// 5. Canonical → wire, the mirror of normalize.ts. Pure. What the platform cannot hold is a loss with a code; a record
//    that it would refuse is rejected here, so that etl plan tells it before anything is sent.

/** Everything that a post cannot hold, and what becomes of it. */
export const LOSSES = {
  formatting: "Posts are plain text.",
  attachments: "Posts have no files.",
  reactions: "Nobody can react to a post.",
} as const satisfies Readonly<Record<string, string>>;

export function encodeUser({ id, displayName }: User): Encoded<WirePerson> {
  return { send: [{ handle: id, name: displayName }] };
}

export function encodeConversation({ id, title }: Conversation): Encoded<WireRoom> {
  return { send: [{ room: id, topic: title ?? id }] };
}

/** Who is in the room no longer has no seat. */
export function encodeMembership({ conversationId, userId, state }: Membership): Encoded<WireSeat> {
  return { send: state === "active" ? [{ room: conversationId, handle: userId }] : [] };
}

export function encodeMessage(message: Message): Encoded<WirePost> {
  const { id, conversationId, authorId, sentAt, text } = message;
  if (text.trim() === "") return { reject: { code: "blank-text", message: "A post must say something." } };
  return {
    send: [{ key: id, room: conversationId, by: authorId, at: sentAt, body: text }],
    losses: lossesOf(message),
  };
}

function lossesOf({ entities, attachments, reactions }: Message): readonly Loss[] {
  return [
    ...(entities.length > 0 ? [loss("formatting")] : []),
    ...(attachments.length > 0 ? [loss("attachments")] : []),
    ...(reactions.length > 0 ? [loss("reactions")] : []),
  ];
}

function loss(code: keyof typeof LOSSES): Loss {
  return { code, detail: LOSSES[code] };
}
