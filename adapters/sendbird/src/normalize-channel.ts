import { type Conversation, type Json, present, type RecordInput } from "@chat-etl/model";
import type { Derived, Normalized, Refused } from "@chat-etl/sdk";
import { instant } from "./instant.ts";
import { leftover, unnamed } from "./leftover.ts";
import { broughtAlong, membershipOf } from "./normalize-user.ts";
import { owned } from "./owned.ts";
import { plainAddress } from "./plain-address.ts";
import { WireChannel, WireMember } from "./wire.ts";

/** A channel, and who is in it: derived, because the export may have a list of members besides. */
export function normalizeChannel(channel: WireChannel): Normalized {
  const { created_by, channel_url } = channel;
  const { members, refused } = membersOf(channel);
  const isNamed = created_by !== null && typeof created_by === "object";
  return [
    conversationOf(channel, members.length),
    ...(isNamed ? broughtAlong(created_by) : []),
    ...members.flatMap((member): Derived[] => [
      ...broughtAlong(member),
      { derived: membershipOf(channel_url, member) },
    ]),
    ...refused,
  ];
}

function conversationOf(channel: WireChannel, listed: number): RecordInput {
  const { created_by, metadata, data, custom_type, member_count, participant_count } = channel;
  const { is_distinct, is_super, is_broadcast, last_message, channel_type } = channel;
  return {
    kind: "conversation",
    id: channel.channel_url,
    type: typeOf(channel, Math.max(member_count ?? 0, listed)),
    visibility: channel.is_public === true || isOpen(channel) ? "public" : "private",
    ...present("title", channel.name),
    ...present("imageUrl", plainAddress(channel.cover_url ?? "")),
    ...present("createdAt", instant(channel.created_at)),
    ...present("creatorId", typeof created_by === "object" ? created_by?.user_id : created_by),
    ...present("lastMessageId", last_message?.message_id),
    metadata: owned({ metadata, data, custom_type }),
    extra: {
      ...unnamed(channel, WireChannel),
      ...leftover({ channel_type, member_count, participant_count, is_distinct, is_super, is_broadcast }),
    },
  };
}

/** A distinct channel is the one its members have together: of two, it is direct. */
function typeOf(channel: WireChannel, memberCount: number): Conversation["type"] {
  if (isOpen(channel)) return "livestream";
  if (channel.is_broadcast === true) return "broadcast";
  if (channel.is_super === true) return "channel";
  return channel.is_distinct === true && memberCount <= 2 ? "direct" : "group";
}

function isOpen({ channel_type, channel_url, participant_count }: WireChannel): boolean {
  if (channel_type) return channel_type.startsWith("open");
  return (participant_count ?? undefined) !== undefined || channel_url.startsWith("sendbird_open_channel_");
}

/** Everybody whom members, operators and receipts name, once. */
function membersOf({ members, operators, read_receipt }: WireChannel) {
  const byId = new Map<string, WireMember>();
  const refused: Refused[] = [];
  const add = (value: Json, more: Pick<WireMember, "role" | "read_ts">) => {
    const member = WireMember.safeParse(typeof value === "string" ? { user_id: value } : value);
    if (!member.success) return refused.push(NO_MEMBER);
    const { user_id } = member.data;
    return byId.set(user_id, Object.assign(member.data, byId.get(user_id), more));
  };
  for (const member of members ?? []) add(member, {});
  for (const operator of operators ?? []) add(operator, { role: "operator" });
  for (const [user_id, readAt] of Object.entries(read_receipt ?? {})) {
    add(user_id, { read_ts: Math.max(instant(readAt) ?? 0, instant(byId.get(user_id)?.read_ts) ?? 0) });
  }
  return { members: [...byId.values()], refused };
}

const NO_MEMBER: Refused = {
  kind: "membership",
  refused: { code: "no-member", message: "A member of the channel is not as Sendbird describes one: repair it." },
};
