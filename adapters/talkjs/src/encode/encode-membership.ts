import type { Membership } from "@chat-etl/model";
import type { ConversationContext, Encoded } from "@chat-etl/sdk";
import { conversationIdOf, isPair } from "../ids.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { ParticipantWire } from "../wire-import.ts";
import { type Lost, lossesOf } from "./losses.ts";

type Context = ConversationContext<TalkjsSinkConfig>;

/**
 * A participant; former ones too, whose messages TalkJS takes no other way (TalkJS sheet, T14). Nothing for the people
 * of a pair, who come with their conversation.
 */
export function encodeMembership(membership: Membership, context: Context): Encoded<ParticipantWire> {
  const lost: Lost = new Set();
  noteLosses(membership, context, lost);
  const notify = notifyOf(membership);
  if (isPair(context.conversation) && notify === true) return { send: [], losses: lossesOf(lost) };
  const conversationId = conversationIdOf(context.conversation, context);
  return { send: [{ conversationId, userId: membership.userId, notify }], losses: lossesOf(lost) };
}

function notifyOf({ notify }: Membership): ParticipantWire["notify"] {
  return notify === "mentions" ? "MentionsOnly" : notify !== "none";
}

function noteLosses(membership: Membership, { config }: Context, lost: Lost): void {
  const { role, state, joinedAt, joinedAtIsEstimated, lastReadAt, isFavorite, extra } = membership;
  if (state === "former" || state === "banned") lost.add("former-member");
  if (state === "invited") lost.add("invited-member");
  if (role !== "member" && role !== "read_only") lost.add("member-role");
  if (joinedAt !== undefined && !joinedAtIsEstimated) lost.add("joined-at");
  if (lastReadAt !== undefined && !config.passes.includes("reads")) lost.add("read-position");
  if (isFavorite) lost.add("favorite");
  if (Object.keys(extra).length > 0) lost.add("membership-extra");
}
