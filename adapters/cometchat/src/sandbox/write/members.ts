import type { SandboxApp, SandboxCall } from "@chat-etl/sandbox";
import * as z from "zod";
import { storeMemberAction } from "../action-rows.ts";
import { type Backend, nowSeconds } from "../backend.ts";
import { bodyOf, done } from "../body.ts";
import { ApiError, RowError } from "../errors.ts";
import { actorOf, checkMayManage, existingGroup, existingUser, membershipOf } from "../existing.ts";
import { rowAnswer } from "../row-answers.ts";
import type { Member } from "../state/members.ts";
import type { State } from "../state/state.ts";
import { messageView } from "../view/messages.ts";

/** CometChat sheet, 3. */
const PER_CALL = 25;
const MEMBERS = 100_000;
const GROUPS_PER_USER = 2000;

const Uids = z.array(z.string().toLowerCase()).default([]);
const NewMembers = z
  .object({ admins: Uids, moderators: Uids, participants: Uids, usersToBan: Uids })
  .refine((lists) => Object.values(lists).flat().length <= PER_CALL, `must not name more than ${PER_CALL} users`);

/** Who is in two lists counts in the first alone. */
const SCOPES = {
  admins: { scope: "admin", isBanned: false },
  moderators: { scope: "moderator", isBanned: false },
  participants: { scope: "participant", isBanned: false },
  usersToBan: { scope: "participant", isBanned: true },
} as const;

type Standing = Pick<Member, "scope" | "isBanned">;

/** Adding, promoting and removing members, and bans. Each leaves an action row dated now. */
export function writeMembers(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.post("/v3/groups/:guid/members", async (call) => {
    const { guid, by } = placeOf(call, backend);
    const lists = await bodyOf(call, NewMembers);
    return call.json({ data: state.request(() => addAll(lists, { guid, by, backend })) });
  });
  app.put("/v3/groups/:guid/members/:uid", async (call) => {
    const { guid, by } = placeOf(call, backend);
    const { scope } = await bodyOf(call, z.object({ scope: z.enum(["admin", "moderator", "participant"]) }));
    const member = existingMember(guid, call.req.param("uid"), state);
    if (member.scope === scope) throw new ApiError(400, "ERR_SAME_SCOPE", `The scope is "${scope}" already.`);
    state.request(() => {
      state.members.replace({ ...member, scope });
      storeMemberAction({ action: "scopeChanged", guid, uid: member.uid, by }, state);
    });
    return call.json(done(`The scope of "${member.uid}" is "${scope}".`));
  });
  app.delete("/v3/groups/:guid/members/:uid", (call) => {
    const { guid, by } = placeOf(call, backend, call.req.param("uid"));
    const { uid } = existingMember(guid, call.req.param("uid"), state);
    state.request(() => {
      state.members.remove(guid, uid);
      storeMemberAction({ action: by === uid ? "left" : "kicked", guid, uid, by }, state);
    });
    return call.json(done(`The user "${uid}" has been removed from the group.`));
  });
  banRoutes(app, backend);
}

function banRoutes(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.post("/v3/groups/:guid/bannedusers/:uid", (call) => {
    const { guid, by } = placeOf(call, backend);
    const { uid } = existingUser(call.req.param("uid"), state);
    const member = state.members.find(guid, uid);
    if (member?.isBanned) throw new ApiError(400, "ERR_BAD_REQUEST", `The user "${uid}" is banned already.`);
    state.request(() => {
      if (member) state.members.replace({ ...member, isBanned: true });
      else state.members.add({ guid, uid, scope: "participant", joinedAt: nowSeconds(), isBanned: true });
      storeMemberAction({ action: "banned", guid, uid, by }, state);
    });
    return call.json(done(`The user "${uid}" has been banned.`));
  });
  app.delete("/v3/groups/:guid/bannedusers/:uid", (call) => {
    const { guid, by } = placeOf(call, backend);
    const uid = call.req.param("uid").toLowerCase();
    if (!state.members.find(guid, uid)?.isBanned) throw notAMember(uid);
    state.request(() => {
      state.members.remove(guid, uid);
      storeMemberAction({ action: "unbanned", guid, uid, by }, state);
    });
    return call.json(done(`The user "${uid}" may join again.`));
  });
}

/** The group, and who acts in it: he must be an admin or moderator, unless he does it to himself. */
function placeOf(call: SandboxCall, backend: Backend, uid?: string) {
  const { guid } = existingGroup(call.req.param("guid") ?? "", backend.state);
  const by = actorOf(call, backend)?.uid;
  if (by !== undefined && by !== uid?.toLowerCase()) checkMayManage(guid, by, backend.state);
  return { guid, by };
}

function existingMember(guid: string, uid: string, state: State): Member {
  const member = membershipOf(guid, uid.toLowerCase(), state);
  if (member) return member;
  throw notAMember(uid);
}

function notAMember(uid: string): ApiError {
  return new ApiError(404, "ERR_NOT_A_MEMBER", `The user "${uid}" is not a member of the group.`);
}

interface Place {
  readonly guid: string;
  readonly by: string | undefined;
  readonly backend: Backend;
}

function addAll(lists: z.output<typeof NewMembers>, place: Place): object {
  const seen = new Set<string>();
  const answers: Record<string, Record<string, object>> = {};
  for (const [name, standing] of Object.entries(SCOPES)) {
    const uids = lists[name as keyof typeof SCOPES].filter((uid) => !seen.has(uid));
    for (const uid of uids) seen.add(uid);
    const rows = uids.map((uid) => [uid, rowAnswer(() => addOne(uid, standing, place), place.backend.state)] as const);
    answers[name] = Object.fromEntries(rows);
  }
  return answers;
}

/** Answers with the action row. */
function addOne(uid: string, standing: Standing, { guid, by, backend }: Place): object {
  const { state } = backend;
  const user = state.users.find(uid);
  if (!user || user.deactivatedAt !== undefined) {
    throw new RowError("ERR_UID_NOT_FOUND", `The user with uid "${uid}" does not exist.`);
  }
  if (state.members.find(guid, uid)) {
    throw new RowError("ERR_ALREADY_JOINED", `The user with uid "${uid}" has joined the group already.`);
  }
  checkRoom(guid, uid, state);
  state.members.add({ guid, uid, joinedAt: nowSeconds(), ...standing });
  const row = storeMemberAction({ action: standing.isBanned ? "banned" : "added", guid, uid, by }, state);
  return { data: messageView(row, { backend }) };
}

function checkRoom(guid: string, uid: string, { groups, members }: State): void {
  if ((groups.find(guid)?.membersCount ?? 0) >= MEMBERS) {
    throw new RowError("ERR_BAD_REQUEST", `A group may have ${MEMBERS} members.`);
  }
  if (members.groupsOf(uid) >= GROUPS_PER_USER) {
    throw new RowError("ERR_BAD_REQUEST", `A user may be in ${GROUPS_PER_USER} groups.`);
  }
}
