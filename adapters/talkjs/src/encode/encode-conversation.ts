import type { Conversation } from "@chat-etl/model";
import type { ConversationContext, Encoded } from "@chat-etl/sdk";
import { conversationIdOf, isPair } from "../ids.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { ConversationWire } from "../wire-import.ts";
import { customOf, filled, present } from "./custom.ts";
import { type Lost, lossesOf } from "./losses.ts";
import { isBlank, usableUrl, wellFormed } from "./text.ts";

type Context = ConversationContext<TalkjsSinkConfig>;

/** A conversation; the two people of a pair come with it, which saves a request. Others follow as participants. */
export function encodeConversation(conversation: Conversation, context: Context): Encoded<ConversationWire> {
  const lost: Lost = new Set();
  noteLosses(conversation, lost);
  const { title, imageUrl, welcomeMessages } = conversation;
  const pair = isPair(context.conversation) ? context.conversation.members.map(({ userId }) => userId) : undefined;
  const wire: ConversationWire = {
    id: conversationIdOf(context.conversation, context),
    fields: {
      participants: pair,
      subject: title === undefined || isBlank(title) ? undefined : wellFormed(title, lost),
      photoUrl: usableUrl(imageUrl),
      welcomeMessages: filled(welcomeMessages.map((text) => wellFormed(text, lost))),
      custom: customOfConversation(conversation, context, lost),
    },
  };
  return { send: [wire], losses: lossesOf(lost) };
}

function noteLosses({ type, visibility, createdAt, isArchived, ownerId, tags }: Conversation, lost: Lost): void {
  if (createdAt !== undefined) lost.add("created-at");
  if (visibility !== "private" || !["direct", "group", "self"].includes(type)) lost.add("conversation-type");
  if (isArchived) lost.add("archived");
  if (ownerId !== undefined) lost.add("owner");
  if (tags.length > 0) lost.add("tags");
}

function customOfConversation(conversation: Conversation, { source }: Context, lost: Lost) {
  const { id, type, visibility, createdAt, archivedAt, isArchived, ownerId, creatorId } = conversation;
  const { topic, description, category, parentId } = conversation;
  const own = {
    sourceId: id,
    source,
    type,
    visibility: visibility === "private" ? undefined : visibility,
    createdAt,
    state: isArchived ? "archived" : undefined,
    ...{ archivedAt, ownerId, creatorId },
    tags: filled(conversation.tags),
    about: present({ topic, description, category, parentId }),
  };
  return customOf({ own, metadata: conversation.metadata, extra: conversation.extra }, lost);
}
