import type { User } from "@chat-etl/model";
import { present } from "@chat-etl/model";
import type { EncodeContext, Encoded } from "@chat-etl/sdk";
import type { MattermostSinkConfig } from "../config.ts";
import { isEmail, NAME_CHARACTERS, POSITION_CHARACTERS } from "../limits.ts";
import { inventedEmail } from "./invented-email.ts";
import { fitted, isFilled, lossesOf } from "./losses.ts";
import { usernameOf } from "./names.ts";
import type { UserPart } from "./parts.ts";

const LOCALE = /^[a-z]{2}(?:-[A-Z]{2})?$/;

/** What somebody may be on the whole server. */
const ROLES: ReadonlySet<string> = new Set(["system_admin", "system_guest"]);

export function encodeUser(user: User, { config, startedAt }: EncodeContext<MattermostSinkConfig>): Encoded<UserPart> {
  const { id, displayName, fullName = "", emails, title = "", role, locale, state, deactivatedAt } = user;
  const username = usernameOf(id);
  const [first = "", last = ""] = fullName.split(/ (?=[^ ]*$)/);
  const names = [displayName, first, last].map((name) => fitted(name, NAME_CHARACTERS));
  const position = fitted(title, POSITION_CHARACTERS);
  const isGone = state === "deactivated" || state === "deleted";
  const hasRole = role !== undefined && ROLES.has(role);
  const hasLocale = locale !== undefined && LOCALE.test(locale);
  const email = emails.map((one) => one.trim().toLowerCase()).find(isEmail);
  const [nickname, firstName, lastName] = names.map(({ text }) => text);
  const line = {
    username,
    email: email ?? inventedEmail(username, config),
    ...(nickname === fullName ? {} : { nickname }),
    ...present("first_name", firstName),
    ...present("last_name", lastName),
    ...present("position", position.text),
    roles: role === "system_guest" ? role : hasRole ? `system_user ${role}` : "system_user",
    ...(hasLocale ? { locale } : {}),
    ...(isGone ? { delete_at: deactivatedAt ?? startedAt } : {}),
  };
  return {
    send: [{ key: id, user: line }],
    losses: [
      ...lossesOf({
        cut: names.some(({ isCut }) => isCut) || position.isCut,
        email: email === undefined || emails.length !== 1,
        locale: locale !== undefined && !hasLocale,
        "deactivated-at": isGone && deactivatedAt === undefined,
        username: (user.username ?? id) !== username,
        "user-type": user.type !== "human",
        extra: isFilled(user.extra),
      }),
      ...lossesOf({ contact: hasContact(user), "user-details": hasDetails(user) || (role !== undefined && !hasRole) }),
    ],
  };
}

function hasContact({ phones, profileUrl, statusText, timeZone, avatarUrl }: User): boolean {
  return [phones, profileUrl, statusText, timeZone, avatarUrl].some(isFilled);
}

function hasDetails({
  createdAt,
  updatedAt,
  lastActiveAt,
  friendIds,
  blockedIds,
  tags,
  metadata,
  state,
}: User): boolean {
  const isOther = state === "invited" || state === "external";
  return isOther || [createdAt, updatedAt, lastActiveAt, friendIds, blockedIds, tags, metadata].some(isFilled);
}
