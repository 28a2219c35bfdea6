import { type Draft, idOf, type MutableRaw } from "./draft.ts";
import { PEOPLE } from "./invented.ts";
import type { WorldUser } from "./world.ts";

export const TEAM = "T0NORTHWIND";
export const SLACKBOT = "USLACKBOT";
/** Bots of the base export: the users, and the `B…` ids that messages carry. */
export const FERRY_BOT = {
  userId: "U0FERRYBOT1",
  botId: "B0FERRYBOT1",
  appId: "A0FERRYAPP1",
  name: "Ferry Times",
} as const;
export const TIDE_BOT = {
  userId: "U0TIDEBOT11",
  botId: "B0TIDEBOT11",
  appId: "A0TIDEAPP11",
  name: "Tide Tables",
} as const;

const AVATARS = "https://avatars.slack-edge.com/2026-01-02";
const UPDATED = 1_767_312_000;

/** The people asked for, two bots and USLACKBOT. */
export function addBaseUsers(draft: Draft): void {
  for (let number = 0; number < draft.settings.users; number++) {
    const [handle, realName] = PEOPLE[number % PEOPLE.length] ?? PEOPLE[0];
    const round = Math.floor(number / PEOPLE.length);
    const suffix = round === 0 ? "" : `${round}`;
    // §2.2: on Enterprise Grid ids may start with `W` too.
    const prefix = draft.settings.layout === "grid" && number % 3 === 2 ? "W" : "U";
    draft.users.push(
      humanOf(idOf(prefix, number + 1), `${handle}${suffix}`, suffix ? `${realName} ${suffix}` : realName),
    );
  }
  draft.users.push(botOf(FERRY_BOT), botOf(TIDE_BOT), slackbot());
}

/** A person as an index of 2026 lists them (§3.1). */
export function humanOf(id: string, handle: string, realName: string): MutableRaw {
  const [firstName = realName, ...rest] = realName.split(" ");
  // §3.1: often empty; then the real name is shown.
  const displayName = Number.parseInt(id.slice(-1), 36) % 2 === 0 ? handle : "";
  return {
    id,
    team_id: TEAM,
    name: handle,
    deleted: false,
    color: "9f69e7",
    real_name: realName,
    tz: "Europe/Lisbon",
    tz_label: "Western European Time",
    tz_offset: 0,
    profile: {
      title: "",
      phone: "",
      skype: "",
      real_name: realName,
      real_name_normalized: realName,
      display_name: displayName,
      display_name_normalized: displayName,
      fields: null,
      status_text: "",
      status_emoji: "",
      status_emoji_display_info: [],
      status_expiration: 0,
      avatar_hash: `g${id.slice(-6).toLowerCase()}`,
      email: `${handle}@northwind.example`,
      first_name: firstName,
      last_name: rest.join(" "),
      ...imagesOf(id),
      team: TEAM,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
    updated: UPDATED,
    is_email_confirmed: true,
    who_can_share_contact_card: "EVERYONE",
  };
}

function imagesOf(id: string): MutableRaw {
  return Object.fromEntries(
    [24, 32, 48, 72, 192, 512].map((size) => [`image_${size}`, `${AVATARS}/${id}_${size}.png`]),
  );
}

function botOf(bot: {
  readonly userId: string;
  readonly botId: string;
  readonly appId: string;
  readonly name: string;
}): MutableRaw {
  const user = humanOf(bot.userId, bot.name.toLowerCase().replace(" ", "_"), bot.name);
  const { email: _, ...profile } = user.profile as MutableRaw;
  return {
    ...user,
    is_bot: true,
    profile: { ...profile, bot_id: bot.botId, api_app_id: bot.appId, always_active: true },
  };
}

function slackbot(): MutableRaw {
  const user = humanOf(SLACKBOT, "slackbot", "Slackbot");
  const { email: _, ...profile } = user.profile as MutableRaw;
  // §8: a bot to everybody but to Slack, which says `is_bot: false`.
  return { ...user, profile: { ...profile, display_name: "Slackbot" } };
}

/** §3.1: what is left of somebody who was deactivated. */
export function deletedStubOf(id: string, handle: string, realName: string): MutableRaw {
  const { profile } = humanOf(id, handle, realName);
  return {
    id,
    team_id: TEAM,
    name: handle,
    deleted: true,
    profile,
    is_bot: false,
    is_app_user: false,
    updated: UPDATED,
  };
}

export function worldUserOf(user: MutableRaw): WorldUser {
  const profile = (user.profile ?? {}) as MutableRaw;
  const names = [profile.display_name, user.real_name, profile.real_name, user.name];
  return {
    id: String(user.id),
    name: String(user.name),
    displayName: String(names.find((name) => typeof name === "string" && name !== "") ?? user.id),
    email: typeof profile.email === "string" && profile.email !== "" ? profile.email : undefined,
    isBot: user.is_bot === true || user.id === SLACKBOT,
    isDeleted: user.deleted === true,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
  };
}
