import { ConfigError } from "@chat-etl/sdk";
import { ownEmail } from "../encode/invented-email.ts";
import type { SeatPart, UserPart } from "../encode/parts.ts";
import { groupsOf, leftOf } from "./groups.ts";
import { type Numbered, type PartFiles, sorted, sortedAgain } from "./part-files.ts";

/** Names of people that a notice gives. */
const NAMED = 3;

interface Changed {
  count: number;
  readonly sample: string[];
}

/**
 * Lines of users, by their names, with their places in teams and channels inside. Of several with one address whoever
 * came first keeps it, in this run and later ones; the others get one of their own, and that is told: the import stops at
 * the second one.
 *
 * @throws ConfigError two users have one name
 */
export async function* userLines(files: PartFiles): AsyncGenerator<object, void> {
  const changed: Changed = { count: 0, sample: [] };
  const byEmail = sorted<UserPart>(files, "users", ({ user }) => user.email);
  const users = sortedAgain(files, apart(byEmail, changed, files), ({ user }) => user.username);
  const seats = groupsOf(
    sorted<SeatPart>(files, "memberships", ({ username }) => username),
    ({ username }) => username,
  );
  let alone = 0;
  const onAlone = (group: readonly SeatPart[]) => {
    alone += group.length;
  };
  let last: UserPart | undefined;
  for await (const [one, own] of leftOf(users, seats, { keyOf: ({ user }) => user.username, onAlone })) {
    if (one.user.username === last?.user.username) throw oneName(last, one);
    last = one;
    yield { type: "user", user: { ...one.user, ...(own.length > 0 ? { teams: teamsOf(own, one.user) } : {}) } };
  }
  tell(changed, files);
  tellAlone(alone, files);
}

/** Whom a map of users names is there already, so he has no line that could say where he is. */
function tellAlone(alone: number, { onNotice }: PartFiles): void {
  if (alone === 0) return;
  const count = alone.toLocaleString("en-US");
  onNotice?.(
    "places-alone",
    `Places in channels of people who were not sent, most likely because the server had them before: ${count}. They are left out: add those people to their channels there.`,
  );
}

async function* apart(
  users: AsyncIterable<Numbered<UserPart>>,
  changed: Changed,
  { config }: PartFiles,
): AsyncGenerator<UserPart, void> {
  let last: string | undefined;
  for await (const { key, user } of users) {
    const { email, username } = user;
    if (email !== last) yield { key, user };
    else {
      changed.count += 1;
      if (changed.sample.length < NAMED) changed.sample.push(username);
      yield { key, user: { ...user, email: ownEmail(username, config) } };
    }
    last = email;
  }
}

function tell({ count, sample }: Changed, { onNotice, config }: PartFiles): void {
  if (count === 0) return;
  const names = `${sample.join(", ")}${count > sample.length ? " and others" : ""}`;
  onNotice?.(
    "shared-address",
    `Users with an e-mail address that somebody else has, too: ${count.toLocaleString("en-US")} (${names}). Mattermost takes one user for each, so they got one at ${config.emailDomain} of their own.`,
  );
}

function oneName(one: UserPart, other: UserPart): ConfigError {
  return new ConfigError(
    `The users "${one.key}" and "${other.key}" become one, "${one.user.username}". Rename one of them in the source, and begin anew with --fresh and another --sink.path.`,
  );
}

/** Who is a guest on the server is one in each of his teams. */
function teamsOf(seats: readonly SeatPart[], { roles }: UserPart["user"]): readonly object[] {
  const byTeam = Map.groupBy(seats, ({ team }) => team);
  const role = roles === "system_guest" ? "team_guest" : "team_user";
  return [...byTeam].map(([name, own]) => ({ name, roles: role, channels: own.map(({ channel }) => channel) }));
}
