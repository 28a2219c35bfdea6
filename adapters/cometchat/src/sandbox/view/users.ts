import { conversationIdOf } from "../conversation-id.ts";
import type { State } from "../state/state.ts";
import type { StoredUser } from "../state/users.ts";
import { SYSTEM_UID, SYSTEM_USER } from "../system-user.ts";

/** What is shown only on demand. */
export interface Shown {
  readonly withTags?: boolean | undefined;
}

export function userView({ tags, ...user }: StoredUser, { withTags = false }: Shown): object {
  return withTags ? { ...user, tags } : user;
}

/** A user as another one sees him, for whom the caller acts; without one, as the app does. */
export function userSeenBy(actor: StoredUser | undefined, user: StoredUser, shown: Shown, state: State): object {
  const seen = userView(user, shown);
  if (actor === undefined || actor.uid === user.uid) return seen;
  const conversationId = conversationIdOf("user", actor.uid, user.uid);
  return { ...seen, conversationId, ...blocksBetween(actor.uid, user.uid, state) };
}

/** The fields about blocks, as `uid` sees the other one. */
export function blocksBetween(uid: string, other: string, { relations }: State): object {
  const byMe = relations.since("block", { uid, other });
  const hasBlockedMe = relations.since("block", { uid: other, other: uid }) !== undefined;
  return {
    ...(byMe !== undefined && { blockedByMe: true, blockedByMeAt: byMe, blockedAt: byMe }),
    ...(hasBlockedMe && { hasBlockedMe }),
  };
}

/** A user inside of a message or an action. Whoever is gone is shown by uid alone. */
export function userEntity(uid: string, more: object, state: State): object {
  const user = uid === SYSTEM_UID ? SYSTEM_USER : state.users.find(uid);
  return { entity: user ? { ...userView(user, {}), ...more } : { uid, ...more }, entityType: "user" };
}
