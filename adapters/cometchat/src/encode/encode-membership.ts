import type { Membership } from "@chat-etl/model";
import type { ConversationContext, Encoded } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { fitId, memberId } from "../ids.ts";
import type { WireMember } from "../wire.ts";
import { type Lost, lossesOf } from "./losses.ts";
import { isPair } from "./pair.ts";
import { beginningOf, clampJoined, groupCreatedAt, seconds, userCreatedAt } from "./times.ts";

type Context = ConversationContext<CometchatSinkConfig>;

/** What a role becomes. */
export const SCOPES = {
  owner: "admin",
  admin: "admin",
  moderator: "moderator",
  member: "participant",
  read_only: "participant",
} as const satisfies Readonly<Record<Membership["role"], WireMember["scope"]>>;

/** A membership as a group's member; nothing for a pair, and nothing for who is not inside any more. */
export function encodeMembership(membership: Membership, context: Context): Encoded<WireMember> {
  const lost: Lost = new Set();
  noteLosses(membership, lost);
  if (isPair(context.conversation)) {
    if (membership.state !== "active" || membership.role !== "member") lost.add("pair-membership");
    return { send: [], losses: lossesOf(lost) };
  }
  if (membership.lastReadAt !== undefined && !context.config.passes.includes("reads")) lost.add("read-position");
  const isOwner = isGivenOwner(membership, context);
  if (isOwner) lost.add("owner-joined");
  else if (membership.role === "owner") lost.add("owner-role");
  if (staysOutside(membership, context, lost)) return { send: [], losses: lossesOf(lost) };
  const member = memberOf(membership, context, lost);
  return { send: [member], losses: lossesOf(lost) };
}

function noteLosses({ role, state, leftAt, notify, isFavorite, extra }: Membership, lost: Lost): void {
  if (role === "read_only") lost.add("read-only");
  if (notify !== undefined && notify !== "all") lost.add("notify");
  if (isFavorite) lost.add("favorite");
  const wasBannedAt = state === "banned" && leftAt !== undefined;
  if (Object.keys(extra).length > 0 || wasBannedAt) lost.add("membership-extra");
}

/** Whether the group was sent with this user as its owner. */
function isGivenOwner({ userId }: Membership, { conversation, users }: Context): boolean {
  return conversation.record.ownerId === userId && users.has(userId);
}

function staysOutside({ state }: Membership, { config }: Context, lost: Lost): boolean {
  if (state === "invited") lost.add("invited-member");
  if (state === "former") lost.add(config.formerMembers === "join" ? "former-joined" : "former-member");
  return state === "invited" || (state === "former" && config.formerMembers === "leave-out");
}

function memberOf(membership: Membership, context: Context, lost: Lost): WireMember {
  const guid = fitId(membership.conversationId);
  const uid = fitId(membership.userId);
  return {
    memberId: memberId(guid, uid),
    guid,
    uid,
    scope: SCOPES[membership.role],
    isBanned: membership.state === "banned" || undefined,
    joinedAt: joinedAtOf(membership, context, lost),
  };
}

/** Later than the creation of group and user, earlier than now, else the member is refused (T17). */
function joinedAtOf(membership: Membership, { conversation, users, startedAt }: Context, lost: Lost): number {
  const { joinedAt, joinedAtIsEstimated, userId } = membership;
  const user = users.get(userId);
  const userCreated = user === undefined ? 0 : userCreatedAt(user, startedAt);
  const created = Math.max(groupCreatedAt(conversation, startedAt), userCreated);
  const wanted = seconds(joinedAt ?? beginningOf(conversation) ?? startedAt);
  const joined = clampJoined(wanted, created, startedAt);
  if (joinedAt === undefined || joinedAtIsEstimated || Math.abs(joined - wanted) > 1) lost.add("joined-at");
  return joined;
}
