import { present } from "@chat-etl/model";
import type { Normalized } from "@chat-etl/sdk";
import type { WireBot, WirePerson, WireTeamSeat, WireUser } from "../wire.ts";
import { channelId, membershipOf } from "./seats.ts";
import { timeOf } from "./times.ts";

/** A user with his memberships, or a bot. A username is the only name that anything in an export has for somebody. */
export function normalizePerson(person: WirePerson): Normalized {
  return person.type === "bot" ? [botOf(person.bot)] : [userOf(person.user), ...seatsOf(person.user)];
}

function userOf(user: WireUser) {
  const { username, email, nickname, first_name, last_name, position, roles, locale, delete_at, ...others } = user;
  // Passwords and what they are checked by stay where they are.
  const { profile_image, teams, custom_status, password: _, auth_data: __, ...rest } = others;
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
    extra: { ...rest, ...present("teams", teams?.map(withoutChannels)) },
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

function seatsOf({ username, teams }: WireUser) {
  return (teams ?? []).flatMap((team) =>
    (team.channels ?? []).map(({ name, ...seat }) => membershipOf(channelId(team.name, name), username, seat)),
  );
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
