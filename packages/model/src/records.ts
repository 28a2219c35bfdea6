import * as z from "zod";
import { Conversation } from "./conversation.ts";
import type { Kind } from "./kinds.ts";
import { Membership } from "./membership.ts";
import { Message } from "./message.ts";
import { User } from "./user.ts";

/** The canonical border guard: every record is checked here once, when it is staged. */
export const AnyRecord = z.compile(z.discriminatedUnion("kind", [User, Conversation, Membership, Message]), {
  strict: true,
});

/** What `normalize` gives: defaults may be left out. */
export type RecordInput = z.input<typeof AnyRecord>;

interface RecordByKind {
  readonly user: User;
  readonly conversation: Conversation;
  readonly membership: Membership;
  readonly message: Message;
}

/** One checked canonical record, of any kind or of one. */
export type ChatRecord<K extends Kind = Kind> = RecordByKind[K];

/** A record's id inside its kind. A membership has none of its own: it is `<conversation>/<user>`. */
export function idOf(record: ChatRecord): string {
  return record.kind === "membership" ? membershipId(record.conversationId, record.userId) : record.id;
}

/** Slashes inside the two ids are escaped, so that no two memberships share an id. */
export function membershipId(conversationId: string, userId: string): string {
  return `${escapeSlash(conversationId)}/${escapeSlash(userId)}`;
}

function escapeSlash(id: string): string {
  return id.replaceAll("%", "%25").replaceAll("/", "%2F");
}
