import { type Membership, membershipId, present } from "@chat-etl/model";
import type { ConversationContext, Encoded } from "@chat-etl/sdk";
import type { MattermostSinkConfig } from "../config.ts";
import { isDirect } from "./conversation.ts";
import { isFilled, lossesOf } from "./losses.ts";
import { channelNameOf, usernameOf } from "./names.ts";
import type { SeatPart } from "./parts.ts";

const NOTIFY = { all: "all", mentions: "mention", none: "none" } as const;

/** A place in a channel. The members of a direct channel come along with it. */
export function encodeMembership(
  membership: Membership,
  { conversation, config, users }: ConversationContext<MattermostSinkConfig>,
): Encoded<SeatPart> {
  const { conversationId, userId, role, state, lastReadAt, notify, isFavorite, joinedAt, leftAt } = membership;
  const isJoinKnown = joinedAt !== undefined && !membership.joinedAtIsEstimated;
  const lost = { "joined-at": isJoinKnown || leftAt !== undefined, extra: isFilled(membership.extra) };
  if (isDirect(conversation)) {
    const hasMore = role !== "member" || state !== "active" || lastReadAt !== undefined || notify !== undefined;
    const isLate = !conversation.members.some((member) => member.userId === userId);
    return { send: [], losses: lossesOf({ ...lost, "direct-member": hasMore, "late-member": isLate }) };
  }
  if (state !== "active") return { send: [], losses: lossesOf({ "not-member": true }) };
  const { team = config.team, name } = channelNameOf(conversationId);
  // Who is a guest on the server is a guest wherever he is: the import refuses him otherwise.
  const isGuest = users.get(userId)?.role === "system_guest";
  const isAdmin = !isGuest && (role === "admin" || role === "owner" || role === "moderator");
  const channel = {
    name,
    roles: isGuest ? "channel_guest" : isAdmin ? "channel_user channel_admin" : "channel_user",
    ...(notify ? { notify_props: { desktop: NOTIFY[notify], mark_unread: "all" } } : {}),
    ...(isFavorite ? { favorite: true } : {}),
    ...present("last_viewed_at", lastReadAt),
  };
  const hasOtherRole = role !== "member" && (isGuest || role !== "admin");
  return {
    send: [{ key: membershipId(conversationId, userId), username: usernameOf(userId), team, channel }],
    losses: lossesOf({ ...lost, "member-role": hasOtherRole }),
  };
}
