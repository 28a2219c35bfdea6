import * as z from "zod";
import { badField, RowError } from "../errors.ts";
import { checked, EntityId, requireFields, Seconds } from "../fields.ts";
import type { ImportContext, ImportKind } from "./batch.ts";
import { ensureGroup, ImportedGroup } from "./groups.ts";
import { ensureUser, ImportedUser } from "./users.ts";

/** A membership as the import takes it (CometChat sheet, 2.3). */
const ImportedMember = z.object({
  guid: EntityId,
  uid: EntityId,
  scope: z.enum(["admin", "moderator", "participant"]).default("participant"),
  isBanned: z.boolean().default(false),
  joinedAt: Seconds.optional(),
  groupDetails: ImportedGroup.optional(),
  userDetails: ImportedUser.optional(),
});
type ImportedMember = z.output<typeof ImportedMember>;

export const membersImport: ImportKind = {
  wrapper: "members",
  formatCode: "ERR_IMPORT_INVALID_MEMBER_FORMAT",
  idField: "memberId",
  lowercases: true,
  store(row, context) {
    requireFields(row, ["guid", "uid"]);
    if (row.memberId !== `${row.guid}_member_${row.uid}`) {
      throw badField("memberId", "The memberId must be the guid, _member_ and the uid.");
    }
    refuseKnown(String(row.guid).toLowerCase(), String(row.uid).toLowerCase(), context);
    return addMember(checked(ImportedMember, row), context);
  },
};

function refuseKnown(guid: string, uid: string, { state }: ImportContext): void {
  if (!state.members.find(guid, uid)) return;
  throw new RowError("ERR_ALREADY_JOINED", `The user with uid "${uid}" has joined the group "${guid}" already.`);
}

/** Whether the time is right is known only once the group is there. A group made in vain goes away with its row. */
function addMember(member: ImportedMember, context: ImportContext): object {
  const { guid, uid, scope, isBanned } = member;
  const joinedAt = member.joinedAt ?? context.now;
  if (member.joinedAt !== undefined && joinedAt >= context.now) throw invalidJoinedAt();
  const group = ensureGroup(guid, { group: member.groupDetails }, context);
  ensureUser(uid, member.userDetails, context);
  if (member.joinedAt !== undefined && isTooEarly(joinedAt, group.createdAt, context)) throw invalidJoinedAt();
  // The group may have been made just now, with this user as its owner.
  refuseKnown(guid, uid, context);
  context.state.members.add({ guid, uid, scope, joinedAt, isBanned });
  return { guid, uid, scope, joinedAt };
}

function isTooEarly(joinedAt: number, createdAt: number, { options }: ImportContext): boolean {
  return options.joinedAtEquality === "accept" ? joinedAt < createdAt : joinedAt <= createdAt;
}

function invalidJoinedAt(): RowError {
  return new RowError(
    "ERR_IMPORT_INVALID_JOINEDAT",
    "The joinedAt must lie behind the group's createdAt and before now.",
  );
}
