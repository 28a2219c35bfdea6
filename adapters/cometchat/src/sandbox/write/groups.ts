import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import { type Backend, nowSeconds } from "../backend.ts";
import { done, smallBodyOf } from "../body.ts";
import { ApiError } from "../errors.ts";
import { actorOf, checkMayManage, existingGroup, existingUser } from "../existing.ts";
import { EntityId, Metadata, Name, Tags, WebUrl } from "../fields.ts";
import type { GroupInput, StoredGroup } from "../state/groups.ts";
import type { State } from "../state/state.ts";
import { SYSTEM_UID } from "../system-user.ts";
import { groupView } from "../view/groups.ts";
import { changedEntity } from "./changed-entity.ts";

/** "Properties and constraints" page. */
const PASSWORD_CHARS = 100;
const DESCRIPTION_CHARS = 255;

const NewGroup = z.object({
  guid: EntityId,
  name: Name,
  type: z.enum(["public", "password", "private"]).default("public"),
  password: z.string().max(PASSWORD_CHARS).optional(),
  description: z.string().max(DESCRIPTION_CHARS).optional(),
  icon: WebUrl.optional(),
  owner: EntityId.optional(),
  metadata: Metadata.optional(),
  tags: Tags,
});

const ChangedGroup = NewGroup.omit({ guid: true, type: true, tags: true })
  .partial()
  .extend({
    type: NewGroup.shape.type.unwrap().optional(),
    tags: Tags.unwrap().optional(),
    unset: z.array(z.enum(["icon", "description", "metadata"])).default([]),
  });

/** Making, changing and deleting groups. */
export function writeGroups(app: SandboxApp, backend: Backend): void {
  const { state } = backend;
  app.post("/v3/groups", async (call) => {
    const { password, ...body } = await smallBodyOf(call, NewGroup);
    const owner = actorOf(call, backend)?.uid ?? body.owner ?? SYSTEM_UID;
    checkPassword(body.type, password);
    const group = { ...body, owner, conversationId: `group_${body.guid}`, createdAt: nowSeconds() };
    state.request(() => addGroup(group, backend));
    return call.json({ data: shown(group.guid, state) });
  });
  app.put("/v3/groups/:guid", async (call) => {
    const actor = actorOf(call, backend)?.uid;
    const { unset, password, owner, ...changes } = await smallBodyOf(call, ChangedGroup);
    const { membersCount: _, ...group } = existingGroup(call.req.param("guid"), state);
    if (actor !== undefined) checkMayManage(group.guid, actor, state);
    if (changes.type !== undefined && changes.type !== group.type) checkPassword(changes.type, password);
    // Documented: who acts on behalf of a user cannot change the owner.
    const newOwner = actor === undefined && owner !== undefined ? existingUser(owner, state).uid : group.owner;
    const change = { ...changes, owner: newOwner, updatedAt: nowSeconds(), updatedBy: actor ?? SYSTEM_UID };
    state.request(() => state.groups.replace(changedEntity<GroupInput>(group, change, unset)));
    return call.json({ data: shown(group.guid, state) });
  });
  app.delete("/v3/groups/:guid", (call) => {
    const { guid } = existingGroup(call.req.param("guid"), state);
    state.request(() => {
      state.members.removeGroup(guid);
      state.groups.remove(guid);
    });
    return call.json(done(`The group "${guid}" has been deleted.`));
  });
}

function addGroup(group: GroupInput, { state, options }: Backend): void {
  if (state.groups.find(group.guid)) {
    throw new ApiError(409, "ERR_GUID_ALREADY_EXISTS", `The guid "${group.guid}" already exists.`);
  }
  const { guid, owner: uid, createdAt: joinedAt } = group;
  if (uid !== SYSTEM_UID) existingUser(uid, state);
  state.groups.add(group);
  if (uid === SYSTEM_UID || !options.ownerAutoJoin) return;
  state.members.add({ guid, uid, scope: "admin", joinedAt, isBanned: false });
}

function checkPassword(type: StoredGroup["type"], password: string | undefined): void {
  if (type !== "password" || password) return;
  throw new ApiError(400, "ERR_EMPTY_GROUP_PASS", "A group of type password needs a password.");
}

function shown(guid: string, state: State): object {
  return groupView(existingGroup(guid, state), { withTags: true });
}
