import type { State } from "../state/state.ts";
import { BLOCKS, beginningOf, FRIENDS, groups, members, roles, users } from "./people.ts";
import { lines, REACTIONS } from "./scenes.ts";
import { type Line, stored } from "./talk.ts";

/** Whether nobody has put anything into the app yet. */
export function isEmpty(state: State): boolean {
  return state.users.count({ scope: "all" }) === 0 && state.messages.count({}) === 0;
}

/** Puts the sample world into an empty app: all of it or nothing. `until`: its newest instant, in UNIX seconds. */
export function fillWithSample(state: State, until: number): void {
  state.request(() => {
    for (const role of roles(until)) state.roles.add(role);
    for (const user of users(until)) state.users.add(user);
    for (const group of groups(until)) state.groups.add(group);
    for (const member of members(until)) state.members.add(member);
    addRelations(state, beginningOf(until));
    addMessages(state, until);
  });
}

function addRelations(state: State, since: number): void {
  for (const [one, other] of FRIENDS) {
    state.relations.add("friend", { uid: one, other, since });
    state.relations.add("friend", { uid: other, other: one, since });
  }
  for (const [uid, other] of BLOCKS) state.relations.add("block", { uid, other, since });
}

function addMessages(state: State, until: number): void {
  const ids = new Map<string, number>();
  for (const line of lines(until)) {
    const parentId = line.answers === undefined ? undefined : ids.get(line.answers);
    const { id } = state.messages.add(withTimes(stored(line, until, parentId), until - line.ago));
    if (line.name !== undefined) ids.set(line.name, id);
  }
  for (const { to, reaction, uids } of REACTIONS) {
    const messageId = ids.get(to) ?? 0;
    for (const uid of uids) state.reactions.add({ messageId, reaction, uid, reactedAt: until });
    state.messages.setReacted(messageId, true);
  }
}

type Stored = ReturnType<typeof stored>;

/** When something was done to it, for who is told to have done it: soon after it was sent. */
function withTimes(message: Stored, sentAt: Line["ago"]): Stored {
  const { editedBy, deletedBy, pinnedBy } = message;
  return {
    ...message,
    ...(editedBy === undefined ? {} : { editedAt: sentAt + 30 }),
    ...(deletedBy === undefined ? {} : { deletedAt: sentAt + 30 }),
    ...(pinnedBy === undefined ? {} : { pinnedAt: sentAt + 600 }),
  };
}
