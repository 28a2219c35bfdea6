import type { Drop, Reason } from "@chat-etl/sdk";
import { fitsGlob, type SlackExportConfig } from "../config.ts";
import type { Known, KnownConversation, KnownUser } from "./known.ts";
import type { Stamp } from "./time.ts";

/** Left out as asked for: `--source.<option>` says so. */
function byOption(code: string, what: string, option: keyof SlackExportConfig): Reason {
  return { code, message: `${what}, as --source.${option} asks for.` };
}

const BOT = byOption("bot", "Bots and what they wrote are left out", "bots");
const DELETED_USER = byOption("deleted-user", "Deactivated users and what they wrote are left out", "deletedUsers");
const GUEST = byOption("guest", "Guests and what they wrote are left out", "guests");
const ARCHIVED = byOption("archived-channel", "Archived channels are left out", "archivedChannels");
const OTHER_CHANNEL = byOption("other-channel", "Only chosen channels are read", "channels");
const EXCEPTED_CHANNEL = byOption("excepted-channel", "Some channels are left out", "exceptChannels");
const OTHER_WORKSPACE = byOption("other-workspace", "Only one workspace is read", "workspace");
export const SYSTEM_MESSAGE = byOption("system-message", "System messages are left out", "systemMessages");
const BEFORE_SINCE = byOption("before-since", "Older messages are left out", "since");
const AFTER_UNTIL = byOption("after-until", "Newer messages are left out", "until");

const DAY_MS = 86_400_000;

/** Why a user is left out with all he wrote; undefined: he is not. Nobody knows anything against an unknown one. */
export function leftOutUser(user: KnownUser | undefined, { policies }: Pick<Known, "policies">): Reason | undefined {
  if (user === undefined) return undefined;
  if (user.isBot && policies.bots === "drop") return BOT;
  if (user.isDeleted && policies.deletedUsers === "drop") return DELETED_USER;
  return user.isGuest && policies.guests === "drop" ? GUEST : undefined;
}

/** Why a conversation is left out with all that is in it. */
export function leftOutConversation(
  { name, id, isArchived, workspace }: Pick<KnownConversation, "name" | "id" | "isArchived" | "workspace">,
  policies: SlackExportConfig,
): Reason | undefined {
  const isCalled = (globs: readonly string[]) => fitsGlob(name, globs) || fitsGlob(id, globs);
  const { channels, exceptChannels } = policies;
  if (policies.workspace !== undefined && workspace !== undefined && workspace !== policies.workspace)
    return OTHER_WORKSPACE;
  if (channels !== undefined && !isCalled(channels)) return OTHER_CHANNEL;
  if (exceptChannels !== undefined && isCalled(exceptChannels)) return EXCEPTED_CHANNEL;
  return isArchived && policies.archivedChannels === "drop" ? ARCHIVED : undefined;
}

/** Why a message is left out for its time. */
export function leftOutTime(
  { sentAt }: Pick<Stamp, "sentAt">,
  { since, until }: SlackExportConfig,
): Reason | undefined {
  if (since !== undefined && sentAt < since) return BEFORE_SINCE;
  return until !== undefined && sentAt >= until ? AFTER_UNTIL : undefined;
}

/**
 * Why a whole day file need not be opened. Its day is that of Los Angeles, of UTC in exports of slackdump, and who
 * knows where else (sheet, section 4): a day more on either side is looked at.
 */
export function leftOutDay(day: string, { since, until }: SlackExportConfig): Reason | undefined {
  const begins = Date.parse(day);
  if (since !== undefined && begins + 2 * DAY_MS <= since) return BEFORE_SINCE;
  return until !== undefined && begins - DAY_MS >= until ? AFTER_UNTIL : undefined;
}

export function dropped(reason: Reason): Drop {
  return { drop: reason };
}
