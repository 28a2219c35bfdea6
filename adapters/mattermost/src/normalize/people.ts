import { present } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import { type WireBot, WireChannelSeat, type WirePerson, WireTeamSeat, type WireUser } from "../wire.ts";
import { oneByOne } from "./one-by-one.ts";
import { channelId, membershipOf } from "./seats.ts";
import { timeOf } from "./times.ts";

const BROKEN_SEAT = {
  kind: "membership",
  code: "broken-seat",
  message: "A place of a user in a team or channel has a field that is missing or of another type.",
} as const;

/** A user with his memberships, or a bot. A username is the only name that anything in an export has for somebody. */
export function normalizePerson(person: WirePerson): Normalized {
  if (person.type === "bot") return [botOf(person.bot)];
  const teams = oneByOne(person.user.teams, WireTeamSeat, BROKEN_SEAT);
  const seats = teams.fit.flatMap((team) => seatsOf(person.user.username, team));
  return [userOf(person.user, teams.fit), ...seats, ...teams.refused];
}

function userOf(user: WireUser, teams: readonly WireTeamSeat[]) {
  const { username, email, nickname, first_name, last_name, position, roles, locale, delete_at, ...others } = user;
  // Passwords and what they are checked by stay where they are.
  const { profile_image, teams: listed, custom_status, password: _, auth_data: __, ...rest } = others;
  const fullName = [first_name, last_name].filter(Boolean).join(" ");
  return {
    kind: "user",
    id: username,
    username,
    displayName: nickname || fullName || username,
    ...present("fullName", fullName),
    ...(email ? { emails: [email] } : {}),
    ...present("title", position),
    ...present("statusText", custom_status?.text),
    ...present("role", roleOf(roles)),
    ...present("locale", locale),
    ...present("avatarUrl", fileOf(profile_image)),
    ...stateOf(delete_at),
    extra: { ...rest, ...present("teams", listed ? teams.map(withoutChannels) : undefined) },
  } as const;
}

function botOf({ username, display_name, delete_at, profile_image, ...extra }: WireBot) {
  return {
    kind: "user",
    id: username,
    type: "bot",
    username,
    displayName: display_name || username,
    ...present("avatarUrl", fileOf(profile_image)),
    ...stateOf(delete_at),
    extra,
  } as const;
}

function seatsOf(username: string, { name: team, channels }: WireTeamSeat) {
  const { fit, refused } = oneByOne(channels, WireChannelSeat, BROKEN_SEAT);
  return [...fit.map(({ name, ...seat }) => membershipOf(channelId(team, name), username, seat)), ...refused];
}

function withoutChannels({ channels: _, ...team }: WireTeamSeat) {
  return team;
}

/** What everybody is, is left out. */
function roleOf(roles: string | null | undefined): string | undefined {
  return roles?.split(" ").find((role) => role !== "" && role !== "system_user");
}

function stateOf(deletedAt: number | null | undefined) {
  const deactivatedAt = timeOf(deletedAt);
  return deactivatedAt === undefined ? {} : ({ state: "deactivated", deactivatedAt } as const);
}

/** Where a file lies in the export. */
export function fileOf(path: string | null | undefined): string | undefined {
  return path ? `data/${path}` : undefined;
}
