import { Json, JsonObject } from "@chat-etl/model";
import * as z from "zod";

// The objects of Sendbird's Platform API, in its words: https://sendbird.com/docs/chat/platform-api. Data exports hold the
// same ones. What is not named here goes to "extra".

/** Texts; an integer beyond 2^53 is read as the text of its digits. */
const WireId = z.union([z.string().min(1), z.int()]).transform(String);

/** Seconds or milliseconds since 1970: `instant` tells which. 0: never. */
const WireTime = z.number().nullish();

/** Texts that the app's owner attached, often JSON. */
const OWNED = { custom_type: z.string().nullish(), data: Json.nullish(), metadata: JsonObject.nullish() };

export const WireUser = z
  .object({
    user_id: WireId,
    nickname: z.string().nullish(),
    profile_url: z.string().nullish(),
    metadata: JsonObject.nullish(),
    is_active: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
    created_at: WireTime,
    last_seen_at: WireTime,
    preferred_languages: z.array(z.string()).nullish(),
  })
  .catchall(Json);
export type WireUser = z.infer<typeof WireUser>;

/** A user in a group channel. */
export const WireMember = WireUser.extend({
  /** Missing in a channel's own list. */
  channel_url: z.string().nullish(),
  role: z.string().nullish(),
  state: z.string().nullish(),
  joined_ts: WireTime,
  read_ts: WireTime,
  delivered_ts: WireTime,
  is_muted: z.boolean().nullish(),
  muted_end_at: WireTime,
  muted_description: z.string().nullish(),
});
export type WireMember = z.infer<typeof WireMember>;

export const WireListedMember = WireMember.extend({ channel_url: z.string().min(1) });
export type WireListedMember = z.infer<typeof WireListedMember>;

/** A group channel, or an open one. */
export const WireChannel = z
  .object({
    channel_url: z.string().min(1),
    channel_type: z.string().nullish(),
    name: z.string().nullish(),
    cover_url: z.string().nullish(),
    ...OWNED,
    is_distinct: z.boolean().nullish(),
    is_public: z.boolean().nullish(),
    is_super: z.boolean().nullish(),
    is_broadcast: z.boolean().nullish(),
    created_at: WireTime,
    created_by: z.union([WireUser, WireId]).nullish(),
    member_count: z.number().nullish(),
    /** Only of open channels. */
    participant_count: z.number().nullish(),
    /** Each a `WireMember`; one that is none is refused alone. */
    members: z.array(Json).nullish(),
    /** Each a user or an id; one that is neither is refused alone. */
    operators: z.array(Json).nullish(),
    /** Until when each user has read. */
    read_receipt: z.record(z.string(), z.number()).nullish(),
    last_message: z.object({ message_id: WireId.nullish() }).catchall(Json).nullish(),
  })
  .catchall(Json);
export type WireChannel = z.infer<typeof WireChannel>;

/** Empty in messages that have none. */
export const WireFile = z
  .object({
    url: z.string().nullish(),
    name: z.string().nullish(),
    type: z.string().nullish(),
    size: z.number().nullish(),
    thumbnails: z.array(z.object({ url: z.string().nullish() }).catchall(Json)).nullish(),
  })
  .catchall(Json);
export type WireFile = z.infer<typeof WireFile>;

export const WireReaction = z.object({ key: z.string(), user_ids: z.array(WireId) }).catchall(Json);
export type WireReaction = z.infer<typeof WireReaction>;

export const WireMessage = z
  .object({
    message_id: WireId,
    /** `MESG`, `FILE`, `ADMM`. */
    type: z.string(),
    channel_url: z.string().min(1),
    /** Missing: an administrator's notice, or somebody who was deleted. */
    user: WireUser.nullish(),
    message: z.string().nullish(),
    custom_type: OWNED.custom_type,
    data: OWNED.data,
    sorted_metaarray: Json.nullish(),
    created_at: z.number().positive(),
    updated_at: WireTime,
    is_removed: z.boolean().nullish(),
    mention_type: z.string().nullish(),
    mentioned_users: z.array(WireUser).nullish(),
    file: WireFile.nullish(),
    files: z.array(WireFile).nullish(),
    /** 0: none. */
    parent_message_id: z.union([z.string(), z.int()]).nullish(),
    is_reply_to_channel: z.boolean().nullish(),
    reactions: z.array(WireReaction).nullish(),
    read_receipt: z.record(z.string(), z.number()).nullish(),
    poll: Json.nullish(),
  })
  .catchall(Json);
export type WireMessage = z.infer<typeof WireMessage>;
