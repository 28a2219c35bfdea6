import { type Conversation, present } from "@chat-etl/model";
import type { ConversationContext, ConversationFacts, Encoded } from "@chat-etl/sdk";
import type { MattermostSinkConfig } from "../config.ts";
import { HEADER_CHARACTERS, LEAST_MEMBERS, MOST_MEMBERS, PURPOSE_CHARACTERS, TITLE_CHARACTERS } from "../limits.ts";
import { fitted, isFilled, lossesOf } from "./losses.ts";
import { channelNameOf, usernameOf } from "./names.ts";
import type { ChannelPart, PostPart } from "./parts.ts";

type Context = ConversationContext<MattermostSinkConfig>;

export function encodeConversation(record: Conversation, context: Context): Encoded<ChannelPart> {
  return isDirect(context.conversation) ? encodeDirect(record, context) : encodeChannel(record, context);
}

/** A direct channel is its members, so no two may have the same. */
export function isDirect({ record, members, twinCount }: ConversationFacts): boolean {
  if (record.type !== "direct" || twinCount !== 1) return false;
  return members.length >= LEAST_MEMBERS && members.length <= MOST_MEMBERS;
}

/** Usernames of a direct channel, always in one order. */
function membersOf({ members }: ConversationFacts): readonly string[] {
  return members.map(({ userId }) => usernameOf(userId)).toSorted();
}

/** Where the posts of a conversation stand. */
export function placeOf(facts: ConversationFacts, { team }: MattermostSinkConfig): PostPart["place"] {
  if (isDirect(facts)) return { channel_members: membersOf(facts) };
  const channel = channelNameOf(facts.record.id);
  return { team: channel.team ?? team, channel: channel.name };
}

function encodeChannel(record: Conversation, { config, startedAt }: Context): Encoded<ChannelPart> {
  const { id, type, visibility, isArchived, archivedAt } = record;
  const { team = config.team, name } = channelNameOf(id);
  const title = fitted(record.title?.trim() || name, TITLE_CHARACTERS);
  const header = fitted(record.topic ?? "", HEADER_CHARACTERS);
  const purpose = fitted(record.description ?? "", PURPOSE_CHARACTERS);
  const isGone = isArchived || archivedAt !== undefined;
  const channel = {
    team,
    name,
    display_name: title.text,
    type: visibility === "public" ? "O" : "P",
    ...present("header", header.text),
    ...present("purpose", purpose.text),
    ...(isGone ? { deleted_at: archivedAt ?? startedAt } : {}),
  };
  return {
    send: [{ key: id, line: { type: "channel", channel } }],
    losses: [
      ...lossesOf({
        cut: [title, header, purpose].some(({ isCut }) => isCut),
        "conversation-type": type !== "channel" || visibility === "secret",
        "archived-at": isGone && archivedAt === undefined,
        extra: isFilled(record.extra),
      }),
      ...lossesOf({
        "conversation-details": hasDetails(record) || (isFilled(record.category) && record.category !== team),
      }),
    ],
  };
}

function encodeDirect(record: Conversation, { conversation }: Context): Encoded<ChannelPart> {
  const header = fitted(record.topic ?? "", HEADER_CHARACTERS);
  const favored = conversation.members.filter(({ isFavorite }) => isFavorite === true);
  const direct_channel = {
    members: membersOf(conversation),
    ...(favored.length > 0 ? { favorited_by: favored.map(({ userId }) => usernameOf(userId)).toSorted() } : {}),
    ...present("header", header.text),
  };
  const { title, description, category, isArchived, archivedAt } = record;
  return {
    send: [{ key: record.id, line: { type: "direct_channel", direct_channel } }],
    losses: lossesOf({
      cut: header.isCut,
      "conversation-details":
        hasDetails(record) || isArchived || [title, description, category, archivedAt].some(isFilled),
      extra: isFilled(record.extra),
    }),
  };
}

function hasDetails(record: Conversation): boolean {
  const { imageUrl, createdAt, creatorId, ownerId, parentId, welcomeMessages, tags, metadata } = record;
  return [imageUrl, createdAt, creatorId, ownerId, parentId, welcomeMessages, tags, metadata].some(isFilled);
}
