import type { State } from "./state.ts";
import type { StoredGroup } from "./state-groups.ts";
import type { Member } from "./state-members.ts";
import type { StoredMessage } from "./state-messages.ts";
import type { StoredUser } from "./state-users.ts";

/** What is shown only on demand. */
export interface Shown {
  readonly withTags?: boolean | undefined;
}

export function userView({ tags, ...user }: StoredUser, { withTags = false }: Shown): object {
  return withTags ? { ...user, tags } : user;
}

/** @param membership of the acting user, if there is one and he has joined */
export function groupView(
  { tags, ...group }: StoredGroup,
  { withTags = false, membership }: Shown & { readonly membership?: Member | undefined },
): object {
  const joined = membership && { scope: membership.scope, joinedAt: membership.joinedAt, hasJoined: true };
  return { ...group, ...(withTags && { tags }), ...joined };
}

export interface MessageShown extends Shown {
  readonly state: State;
  readonly withMuid: boolean;
}

/** A message with its sender and receiver as they are now. */
export function messageView(
  { id, muid, tags, data, ...message }: StoredMessage,
  { state, withMuid, withTags = false }: MessageShown,
): object {
  const entities = { sender: userEntity(message.sender, {}, state), receiver: receiverEntity(message, state) };
  return {
    id: String(id),
    ...(withMuid && { muid }),
    ...message,
    data: { ...data, entities },
    ...(withTags && { tags }),
  };
}

type Receiver = Pick<StoredMessage, "receiverType" | "receiver" | "conversationId">;

function receiverEntity({ receiverType, receiver, conversationId }: Receiver, state: State): object {
  if (receiverType === "user") return userEntity(receiver, { conversationId }, state);
  const group = state.groups.find(receiver);
  return { entity: group && groupView(group, {}), entityType: "group" };
}

function userEntity(uid: string, more: object, state: State): object {
  const user = state.users.find(uid);
  return { entity: user && { ...userView(user, {}), ...more }, entityType: "user" };
}
