import type { StoredGroup } from "../state/groups.ts";
import type { Member } from "../state/members.ts";
import type { State } from "../state/state.ts";
import type { Shown } from "./users.ts";

/** @param membership of the acting user, if there is one and he has joined */
export function groupView(
  { tags, ...group }: StoredGroup,
  { withTags = false, membership }: Shown & { readonly membership?: Member | undefined },
): object {
  const joined = membership && { scope: membership.scope, joinedAt: membership.joinedAt, hasJoined: true };
  return { ...group, ...(withTags && { tags }), ...joined };
}

/** A group inside of a message or an action. One that is gone is shown by guid alone. */
export function groupEntity(guid: string, state: State): object {
  const group = state.groups.find(guid);
  return { entity: group ? groupView(group, {}) : { guid }, entityType: "group" };
}
