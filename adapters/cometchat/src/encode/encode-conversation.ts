import type { Conversation } from "@chat-etl/model";
import type { ConversationContext, Encoded } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { fitId } from "../ids.ts";
import { LIVELY_GROUP_MEMBERS, METADATA_BYTES } from "../limits.ts";
import type { WireGroup } from "../wire.ts";
import { fitName, fitTags, fitUrl, isBlank } from "./fit.ts";
import { fitMetadata } from "./fit-metadata.ts";
import { isWellFormed, mend } from "./json.ts";
import { type Lost, lossesOf } from "./losses.ts";
import { isPair } from "./pair.ts";
import { beginningOf, groupCreatedAt, seconds } from "./times.ts";

type Context = ConversationContext<CometchatSinkConfig>;

/** A conversation as a group, or nothing for a pair: messages between two users carry their conversation. */
export function encodeConversation(conversation: Conversation, context: Context): Encoded<WireGroup> {
  const lost: Lost = new Set();
  if (isPair(context.conversation)) return { send: [], losses: lossesOf(notePair(conversation, lost)) };
  if (!isWellFormed(conversation)) lost.add("broken-text");
  const own = mend(conversation);
  noteGroup(own, context, lost);
  const wire: WireGroup = {
    guid: fitId(conversation.id),
    name: fitName(own.title, `Conversation ${conversation.id}`, lost),
    type: own.visibility === "public" ? "public" : "private",
    icon: fitUrl(own.imageUrl, "icon", lost),
    owner: ownerOf(own, context, lost),
    createdAt: createdAtOf(context, lost),
    metadata: metadataOf(own, lost),
    tags: fitTags(own.tags, lost),
  };
  return { send: [wire], losses: lossesOf(lost) };
}

/** Nowhere to put them but on messages (TalkJS sheet, L11). */
function notePair(conversation: Conversation, lost: Lost): Lost {
  const { description, topic, category, parentId, archivedAt, creatorId, ownerId, tags, extra } = conversation;
  const named = [description, topic, category, parentId, archivedAt, creatorId, ownerId];
  const fields = named.some((field) => field !== undefined);
  if (fields || tags.length > 0 || Object.keys(extra).length > 0) lost.add("pair-fields");
  if (conversation.isArchived || conversation.visibility !== "private") lost.add("pair-fields");
  return lost;
}

function noteGroup(conversation: Conversation, { conversation: facts, config }: Context, lost: Lost): void {
  if (conversation.type === "direct") lost.add("pair-as-group");
  if (conversation.type === "self" || conversation.type === "thread") lost.add("conversation-type");
  if (conversation.visibility === "secret") lost.add("secret");
  const hasDescription = conversation.description !== undefined || conversation.topic !== undefined;
  if (hasDescription && !config.passes.includes("descriptions")) lost.add("description");
  if (conversation.welcomeMessages.length > 0) lost.add("welcome-messages");
  if (conversation.isArchived) lost.add("archived");
  if (facts.memberCount > LIVELY_GROUP_MEMBERS) lost.add("large-group");
}

/** Only who is named as owner: a group's owner may become its member by that alone (T18). */
function ownerOf({ ownerId }: Conversation, { users }: Context, lost: Lost): string | undefined {
  if (ownerId === undefined) return undefined;
  if (users.has(ownerId)) return fitId(ownerId);
  lost.add("owner-unknown");
  return undefined;
}

function createdAtOf({ conversation: facts, startedAt }: Context, lost: Lost): number {
  const created = groupCreatedAt(facts, startedAt);
  const beginning = beginningOf(facts);
  if (beginning === undefined || created !== seconds(beginning) - 1) lost.add("created-at");
  return created;
}

function metadataOf(conversation: Conversation, lost: Lost): WireGroup["metadata"] {
  const { id, title, type, visibility, isArchived, welcomeMessages } = conversation;
  const own = {
    sourceId: id,
    nameIsInvented: isBlank(title ?? "") ? true : undefined,
    type,
    visibility: visibility === "secret" ? visibility : undefined,
    isArchived: isArchived || undefined,
    archivedAt: conversation.archivedAt,
    createdAt: conversation.createdAt,
    creatorId: conversation.creatorId,
    ownerId: conversation.ownerId,
    parentId: conversation.parentId,
    category: conversation.category,
    topic: conversation.topic,
    description: conversation.description,
    welcomeMessages: welcomeMessages.length === 0 ? undefined : welcomeMessages,
  };
  return fitMetadata({ own, custom: conversation.metadata, extra: conversation.extra }, METADATA_BYTES, lost);
}
