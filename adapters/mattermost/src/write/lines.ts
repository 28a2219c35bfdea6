import { ConfigError } from "@chat-etl/sdk";
import type { ChannelPart } from "../encode/parts.ts";
import { type PartFiles, sorted } from "./part-files.ts";
import { threadLines } from "./threads.ts";
import { userLines } from "./users.ts";

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
  let last: ChannelPart | undefined;
  for await (const part of sorted<ChannelPart>(files, "channels", ({ line }) => addressOf(line))) {
    if (last !== undefined && addressOf(part.line) === addressOf(last.line)) throw oneChannel(last, part);
    last = part;
    yield part.line;
  }
}

function oneChannel(one: ChannelPart, other: ChannelPart): ConfigError {
  return new ConfigError(
    `The conversations "${one.key}" and "${other.key}" become one channel, ${addressOf(one.line)}. Choose another --sink.team, or rename one of them in the source, and begin anew with --fresh and another --sink.path.`,
  );
}

function addressOf(line: ChannelPart["line"]): string {
  if (line.type === "channel") return JSON.stringify([line.channel.team, line.channel.name]);
  return JSON.stringify(line.direct_channel.members);
}
