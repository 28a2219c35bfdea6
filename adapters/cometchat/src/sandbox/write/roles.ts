import type { SandboxApp } from "@chat-etl/sandbox";
import * as z from "zod";
import { type Backend, nowSeconds } from "../backend.ts";
import { bodyOf, done } from "../body.ts";
import { ApiError } from "../errors.ts";
import { EntityId, Name } from "../fields.ts";
import { DEFAULT_ROLE, type StoredRole } from "../state/roles.ts";
import type { State } from "../state/state.ts";
import { changedEntity } from "./changed-entity.ts";

/** "Properties and constraints" page. The default role counts. */
const ROLES = 25;
const DESCRIPTION_CHARS = 255;

const NewRole = z.object({
  role: EntityId,
  name: Name,
  description: z.string().max(DESCRIPTION_CHARS).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});
const ChangedRole = NewRole.omit({ role: true }).partial();

/** `POST /roles`, `PUT` and `DELETE /roles/{role}`. */
export function writeRoles(app: SandboxApp, { state }: Backend): void {
  app.post("/v3/roles", async (call) => {
    const body = await bodyOf(call, NewRole);
    return call.json({ data: state.request(() => addRole({ ...body, createdAt: nowSeconds() }, state)) });
  });
  app.put("/v3/roles/:role", async (call) => {
    const body = await bodyOf(call, ChangedRole);
    const role = existingRole(call.req.param("role"), state);
    const changed = changedEntity(role, { ...body, updatedAt: nowSeconds() });
    state.request(() => state.roles.replace(changed));
    return call.json({ data: changed });
  });
  app.delete("/v3/roles/:role", (call) => {
    const { role } = existingRole(call.req.param("role"), state);
    if (role === DEFAULT_ROLE) throw new ApiError(403, "ERR_ROLE_DELETE_DENIED", "The default role stays.");
    state.request(() => {
      state.roles.remove(role);
      state.users.resetRole(role, DEFAULT_ROLE);
    });
    return call.json(done(`The role "${role}" has been deleted.`));
  });
}

function addRole(role: StoredRole, { roles }: State): StoredRole {
  if (roles.find(role.role)) {
    throw new ApiError(409, "ERR_ROLE_ALREADY_EXISTS", `The role "${role.role}" already exists.`);
  }
  if (roles.count() >= ROLES) throw new ApiError(400, "ERR_BAD_REQUEST", `An app may have ${ROLES} roles.`);
  roles.add(role);
  return role;
}

function existingRole(id: string, { roles }: State): StoredRole {
  const role = roles.find(id.toLowerCase());
  if (role) return role;
  throw new ApiError(404, "ERR_ROLE_NOT_FOUND", `The role "${id}" does not exist.`);
}
