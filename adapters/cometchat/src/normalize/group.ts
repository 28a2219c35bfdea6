import { present } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import { cutText, shownDescription } from "../encode/fit.ts";
import { fitId } from "../ids.ts";
import { DESCRIPTION_CHARS } from "../limits.ts";
import type { GroupValue, MemberValue } from "../wire-values.ts";
import { extraOf, instant, NONE } from "./fields.ts";
import { groupId, isSystemUid } from "./ids.ts";
import { type GroupMarks as AllMarks, groupMarks } from "./marks.ts";

type GroupMarks = Partial<AllMarks>;

/** What the record says, what is as the one sees it who asks, and what can be counted again. */
const READ_OF_GROUP: ReadonlySet<string> = new Set(
  [
    "guid",
    "name",
    "type",
    "icon",
    "description",
    "owner",
    "metadata",
    "tags",
    "createdAt",
    "updatedAt",
    "updatedBy",
  ].concat(["membersCount", "onlineMembersCount", "conversationId", "scope", "joinedAt", "hasJoined", "password"]),
);

/** Visible types of conversations that were a group before etl's sink made them one. */
const TYPES = {
  group: "group",
  channel: "channel",
  broadcast: "broadcast",
  topic: "topic",
  livestream: "livestream",
} as const;

const ROLES: ReadonlyMap<string, "admin" | "moderator"> = new Map([
  ["admin", "admin"],
  ["moderator", "moderator"],
]);
const SCOPES: readonly unknown[] = ["admin", "moderator", "participant"];

/** A CometChat group. Its password cannot be read (CometChat sheet, 4.5). */
export function normalizeGroup({ group, rules }: GroupValue): Normalized {
  const { guid, name, type, icon, description, tags } = group;
  const { marks, metadata, extra } = groupMarks(group.metadata, guid, rules.restore);
  const owner = group.owner && !isSystemUid(group.owner) ? group.owner : undefined;
  const wasType = marks.type && (Reflect.get(TYPES, marks.type) as (typeof TYPES)[keyof typeof TYPES] | undefined);
  return [
    {
      kind: "conversation",
      id: groupId(guid),
      type: wasType ?? "group",
      visibility: type === "public" ? "public" : (marks.visibility ?? "private"),
      ...present("title", marks.nameIsInvented ? undefined : name),
      ...present("topic", marks.topic),
      ...present("description", descriptionOf(description, marks)),
      ...present("imageUrl", icon),
      ...present("createdAt", marks.sourceId === undefined ? instant(group.createdAt) : marks.createdAt),
      ...present("creatorId", marks.creatorId && fitId(marks.creatorId)),
      ...present("ownerId", owner ?? (marks.ownerId && fitId(marks.ownerId))),
      ...present("archivedAt", marks.archivedAt),
      ...present("isArchived", marks.isArchived),
      ...present("parentId", marks.parentId && groupId(fitId(marks.parentId))),
      ...present("category", marks.category),
      ...present("welcomeMessages", marks.welcomeMessages),
      tags: tags ?? [],
      metadata,
      extra: extraOf(
        group,
        READ_OF_GROUP,
        {
          sourceId: marks.sourceId === guid ? undefined : marks.sourceId,
          sourceType: wasType === marks.type ? undefined : marks.type,
          groupType: type === "public" || type === "private" ? undefined : type,
        },
        extra,
      ),
    },
  ];
}

/** The group's own one, unless it is what a pass of etl's sink made of the first source's: that one, or the topic, cut. */
function descriptionOf(shown: string | null | undefined, marks: GroupMarks): string | undefined {
  const { description } = marks;
  const sent = shownDescription(marks);
  const isOurs = !shown || (sent !== undefined && cutText(sent, DESCRIPTION_CHARS) === shown);
  return isOurs ? description : shown;
}

/** A member of a group, or who is banned from it. */
export function normalizeMember({ guid, owner, isBanned, member }: MemberValue): Normalized {
  const { uid, scope, joinedAt, bannedAt } = member;
  if (isSystemUid(uid)) {
    return { drop: { code: "system-member", message: "The system is no member: it is nobody." } };
  }
  return [
    {
      kind: "membership",
      conversationId: groupId(guid),
      userId: uid,
      role: uid === owner ? "owner" : (ROLES.get(scope ?? "") ?? "member"),
      state: isBanned ? "banned" : "active",
      ...present("joinedAt", instant(joinedAt)),
      extra: extraOf({ bannedAt, scope: SCOPES.includes(scope) ? undefined : scope }, NONE),
    },
  ];
}
