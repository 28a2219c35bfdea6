import { createHash } from "node:crypto";
import type { ReadBackSpec, Seen } from "@chat-etl/sdk";
import type { MattermostSinkConfig } from "./config.ts";
import { ownEmail } from "./encode/invented-email.ts";
import type { ChannelPart, PostPart, SeatPart, UserPart } from "./encode/parts.ts";
import { importSource } from "./read-back/import-source.ts";
import type { FoundPost, WrittenChannel, WrittenUser } from "./read-back/import-wire.ts";

export interface Wires {
  readonly user: UserPart;
  readonly conversation: ChannelPart;
  readonly membership: SeatPart;
  readonly message: PostPart;
}

type Fields = Readonly<Record<string, unknown>>;
type Sent<Kind extends keyof Wires> = { readonly wires: readonly Wires[Kind][] };

const OF_USER = ["email", "nickname", "first_name", "last_name", "position", "roles", "locale", "delete_at"];
const OF_CHANNEL = ["display_name", "type", "header", "purpose", "deleted_at", "favorited_by"];
const OF_SEAT = ["roles", "notify_props", "favorite", "last_viewed_at"];
const OF_POST = ["type", "edit_at", "is_pinned", "reactions"];

/** Of a digest of the words of a post. */
const WORDS_CHARACTERS = 11;

/** What was put together is compared with what was sent, line by line: the part files are not asked. */
export const readBack: ReadBackSpec<MattermostSinkConfig, Wires> = {
  source: importSource,
  config: ({ path }) => ({ path }),
  sent: { user: sentUser, conversation: sentChannel, membership: sentSeat, message: sentPost },
  found: { users: foundUser, channels: foundChannel, posts: foundPost },
};

/** Whoever shares an address may have got one of his own. Whom the server had before does not stand in the import. */
function sentUser({
  wires,
  wasThere,
  context: { config },
}: Sent<"user"> & {
  readonly wasThere: boolean;
  readonly context: { readonly config: MattermostSinkConfig };
}): readonly Seen[] {
  if (wasThere) return [];
  return wires.flatMap(({ user }) => [
    userSeen(user),
    { ...userSeen({ ...user, email: ownEmail(user.username, config) }), isOptional: true },
  ]);
}

function sentChannel({ wires }: Sent<"conversation">): readonly Seen[] {
  return wires.map(({ line }) => channelSeen(line));
}

function sentSeat({ wires }: Sent<"membership">): readonly Seen[] {
  return wires.map(({ username, team, channel }) => seatSeen(username, team, channel));
}

/** A reply to what was never sent stands alone. */
function sentPost({ wires }: Sent<"message">): readonly Seen[] {
  return wires.flatMap((wire) => [
    postSeen(wire),
    ...(wire.isReply ? [{ ...postSeen({ ...wire, isReply: false }), isOptional: true as const }] : []),
  ]);
}

function foundUser({ user }: WrittenUser): readonly Seen[] {
  const seats = user.teams.flatMap(({ name: team, channels }) =>
    channels.map((channel) => seatSeen(user.username, team, channel)),
  );
  return [userSeen(user), ...seats];
}

function foundChannel(line: WrittenChannel): readonly Seen[] {
  return [channelSeen(line)];
}

function foundPost(post: FoundPost): readonly Seen[] {
  return [postSeen(post)];
}

function userSeen(user: Fields & { readonly username: string }): Seen {
  return { kind: "user", key: user.username, content: contentOf(user, OF_USER) };
}

function channelSeen(line: WrittenChannel | ChannelPart["line"]): Seen {
  const [place, fields] =
    line.type === "channel"
      ? [placeName({ team: line.channel.team, channel: line.channel.name }), line.channel]
      : [placeName({ channel_members: line.direct_channel.members }), line.direct_channel];
  return { kind: "conversation", key: place, conversation: place, content: contentOf(fields, OF_CHANNEL) };
}

function seatSeen(username: string, team: string, channel: Fields & { readonly name: string }): Seen {
  const place = placeName({ team, channel: channel.name });
  const key = JSON.stringify([place, username]);
  return { kind: "membership", key, conversation: place, content: contentOf(channel, OF_SEAT) };
}

/** A post has no id: it is found by where, who, when and what it says, as two of one instant are two. */
function postSeen({ place, post, isReply }: Pick<PostPart, "place" | "isReply"> & { readonly post: Fields }): Seen {
  const conversation = placeName(place);
  const { user, create_at, message = "" } = post;
  const words = createHash("sha256").update(String(message)).digest("base64url").slice(0, WORDS_CHARACTERS);
  const content = { ...contentOf(post, OF_POST), isReply };
  const at = typeof create_at === "number" ? create_at : undefined;
  return { kind: "message", key: JSON.stringify([conversation, user, create_at, words]), conversation, at, content };
}

/** As the source of this adapter calls a place: `crew/harbour`, or who is in it. */
function placeName(place: PostPart["place"]): string {
  return "team" in place ? `${place.team}/${place.channel}` : place.channel_members.join(",");
}

/** What is not there must not be there. */
function contentOf(fields: Fields, names: readonly string[]): Seen["content"] {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}
