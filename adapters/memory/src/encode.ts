import type { Conversation, Membership, Message, User } from "@chat-etl/model";
import type { Encoded, Loss } from "@chat-etl/sdk";
import type { WireNote, WirePerson, WireRoom, WireSeat } from "./wire.ts";

/** Everything a note cannot hold, and what becomes of it. */
export const LOSSES = {
  formatting: "Notes are plain text.",
  "edit-time": "No time of an edit is kept.",
} as const satisfies Readonly<Record<string, string>>;

export function encodeUser(user: User): Encoded<WirePerson> {
  return { send: [{ handle: user.id, name: user.displayName }] };
}

export function encodeConversation(conversation: Conversation): Encoded<WireRoom> {
  return { send: [{ room: conversation.id, topic: conversation.title ?? conversation.id, handles: [] }] };
}

export function encodeMembership({ conversationId, userId, state }: Membership): Encoded<WireSeat> {
  return { send: state === "active" ? [{ room: conversationId, handle: userId }] : [] };
}

export function encodeMessage(message: Message): Encoded<WireNote> {
  if (message.text.trim() === "") return { reject: { code: "blank-text", message: "A note must say something." } };
  return { send: [noteOf(message)], losses: lossesOf(message) };
}

function noteOf({ id, conversationId, authorId, sentAt, text, reactions }: Message): WireNote {
  const likes = reactions.flatMap(({ userId }) => userId ?? []);
  return { key: id, room: conversationId, by: authorId, at: sentAt, body: text, likes };
}

function lossesOf({ entities, editedAt }: Message): readonly Loss[] {
  return [...(entities.length > 0 ? [loss("formatting")] : []), ...(editedAt === undefined ? [] : [loss("edit-time")])];
}

function loss(code: keyof typeof LOSSES): Loss {
  return { code, detail: LOSSES[code] };
}
