import * as z from "zod";
import { badField, RowError } from "../errors.ts";
import { checked, EntityId, Metadata, Name, requireFields, Seconds, Tags, WebUrl } from "../fields.ts";
import { DEFAULT_ROLE } from "../state/roles.ts";
import type { StoredUser } from "../state/users.ts";
import { SYSTEM_UID } from "../system-user.ts";
import { userView } from "../view/users.ts";
import type { ImportContext, ImportKind } from "./batch.ts";

/** A user as the import takes it (CometChat sheet, 2.1). */
export const ImportedUser = z.object({
  uid: EntityId,
  name: Name,
  avatar: WebUrl.optional(),
  link: WebUrl.optional(),
  role: z.string().toLowerCase().default(DEFAULT_ROLE),
  metadata: Metadata.optional(),
  tags: Tags,
  createdAt: Seconds.optional(),
  lastActiveAt: Seconds.optional(),
  deactivatedAt: Seconds.optional(),
});
export type ImportedUser = z.output<typeof ImportedUser>;

export const usersImport: ImportKind = {
  wrapper: "users",
  formatCode: "ERR_IMPORT_INVALID_USER_FORMAT",
  idField: "uid",
  lowercases: true,
  store(row, context) {
    requireFields(row, ["name"]);
    const uid = String(row.uid).toLowerCase();
    if (uid === SYSTEM_UID || context.state.users.find(uid)) {
      throw new RowError("ERR_UID_ALREADY_EXISTS", `The uid "${uid}" already exists.`);
    }
    return userView(addUser(checked(ImportedUser, row), context), {});
  },
};

/** The user that another row names, made from that row's details if there is none. @throws RowError */
export function ensureUser(uid: string, details: ImportedUser | undefined, context: ImportContext): StoredUser {
  const known = context.state.users.find(uid);
  if (known && known.deactivatedAt === undefined) return known;
  if (!known && details?.uid === uid) return addUser(details, context);
  throw new RowError("ERR_UID_NOT_FOUND", `The user with uid "${uid}" does not exist.`);
}

function addUser(user: ImportedUser, { state, now }: ImportContext): StoredUser {
  if (!state.roles.find(user.role)) throw badField("role", "The selected role is invalid.");
  const stored: StoredUser = { ...user, status: "offline", createdAt: user.createdAt ?? now };
  state.users.add(stored);
  return stored;
}
