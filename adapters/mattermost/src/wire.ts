import { Json } from "@chat-etl/model";
import * as z from "zod";

// The lines of a bulk export, as Mattermost documents them and writes them:
// https://docs.mattermost.com/administration-guide/onboard/bulk-loading-data.html
// https://docs.mattermost.com/administration-guide/manage/bulk-export-tool.html
// Any list may be null, and a time that never was is 0. What stands in lists within a line is read one by one, so that one
// that is broken takes nothing else with it.

const Text = z.string().nullish();
const Time = z.number().nullish();
const Parts = z.array(Json).nullish();
const Names = z.array(z.string()).nullish();

const NotifyProps = z.object({ desktop: Text }).catchall(Json).nullish();

/** Somebody's place in a channel. */
const WireSeat = z
  .object({ roles: Text, notify_props: NotifyProps, favorite: z.boolean().nullish(), last_viewed_at: Time })
  .catchall(Json);
export type WireSeat = z.infer<typeof WireSeat>;

export const WireChannelSeat = WireSeat.extend({ name: z.string().min(1) });

export const WireTeamSeat = z.object({ name: z.string().min(1), roles: Text, channels: Parts }).catchall(Json);
export type WireTeamSeat = z.infer<typeof WireTeamSeat>;

/** Memberships live inside users. */
const WireUser = z
  .object({
    username: z.string().min(1),
    email: Text,
    nickname: Text,
    first_name: Text,
    last_name: Text,
    position: Text,
    roles: Text,
    locale: Text,
    delete_at: Time,
    profile_image: Text,
    custom_status: z.object({ text: Text }).nullish(),
    teams: Parts,
  })
  .catchall(Json);
export type WireUser = z.infer<typeof WireUser>;

const WireBot = z
  .object({ username: z.string().min(1), display_name: Text, delete_at: Time, profile_image: Text })
  .catchall(Json);
export type WireBot = z.infer<typeof WireBot>;

export const WirePerson = z.discriminatedUnion("type", [
  z.object({ type: z.literal("user"), user: WireUser }),
  z.object({ type: z.literal("bot"), bot: WireBot }),
]);
export type WirePerson = z.infer<typeof WirePerson>;

const WireChannel = z
  .object({
    team: z.string().min(1),
    name: z.string().min(1),
    display_name: Text,
    type: Text,
    header: Text,
    purpose: Text,
    deleted_at: Time,
  })
  .catchall(Json);
export type WireChannel = z.infer<typeof WireChannel>;

/** Newer servers write `participants` in place of `members`: each with what he has read. */
const WireParticipant = WireSeat.extend({ username: z.string().min(1) });

const WireDirectChannel = z
  .object({ members: Names, participants: z.array(WireParticipant).nullish(), favorited_by: Names, header: Text })
  .catchall(Json);
export type WireDirectChannel = z.infer<typeof WireDirectChannel>;

/** Channels, and whatever the export has beside people and posts. */
export const WirePlace = z.union([
  z.object({ type: z.literal("channel"), channel: WireChannel }),
  z.object({ type: z.literal("direct_channel"), direct_channel: WireDirectChannel }),
  z.object({ type: z.string().regex(/^(?!(?:direct_)?channel$)/) }),
]);
export type WirePlace = z.infer<typeof WirePlace>;

export const WireTeam = z.object({ type: z.literal("team"), team: z.object({ name: z.string().min(1) }) });

export const WireReaction = z.object({ user: z.string().min(1), emoji_name: z.string().min(1), create_at: Time });

const REPLY = {
  user: z.string().min(1),
  type: Text,
  message: Text,
  create_at: z.number(),
  edit_at: Time,
  reactions: Parts,
  attachments: z.array(z.object({ path: Text })).nullish(),
  is_pinned: z.boolean().nullish(),
  props: z.record(z.string(), Json).nullish(),
};

/** A reply has what a post has, but for its place. */
export const WireReply = z.object(REPLY).catchall(Json);
export type WireReply = z.infer<typeof WireReply>;

const THREAD = { ...REPLY, replies: Parts };
const WirePost = z.object({ ...THREAD, team: z.string().min(1), channel: z.string().min(1) }).catchall(Json);
const WireDirectPost = z.object({ ...THREAD, channel_members: z.array(z.string().min(1)).min(1) }).catchall(Json);

/** A thread, and which of the names that it mentions there really are: `@ann`, `~crew/harbour`, `:partyboat:`. */
export const WireThread = z.object({
  line: z.discriminatedUnion("type", [
    z.object({ type: z.literal("post"), post: WirePost }),
    z.object({ type: z.literal("direct_post"), direct_post: WireDirectPost }),
  ]),
  known: z.array(z.string()),
});
export type WireThread = z.infer<typeof WireThread>;
