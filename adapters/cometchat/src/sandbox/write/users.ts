import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import { type Backend, nowSeconds } from "../backend.ts";
import { bodyOf, done, smallBodyOf } from "../body.ts";
import { ApiError } from "../errors.ts";
import { existingUser } from "../existing.ts";
import { EntityId, Metadata, Name, Tags, WebUrl } from "../fields.ts";
import { DEFAULT_ROLE } from "../state/roles.ts";
import type { State } from "../state/state.ts";
import type { StoredUser } from "../state/users.ts";
import { SYSTEM_UID } from "../system-user.ts";
import { userView } from "../view/users.ts";
import { changedEntity } from "./changed-entity.ts";

const NewUser = z.object({
  uid: EntityId,
  name: Name,
  avatar: WebUrl.optional(),
  link: WebUrl.optional(),
  role: z.string().toLowerCase().default(DEFAULT_ROLE),
  statusMessage: z.string().optional(),
  metadata: Metadata.optional(),
  tags: Tags,
});

const ChangedUser = NewUser.omit({ uid: true, role: true, tags: true })
  .partial()
  .extend({
    role: z.string().toLowerCase().optional(),
    tags: Tags.unwrap().optional(),
    unset: z.array(z.enum(["avatar", "link", "metadata"])).default([]),
  });

/** Making, changing and deleting single users. */
export function writeUsers(app: SandboxApp, { state }: Backend): void {
  app.post("/v3/users", async (call) => {
    const body = await smallBodyOf(call, NewUser);
    const user: StoredUser = { ...body, status: "offline", createdAt: nowSeconds() };
    state.request(() => addUser(user, state));
    return call.json({ data: userView(user, { withTags: true }) });
  });
  app.put("/v3/users/:uid", async (call) => {
    const { unset, ...changes } = await smallBodyOf(call, ChangedUser);
    const user = existingUser(call.req.param("uid"), state);
    if (changes.role !== undefined) checkRole(changes.role, state);
    const changed = changedEntity(user, { ...changes, updatedAt: nowSeconds() }, unset);
    state.request(() => state.users.replace(changed));
    return call.json({ data: userView(changed, { withTags: true }) });
  });
  app.delete("/v3/users/:uid", async (call) => {
    const { permanent } = await bodyOf(call, z.object({ permanent: z.boolean().default(false) }));
    const user = anyUser(call.req.param("uid"), state);
    state.request(() => (permanent ? removeUser(user.uid, state) : setActive(user, false, state)));
    return call.json(done(`The user "${user.uid}" has been ${permanent ? "deleted" : "deactivated"}.`));
  });
  activationRoutes(app, state);
}

/** `DELETE /users` deactivates, `PUT /users` brings back. Uids that nobody has are left out of the answer. */
function activationRoutes(app: SandboxApp, state: State): void {
  const known = (uids: readonly string[]) => uids.flatMap((uid) => state.users.find(uid.toLowerCase()) ?? []);
  app.delete("/v3/users", async (call) => {
    const { uidsToDeactivate } = await bodyOf(call, z.object({ uidsToDeactivate: z.array(z.string()).min(1) }));
    const users = known(uidsToDeactivate);
    state.request(() => users.map((user) => setActive(user, false, state)));
    return call.json({ data: { success: true, deactivatedUids: users.map(({ uid }) => uid) } });
  });
  app.put("/v3/users", async (call) => {
    const { uidsToActivate } = await bodyOf(call, z.object({ uidsToActivate: z.array(z.string()).min(1) }));
    const users = known(uidsToActivate);
    state.request(() => users.map((user) => setActive(user, true, state)));
    return call.json({ data: { success: true, nonDeactivatedUids: users.map(({ uid }) => uid) } });
  });
}

function addUser(user: StoredUser, state: State): void {
  checkRole(user.role, state);
  if (user.uid === SYSTEM_UID || state.users.find(user.uid)) {
    throw new ApiError(409, "ERR_UID_ALREADY_EXISTS", `The uid "${user.uid}" already exists.`);
  }
  state.users.add(user);
}

function checkRole(role: string, { roles }: State): void {
  if (roles.find(role)) return;
  const message = "The selected role is invalid.";
  throw new ApiError(400, "ERR_BAD_REQUEST", message, { role: [message] });
}

/** The deactivated ones too. */
function anyUser(uid: string, state: State): StoredUser {
  return state.users.find(uid.toLowerCase()) ?? existingUser(uid, state);
}

function setActive(user: StoredUser, isActive: boolean, { users }: State): void {
  const { deactivatedAt = nowSeconds(), ...active } = user;
  users.replace({ ...active, updatedAt: nowSeconds(), ...(!isActive && { deactivatedAt }) });
}

/** What he wrote stays. */
function removeUser(uid: string, { users, members, relations }: State): void {
  users.remove(uid);
  members.removeUser(uid);
  relations.removeUser(uid);
}
