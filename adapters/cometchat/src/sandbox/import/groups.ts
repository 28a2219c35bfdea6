import * as z from "zod";
import { RowError } from "../errors.ts";
import { checked, EntityId, Metadata, Name, requireFields, Seconds, Tags, WebUrl } from "../fields.ts";
import type { GroupInput } from "../state/groups.ts";
import { SYSTEM_UID } from "../system-user.ts";
import type { ImportContext, ImportKind } from "./batch.ts";
import { ensureUser, ImportedUser } from "./users.ts";

/** "Properties and constraints" page. */
const PASSWORD_CHARS = 100;

/** A group as the import takes it (CometChat sheet, 2.2). */
export const ImportedGroup = z.object({
  guid: EntityId,
  name: Name,
  type: z.enum(["public", "password", "private"]),
  password: z.string().max(PASSWORD_CHARS).optional(),
  icon: WebUrl.optional(),
  owner: EntityId.optional(),
  createdAt: Seconds.optional(),
  metadata: Metadata.optional(),
  tags: Tags,
  groupOwnerDetails: ImportedUser.optional(),
});
export type ImportedGroup = z.output<typeof ImportedGroup>;

/** What a row brings along for a group that may not be there yet. */
export interface GroupDetails {
  readonly group?: ImportedGroup | undefined;
  /** Beside what the group itself brings. */
  readonly owner?: ImportedUser | undefined;
}

export const groupsImport: ImportKind = {
  wrapper: "groups",
  formatCode: "ERR_IMPORT_INVALID_GROUP_FORMAT",
  idField: "guid",
  lowercases: true,
  store(row, context) {
    requireFields(row, ["name", "type"]);
    const guid = String(row.guid).toLowerCase();
    if (context.state.groups.find(guid)) {
      throw new RowError("ERR_GUID_ALREADY_EXISTS", `The guid "${guid}" already exists.`);
    }
    const { tags: _, ...shown } = addGroup({ group: checked(ImportedGroup, row) }, context);
    return shown;
  },
};

/** The group that another row names, made from that row's details if there is none. @throws RowError */
export function ensureGroup(guid: string, { group, owner }: GroupDetails, context: ImportContext): GroupInput {
  const known = context.state.groups.find(guid);
  if (known) return known;
  if (group?.guid === guid) return addGroup({ group, owner }, context);
  throw new RowError("ERR_GUID_NOT_FOUND", `The group with guid "${guid}" does not exist.`);
}

function addGroup(
  { group, owner }: GroupDetails & { readonly group: ImportedGroup },
  context: ImportContext,
): GroupInput {
  const { password, groupOwnerDetails, ...known } = group;
  if (group.type === "password" && !password) {
    throw new RowError("ERR_EMPTY_GROUP_PASS", "A group of type password needs a password.");
  }
  const stored: GroupInput = {
    ...known,
    owner: group.owner ?? SYSTEM_UID,
    createdAt: group.createdAt ?? context.now,
    conversationId: `group_${group.guid}`,
  };
  if (stored.owner !== SYSTEM_UID) ensureUser(stored.owner, owner ?? groupOwnerDetails, context);
  context.state.groups.add(stored);
  joinOwner(stored, context);
  return stored;
}

function joinOwner({ guid, owner, createdAt }: GroupInput, { state, options }: ImportContext): void {
  if (!options.ownerAutoJoin || owner === SYSTEM_UID) return;
  state.members.add({ guid, uid: owner, scope: "admin", joinedAt: createdAt, isBanned: false });
}
