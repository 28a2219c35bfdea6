import { present, type RecordInput } from "@chat-etl/model";
import type { Derived, Normalized } from "@chat-etl/sdk";
import { instant } from "./instant.ts";
import { leftover, unnamed } from "./leftover.ts";
import { owned } from "./owned.ts";
import { plainAddress } from "./plain-address.ts";
import { type WireListedMember, WireMember, WireUser } from "./wire.ts";

export function normalizeUser(user: WireUser): Normalized {
  return [userOf(user)];
}

/** An entry of a list of members: the membership, and what it says of the user. */
export function normalizeMember(member: WireListedMember): Normalized {
  return [...broughtAlong(member), membershipOf(member.channel_url, member)];
}

/** A user whom another value describes. One that it names by the id alone may be described elsewhere. */
export function broughtAlong(user: WireUser | WireMember): readonly Derived[] {
  return user.nickname === undefined || user.nickname === null ? [] : [{ derived: userOf(user) }];
}

/** A user, wherever one stands; of a member without what is true in that channel only. */
function userOf(user: WireUser | WireMember): RecordInput {
  const { user_id, nickname, preferred_languages, metadata } = user;
  const [locale, ...languages] = preferred_languages ?? [];
  return {
    kind: "user",
    id: user_id,
    displayName: nickname || user_id,
    ...(user.is_bot === true ? { type: "bot" as const } : {}),
    ...(user.is_active === false ? { state: "deactivated" as const } : {}),
    ...present("avatarUrl", plainAddress(user.profile_url ?? "")),
    ...present("createdAt", instant(user.created_at)),
    ...present("lastActiveAt", instant(user.last_seen_at)),
    ...present("locale", locale),
    metadata: owned({ metadata }),
    extra: {
      ...unnamed(user, "role" in user ? WireMember : WireUser),
      ...leftover({ preferred_languages: languages }),
    },
  };
}

/** A member's place in a channel. A state that is neither "joined" nor "invited" stays in "extra". */
export function membershipOf(conversationId: string, member: WireMember): RecordInput {
  const { role, state, is_muted, muted_end_at, muted_description, delivered_ts } = member;
  const unknown = state === "joined" || state === "invited" ? undefined : state;
  return {
    kind: "membership",
    conversationId,
    userId: member.user_id,
    ...(role === "operator" ? { role: "moderator" as const } : {}),
    ...(state === "invited" ? { state } : {}),
    ...present("joinedAt", instant(member.joined_ts)),
    ...present("lastReadAt", instant(member.read_ts)),
    extra: leftover({
      state: unknown,
      delivered_ts: delivered_ts || undefined,
      ...(is_muted === true ? { is_muted, muted_end_at, muted_description } : {}),
    }),
  };
}
