import { ConfigError } from "@chat-etl/sdk";
import type { ChannelPart, SeatPart, UserPart } from "../encode/parts.ts";
import { groupsOf, leftOf } from "./groups.ts";
import { type PartFiles, sorted } from "./part-files.ts";
import { threadLines } from "./threads.ts";

/** The lines of the import, in the order of types that it wants, in flat memory. */
export async function* linesOf(files: PartFiles): AsyncGenerator<string, void> {
  for await (const line of all(files)) yield `${JSON.stringify(line)}\n`;
}

async function* all(files: PartFiles): AsyncGenerator<object, void> {
  yield { type: "version", version: 1 };
  yield* teams(files);
  for await (const line of channelLines(files)) if (line.type === "channel") yield line;
  yield* userLines(files);
  let hasDirect = false;
  for await (const line of threadLines(files)) {
    if (line.type === "direct_post" && !hasDirect) {
      yield* directChannels(files);
      hasDirect = true;
    }
    yield line;
  }
  if (!hasDirect) yield* directChannels(files);
}

async function* directChannels(files: PartFiles): AsyncGenerator<object, void> {
  for await (const line of channelLines(files)) if (line.type === "direct_channel") yield line;
}

/** The team that the operator chose, and those that channels name. */
async function* teams(files: PartFiles): AsyncGenerator<object, void> {
  const { team, teamTitle = team } = files.config;
  const names = new Set([team]);
  for await (const line of channelLines(files)) if (line.type === "channel") names.add(line.channel.team);
  for (const name of names) {
    const display_name = name === team ? teamTitle : name;
    yield { type: "team", team: { name, display_name, type: "I", allow_open_invite: false } };
  }
}

/** @throws ConfigError two of them are one */
async function* channelLines(files: PartFiles): AsyncGenerator<ChannelPart["line"], void> {
  let last = "";
  for await (const { line } of sorted<ChannelPart>(files, "channels", ({ line }) => addressOf(line))) {
    const address = addressOf(line);
    if (address === last) {
      throw new ConfigError(
        `Two conversations become the channel ${address}. Choose another --sink.team, and run with --fresh.`,
      );
    }
    last = address;
    yield line;
  }
}

function addressOf(line: ChannelPart["line"]): string {
  if (line.type === "channel") return JSON.stringify([line.channel.team, line.channel.name]);
  return JSON.stringify(line.direct_channel.members);
}

/** Users with their places in teams and channels inside. */
async function* userLines(files: PartFiles): AsyncGenerator<object, void> {
  const users = sorted<UserPart>(files, "users", ({ user }) => user.username);
  const seats = groupsOf(
    sorted<SeatPart>(files, "memberships", ({ username }) => username),
    ({ username }) => username,
  );
  for await (const [{ user }, own] of leftOf(users, seats, { keyOf: ({ user }) => user.username }))
    yield { type: "user", user: { ...user, ...(own.length > 0 ? { teams: teamsOf(own) } : {}) } };
}

function teamsOf(seats: readonly SeatPart[]): readonly object[] {
  const byTeam = Map.groupBy(seats, ({ team }) => team);
  return [...byTeam].map(([name, own]) => ({ name, roles: "team_user", channels: own.map(({ channel }) => channel) }));
}
