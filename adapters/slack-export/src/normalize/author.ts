import { present, type RecordInput } from "@chat-etl/model";
import type { WireMessage } from "../wire.ts";
import { extraOf, firstOf } from "./fields.ts";
import { type Known, type KnownUser, userIdOf } from "./known.ts";
import { SLACKBOT, slackbot } from "./user.ts";

/** Who wrote a message. */
export interface Author {
  /** `null`: nobody, Slack says it. */
  readonly slackId: string | null;
  /** What is known of him, be it from the index or from the message alone. */
  readonly user?: Pick<KnownUser, "isBot" | "isDeleted" | "isGuest"> | undefined;
  /** He stands in no index; this is how the message shows him. */
  readonly snapshot?: RecordInput | undefined;
}

const NOBODY: Author = { slackId: null };

/** Stands for nobody in renamings. Sheet, 18.7. */
const RENAMER = "U00";

/** Stands for everybody whose words a customer's own key withholds. Sheet, section 6. */
const REVOKED = "UREVOKEDU";

/**
 * Who wrote it, in the order of section 8 of the sheet. Never nobody, but where Slack itself speaks (`isSystem`): a
 * message without any trace of an author gets one of its own.
 */
export function authorOf(
  message: WireMessage,
  { messageId, isSystem, known }: { readonly messageId: string; readonly isSystem: boolean; readonly known: Known },
): Author {
  const { subtype, user, bot_id: botId, username } = message;
  if (subtype === "tombstone") return NOBODY;
  const commenter = subtype === "file_comment" ? message.comment?.user : undefined;
  const starter = subtype === "huddle_thread" ? message.room?.created_by : undefined;
  const uploader = user || botId ? undefined : (message.file ?? message.files?.[0])?.user;
  const person = commenter || starter || user || uploader;
  if (person) return person === RENAMER ? NOBODY : personOf(person, message, known);
  if (botId) return botOf(botId, message, known);
  if (username) return webhookOf(username, message);
  return isSystem ? NOBODY : strangerOf(messageId);
}

/** The name a bot took for this one message, where it is another than its own. Sheet, 18.39. */
export function shownNameOf({ username, subtype }: WireMessage, author: Author, known: Known): string | undefined {
  // In old upload messages it is a mention of who uploaded.
  if (!username || subtype === "file_share" || author.slackId === null) return undefined;
  const { snapshot } = author;
  const own = known.users.get(author.slackId)?.label ?? (snapshot?.kind === "user" ? snapshot.displayName : undefined);
  return own === username ? undefined : username;
}

function personOf(slackId: string, message: WireMessage, known: Known): Author {
  const listed = known.users.get(slackId);
  if (listed) return { slackId, user: listed };
  if (slackId === REVOKED) return { slackId, snapshot: placeholder(slackId, "Withheld") };
  if (slackId === SLACKBOT) return { slackId, user: bot(), snapshot: slackbot(known) };
  if (message.user === slackId && message.user_profile) return guestFrom(slackId, message, known);
  if (message.bot_profile?.user_id === slackId) return botWith(slackId, message, known);
  return { slackId };
}

/** Somebody of another workspace, or gone from the index: as the message shows him. Sheet, 18.6. */
function guestFrom(slackId: string, { user_profile: profile }: WireMessage, known: Known): Author {
  const { display_name, real_name, name, image_72, team, is_restricted, is_ultra_restricted } = profile ?? {};
  return {
    slackId,
    user: { isBot: false, isDeleted: false, isGuest: Boolean(is_restricted || is_ultra_restricted) },
    snapshot: {
      kind: "user",
      id: userIdOf(slackId, known),
      displayName: firstOf(display_name, real_name, name) ?? slackId,
      ...present("username", name),
      ...present("fullName", firstOf(real_name)),
      ...present("avatarUrl", image_72),
      state: known.homeTeam !== undefined && team && team !== known.homeTeam ? "external" : "active",
      ...extraOf({ teamId: team === known.homeTeam ? undefined : team }),
    },
  };
}

/** A bot id leads to the bot's user, if there is one; else the bot goes by that id. */
function botOf(botId: string, message: WireMessage, known: Known): Author {
  const userId = known.botUsers.get(botId) ?? message.bot_profile?.user_id;
  const listed = known.users.get(userId ?? botId);
  return listed ? { slackId: userId ?? botId, user: listed } : botWith(userId || botId, message, known);
}

function botWith(slackId: string, { bot_id, bot_profile, app_id, username, icons }: WireMessage, known: Known): Author {
  const app = known.integrations.get(bot_profile?.app_id ?? app_id ?? "") ?? known.integrations.get(bot_id ?? "");
  const avatar = pictureIn(bot_profile?.icons) ?? pictureIn(icons);
  return {
    slackId,
    user: bot(Boolean(bot_profile?.deleted)),
    snapshot: {
      kind: "user",
      id: userIdOf(slackId, known),
      type: "bot",
      displayName: firstOf(bot_profile?.name, username, app) ?? slackId,
      ...present("avatarUrl", avatar),
      state: bot_profile?.deleted ? "deactivated" : "active",
      ...extraOf({ botId: bot_id === slackId ? undefined : bot_id, appId: bot_profile?.app_id ?? app_id }),
    },
  };
}

/** Very old webhooks have a name and nothing else. */
function webhookOf(username: string, { icons }: WireMessage): Author {
  const id = `webhook:${username}`.toWellFormed();
  const avatar = present("avatarUrl", pictureIn(icons));
  return {
    slackId: id,
    user: bot(),
    snapshot: { kind: "user", id, type: "webhook", displayName: username, ...avatar },
  };
}

function strangerOf(messageId: string): Author {
  const id = `unknown:${messageId}`;
  return { slackId: id, snapshot: placeholder(id, "Unknown") };
}

function placeholder(id: string, displayName: string): RecordInput {
  return { kind: "user", id, type: "placeholder", displayName };
}

function bot(isDeleted = false): Author["user"] {
  return { isBot: true, isDeleted, isGuest: false };
}

/** The largest of `image_36`, `image_72`, …; an emoji is no picture. */
function pictureIn(icons: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  const sizes = Object.keys(icons ?? {}).flatMap((key) => /^image_(\d+)$/.exec(key)?.[1] ?? []);
  const url = icons?.[`image_${Math.max(0, ...sizes.map(Number))}`] ?? icons?.image_original;
  return typeof url === "string" ? url : undefined;
}
