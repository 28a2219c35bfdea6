import { present, type RecordInput } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import type { WireUser } from "../wire.ts";
import { extraOf, firstOf, without } from "./fields.ts";
import { type Known, type KnownUser, userIdOf } from "./known.ts";
import { leftOutUser } from "./policies.ts";
import { instantOf } from "./time.ts";

/** Who speaks as Slack. Often in no index. Sheet, section 8. */
export const SLACKBOT = "USLACKBOT";

/** What says nothing behind the move: colours, second factors, and what other fields say already. */
const USER_NOISE: ReadonlySet<string> = new Set(
  ["color", "has_2fa", "two_factor_type", "presence", "tz_label", "tz_offset", "who_can_share_contact_card"].concat(
    ["is_email_confirmed", "is_restricted", "is_ultra_restricted", "is_admin", "is_owner", "is_primary_owner"],
    ["is_bot", "is_stranger", "is_external", "is_invited_user", "is_forgotten", "deleted", "locale"],
  ),
);

const PROFILE_NOISE =
  /^(?:image_.*|huddle_.*|.*_normalized|avatar_hash|status_.*|first_name|last_name|email|phone|title|fields|real_name|display_name|team|is_custom_image|bot_id)$/;

/** A user of the index. Of several entries of one person the fullest counts. Sheet, sections 2.2 and 3.1. */
export function userOf(user: WireUser, known: Known): Normalized {
  const { id, name, real_name: _, tz, updated, team_id, profile, ...rest } = user;
  const leftOut = leftOutUser(known.users.get(id), known);
  if (leftOut) return { drop: leftOut };
  return [
    {
      kind: "user",
      id: userIdOf(id, known),
      type: isBot(user) ? "bot" : "human",
      displayName: labelOf(user),
      ...present("username", name),
      ...present("fullName", firstOf(user.real_name, profile?.real_name)),
      emails: [profile?.email ?? ""].filter((email) => email !== ""),
      phones: [profile?.phone ?? ""].filter((phone) => phone !== ""),
      ...present("avatarUrl", avatarOf(user)),
      ...present("title", firstOf(profile?.title)),
      ...present("statusText", firstOf([profile?.status_emoji, profile?.status_text].filter(Boolean).join(" "))),
      ...present("role", roleOf(user)),
      state: stateOf(user, known.homeTeam),
      ...present("updatedAt", instantOf(updated)),
      ...present("locale", user.locale),
      ...(tz?.includes("/") ? { timeZone: tz } : {}),
      metadata: customFields(profile?.fields),
      ...extraOf({
        ...without(rest, USER_NOISE),
        ...(tz && !tz.includes("/") ? { tz } : {}),
        slackId: known.targetIds.has(id) ? id : undefined,
        teamId: team_id === known.homeTeam ? undefined : team_id,
        isMultiChannelGuest: user.is_restricted && !user.is_ultra_restricted,
        botId: profile?.bot_id,
        profile: Object.fromEntries(
          Object.entries(extraOf(profile ?? {}).extra ?? {}).filter(([key]) => !PROFILE_NOISE.test(key)),
        ),
      }),
    } satisfies RecordInput,
  ];
}

/** How messages and memberships know him. */
export function knownUserOf(user: WireUser, origin: string): KnownUser {
  return {
    label: labelOf(user),
    isBot: isBot(user),
    isDeleted: user.deleted,
    isGuest: user.is_restricted || user.is_ultra_restricted,
    origin,
    size: Object.keys(user).length + Object.keys(user.profile ?? {}).length,
  };
}

export function slackbot(known: Known): RecordInput {
  return { kind: "user", id: userIdOf(SLACKBOT, known), type: "bot", displayName: "Slackbot" };
}

function isBot({ id, is_bot }: WireUser): boolean {
  return is_bot || id === SLACKBOT;
}

function labelOf({ id, name, real_name, profile }: WireUser): string {
  return firstOf(profile?.display_name, real_name, profile?.real_name, name) ?? id;
}

function avatarOf({ profile }: WireUser): string | undefined {
  return firstOf(profile?.image_original, profile?.image_512, profile?.image_192, profile?.image_72);
}

/** Slack's own words; a member without any has none. A single-channel guest has both flags. */
function roleOf(user: WireUser): string | undefined {
  if (user.is_primary_owner) return "primary_owner";
  if (user.is_owner) return "owner";
  if (user.is_admin) return "admin";
  if (user.is_ultra_restricted) return "restricted_guest";
  return user.is_restricted ? "guest" : undefined;
}

function stateOf(user: WireUser, homeTeam: string | undefined) {
  if (user.is_forgotten) return "deleted";
  if (user.deleted) return "deactivated";
  if (user.is_invited_user) return "invited";
  const isElsewhere = homeTeam !== undefined && Boolean(user.team_id) && user.team_id !== homeTeam;
  return user.is_stranger || user.is_external || (isElsewhere && user.id !== SLACKBOT) ? "external" : "active";
}

/** Custom profile fields by their id. Without any it is `[]`, `{}` or `null`. Sheet, 18.25. */
function customFields(fields: unknown): NonNullable<Extract<RecordInput, { kind: "user" }>["metadata"]> {
  return typeof fields === "object" && fields !== null && !Array.isArray(fields)
    ? (extraOf({ ...fields }).extra ?? {})
    : {};
}
