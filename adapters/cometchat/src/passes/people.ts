import type { User } from "@chat-etl/model";
import { definePass, type PassContext } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { isToDeactivate } from "../encode/encode-user.ts";
import { fitName, isBlank } from "../encode/fit.ts";
import { mend } from "../encode/json.ts";
import { lossesOf } from "../encode/losses.ts";
import { fitId } from "../ids.ts";
import { PEOPLE_PER_CALL } from "../limits.ts";
import { type Call, CORE, chunks, ONE_CALL, pathOf } from "./call.ts";

type Context = PassContext<CometchatSinkConfig>;

/** Role that every app has. */
const DEFAULT_ROLE = "default";
/** An app holds 25 roles (section 3), so a batch asks for at most so many, whatever its size. */
const ROLES_PER_APP = 25;

export const roles = definePass<CometchatSinkConfig, "user", Call>({
  name: "roles",
  summary: "Creates the roles that users have, at most 25, so that the import can give them to their users.",
  kind: "user",
  when: "before",
  fields: ["role"],
  batch: { max: 1_000 },
  dedupes: true,
  quotaClass: "core",
  quota: ({ coreRequestsPerMinute }) => ({
    requests: Math.max(1, Math.floor(coreRequestsPerMinute / ROLES_PER_APP)),
    perMs: 60_000,
  }),
  encode: ({ role }, { wasSent }) => {
    // Who is in already has got the default role: nobody would have this one.
    if (role === undefined || role === "" || role === DEFAULT_ROLE || wasSent) return { send: [] };
    const name = fitName(mend(role), fitId(role), new Set());
    return { send: [{ method: "POST", path: "/roles", body: { role: fitId(role), name } }] };
  },
});

export const statuses = definePass<CometchatSinkConfig, "user", Call>({
  name: "statuses",
  summary: "Sets the users' status messages; one call per user who has one.",
  kind: "user",
  when: "after",
  fields: ["statusText"],
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: ({ id, statusText }) => {
    if (statusText === undefined || isBlank(statusText)) return { send: [] };
    return { send: [{ method: "PUT", path: pathOf("users", fitId(id)), body: { statusMessage: mend(statusText) } }] };
  },
});

export const friends = definePass<CometchatSinkConfig, "user", Call>({
  name: "friends",
  summary: "Makes friends of friends, each pair once, 25 to a call; they are friends from now on.",
  kind: "user",
  when: "after",
  fields: ["friendIds"],
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: (user, context) => {
    const accepted = newFriends(user, context).map(fitId);
    const isWhole = user.friendIds.every((friend) => context.users.has(friend));
    const path = pathOf("users", fitId(user.id), "friends");
    return {
      send: chunks(accepted, PEOPLE_PER_CALL).map((part) => ({
        method: "POST",
        path,
        body: { accepted: part },
        isForEach: true,
      })),
      losses: isWhole ? [] : lossesOf(new Set(["friend-nobody"])),
    };
  },
});

/** Those this user has to name: friendship is mutual, so of two who name each other the one with the lesser id does. */
function newFriends({ id, friendIds }: User, { users }: Context): readonly string[] {
  return [...new Set(friendIds)].filter((friend) => {
    const other = users.get(friend);
    if (other === undefined || friend === id) return false;
    return id < friend || !other.friendIds.includes(id);
  });
}

export const blocks = definePass<CometchatSinkConfig, "user", Call>({
  name: "blocks",
  summary: "Blocks whom users had blocked, after everything else: blocks stop messages.",
  kind: "user",
  when: "after",
  fields: ["blockedIds"],
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: ({ id, blockedIds }, { users }) => {
    const known = [...new Set(blockedIds)].filter((blocked) => users.has(blocked) && blocked !== id).map(fitId);
    const path = pathOf("users", fitId(id), "blockedusers");
    const isWhole = blockedIds.every((blocked) => users.has(blocked));
    return {
      send: chunks(known, PEOPLE_PER_CALL).map((blockedUids) => ({
        method: "POST",
        path,
        body: { blockedUids },
        isForEach: true,
      })),
      losses: isWhole ? [] : lossesOf(new Set(["friend-nobody"])),
    };
  },
});

export const deactivation = definePass<CometchatSinkConfig, "user", Call>({
  name: "deactivation",
  summary: "Deactivates who was deactivated or deleted, last of all; they count as deactivated from now on.",
  kind: "user",
  when: "after",
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: (user) => {
    if (!isToDeactivate(user)) return { send: [] };
    return { send: [{ method: "DELETE", path: "/users", body: { uidsToDeactivate: [fitId(user.id)] } }] };
  },
});
