import type { User } from "@chat-etl/model";
import type { EncodeContext, Encoded } from "@chat-etl/sdk";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { UserWire } from "../wire-import.ts";
import { customOf, filled, present } from "./custom.ts";
import { type Lost, lossesOf } from "./losses.ts";
import { isBlank, usableUrl, wellFormed } from "./text.ts";

/** The role that every app has (TalkJS sheet, T50). */
const DEFAULT_ROLE = "default";

/** A user. Only what is known is sent, so that nothing of a user who is there already is wiped (TalkJS sheet, T19). */
export function encodeUser(user: User, { config }: EncodeContext<TalkjsSinkConfig>): Encoded<UserWire> {
  const lost: Lost = new Set();
  noteLosses(user, lost);
  const name = user.type === "system" ? "System" : wellFormed(user.displayName, lost);
  const hasName = !isBlank(name);
  if (!hasName) lost.add("name-invented");
  const fields = {
    name: hasName ? name : user.id,
    ...contactsOf(user, config, lost),
    photoUrl: usableUrl(user.avatarUrl),
    role: roleOf(user, config, lost),
    locale: user.locale,
    custom: customOfUser(user, hasName, lost),
  };
  return { send: [{ id: user.id, fields }], losses: lossesOf(lost) };
}

function noteLosses({ type, state, createdAt, friendIds, blockedIds, tags }: User, lost: Lost): void {
  const isMade = type === "system" || type === "placeholder";
  if (createdAt !== undefined && !isMade) lost.add("created-at");
  if (state !== "active") lost.add("user-state");
  if (friendIds.length > 0) lost.add("friends");
  if (blockedIds.length > 0) lost.add("blocks");
  if (tags.length > 0) lost.add("tags");
}

/** Only if the operator wants it: with them, TalkJS writes to people (TalkJS sheet, T51). */
function contactsOf({ emails, phones }: User, { contacts }: TalkjsSinkConfig, lost: Lost) {
  if (emails.length + phones.length === 0) return {};
  if (contacts === "copy") return { email: filled(emails), phone: filled(phones) };
  lost.add("contacts");
  return {};
}

/** A role that the app does not have could mute its users (TalkJS sheet, T50). */
function roleOf({ role }: User, { roles }: TalkjsSinkConfig, lost: Lost): string | undefined {
  if (role === undefined) return undefined;
  if (role === DEFAULT_ROLE || roles.includes(role) || roles.includes("all")) return role;
  lost.add("role");
  return DEFAULT_ROLE;
}

function customOfUser(user: User, hasName: boolean, lost: Lost): UserWire["fields"]["custom"] {
  const { id, type, role, state, createdAt, username, fullName, title, statusText, timeZone, profileUrl } = user;
  const own = {
    sourceId: id,
    nameIsInvented: hasName ? undefined : true,
    type: type === "human" ? undefined : type,
    role: role === DEFAULT_ROLE ? undefined : role,
    state: state === "active" ? undefined : state,
    createdAt,
    tags: filled(user.tags),
    profile: present({
      ...{ username, fullName, title, statusText, timeZone, profileUrl },
      ...{ updatedAt: user.updatedAt, lastActiveAt: user.lastActiveAt, deactivatedAt: user.deactivatedAt },
      avatarUrl: usableUrl(user.avatarUrl) === undefined ? user.avatarUrl : undefined,
    }),
  };
  return customOf({ own, metadata: user.metadata, extra: user.extra }, lost);
}
