import { present } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import { fitId } from "../ids.ts";
import type { WireRole } from "../wire-shown.ts";
import type { RoleValue, UserValue } from "../wire-values.ts";
import { extraOf, instant } from "./fields.ts";
import { isSystemUid } from "./ids.ts";
import { userMarks } from "./marks.ts";

/** The role that every app has. */
const DEFAULT_ROLE = "default";

/** What the record says, what is as the one sees it who asks, and what changes by itself. */
const READ: ReadonlySet<string> = new Set(
  ["uid", "name", "avatar", "link", "role", "statusMessage", "metadata", "tags"].concat(
    ["createdAt", "updatedAt", "lastActiveAt", "deactivatedAt", "status", "conversationId"],
    ["blockedByMe", "blockedByMeAt", "hasBlockedMe", "blockedAt", "authToken"],
  ),
);

/** A role is no record: its users name it, and bring its definition along. */
export function normalizeRole(_: RoleValue): Normalized {
  return {
    drop: {
      code: "role",
      message:
        'A role is no record of its own; each user who has it says so, with its definition in "extra.roleDetails".',
    },
  };
}

/** A CometChat user. CometChat's own sender and etl's are none: what they say is the system's. */
export function normalizeUser({ user, role, friends, blocked, rules }: UserValue): Normalized {
  const { uid, name, avatar, link, statusMessage, tags } = user;
  if (isSystemUid(uid))
    return { drop: { code: "system-user", message: "It is nobody: what it says is the system's." } };
  const { marks, metadata, extra } = userMarks(user.metadata, uid, rules.restore);
  const { sourceId, "@private": addresses, state, deactivatedAt } = marks;
  const gone = instant(user.deactivatedAt);
  return [
    {
      kind: "user",
      id: uid,
      ...present("type", marks.type),
      displayName: name || uid,
      ...present("username", marks.username),
      ...present("fullName", marks.fullName),
      ...addresses,
      ...present("avatarUrl", avatar),
      ...present("profileUrl", link),
      ...present("title", marks.title),
      ...present("statusText", statusMessage || marks.statusText),
      ...present("role", roleOf(user.role, marks.role)),
      ...present("state", gone === undefined || state === "deleted" ? state : "deactivated"),
      ...present("deactivatedAt", deactivatedAt ?? gone),
      ...present("createdAt", marks.createdAtIsInvented ? undefined : (marks.createdAt ?? instant(user.createdAt))),
      ...present("updatedAt", marks.updatedAt ?? instant(user.updatedAt)),
      ...present("lastActiveAt", instant(user.lastActiveAt)),
      ...present("friendIds", friends),
      ...present("blockedIds", blocked),
      ...present("locale", marks.locale),
      ...present("timeZone", marks.timeZone),
      tags: tags ?? [],
      metadata,
      extra: extraOf(
        user,
        READ,
        { sourceId: sourceId === uid ? undefined : sourceId, roleDetails: detailsOf(role) },
        extra,
      ),
    },
  ];
}

/** `was`: what the first source called it, unless he has another one by now. */
function roleOf(role: string | null | undefined, was: string | undefined): string | undefined {
  const isGiven = role && role !== DEFAULT_ROLE && (was === undefined || fitId(was) !== role);
  return isGiven ? role : was;
}

function detailsOf(role: WireRole | undefined): object | undefined {
  return role && extraOf(role, new Set(["role", "createdAt", "updatedAt"]));
}
