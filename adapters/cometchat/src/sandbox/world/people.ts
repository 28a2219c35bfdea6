import type { GroupInput } from "../state/groups.ts";
import type { Member } from "../state/members.ts";
import type { StoredRole } from "../state/roles.ts";
import type { StoredUser } from "../state/users.ts";
import { SYSTEM_UID } from "../system-user.ts";

const DAY = 86_400;

/** An app has been there for so long when the sample world begins. */
const APP_AGE = 90 * DAY;

/** The sample world's times hang on one: its newest instant, in UNIX seconds. */
export function beginningOf(until: number): number {
  return until - APP_AGE;
}

export function roles(until: number): readonly StoredRole[] {
  const settings = { listUsers: "all", sendMessagesTo: "friendsOnly" };
  return [
    { role: "teacher", name: "Teacher", description: "Teaches a class", settings, createdAt: beginningOf(until) },
  ];
}

/** A user without what most have not. */
function user(uid: string, name: string, createdAt: number, more: Partial<StoredUser> = {}): StoredUser {
  return { uid, name, status: "offline", role: "default", createdAt, tags: [], ...more };
}

export function users(until: number): readonly StoredUser[] {
  const began = beginningOf(until);
  return [
    user("ann", "Ann Lee", began, {
      avatar: "https://files.example.org/ann.png",
      link: "https://example.org/people/ann",
      role: "teacher",
      statusMessage: "Back on Monday",
      lastActiveAt: until - 60,
      metadata: { level: 3, "@private": { email: "ann@example.org" } },
      tags: ["staff", "vip"],
    }),
    user("bob", "Bob Ray", began, { lastActiveAt: until - 3600, tags: ["staff"] }),
    user("carla", "Carla Fúnes 🌱", began + DAY),
    user("dmitri", "Дмитрий", began + DAY, { metadata: { city: "Рига" } }),
    user("elif", "Elif", began + 2 * DAY),
    user("goran", "Goran", began + 2 * DAY, { deactivatedAt: until - 10 * DAY }),
    user("ivo", "Ivo", began + 3 * DAY),
    user("june", "June", began + 3 * DAY),
    user("a_user_b", "Confusing", began + 4 * DAY),
  ];
}

export const FRIENDS: readonly (readonly [string, string])[] = [
  ["ann", "bob"],
  ["ann", "carla"],
];
export const BLOCKS: readonly (readonly [string, string])[] = [["bob", "ivo"]];

export function groups(until: number): readonly GroupInput[] {
  const began = beginningOf(until);
  const group = (guid: string, name: string, more: Partial<GroupInput>): GroupInput => ({
    guid,
    name,
    type: "private",
    owner: "ann",
    createdAt: began + 5 * DAY,
    conversationId: `group_${guid}`,
    tags: [],
    ...more,
  });
  return [
    group("team", "The team", {
      description: "Everything about work",
      icon: "https://files.example.org/team.png",
      metadata: { project: "apollo" },
      tags: ["work"],
    }),
    group("lobby", "Lobby", { type: "public", owner: SYSTEM_UID }),
    group("vault", "Vault", { type: "password", owner: "bob" }),
    // Its guid reads like a pair of users.
    group("ann_user_elif", "Ann and Elif's project", {}),
  ];
}

export function members(until: number): readonly Member[] {
  const joinedAt = beginningOf(until) + 5 * DAY + 60;
  const member = (guid: string, uid: string, scope: Member["scope"] = "participant", isBanned = false): Member => ({
    guid,
    uid,
    scope,
    joinedAt,
    isBanned,
  });
  return [
    member("team", "ann", "admin"),
    member("team", "bob", "moderator"),
    ...["carla", "dmitri", "elif"].map((uid) => member("team", uid)),
    ...["ann", "bob", "carla", "dmitri"].map((uid) => member("lobby", uid)),
    member("lobby", "ivo", "participant", true),
    member("vault", "bob", "admin"),
    member("vault", "ann"),
    member("ann_user_elif", "ann", "admin"),
    member("ann_user_elif", "elif"),
  ];
}
