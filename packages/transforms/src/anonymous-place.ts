import type { Conversation, Membership, RecordInput, User } from "@chat-etl/model";
import { masked } from "./masked.ts";
import { type Pseudonym, short } from "./pseudonym.ts";

/*
 * Who is there, and where. Fields are named one by one: what the model gets one day is not there before somebody thought
 * of it.
 */

export function anonymousUser(user: User, pseudonym: Pseudonym): RecordInput {
  const { kind, type, state, deactivatedAt, createdAt, updatedAt, lastActiveAt } = user;
  const idOf = (id: string) => pseudonym("user", id);
  const id = idOf(user.id);
  const ids = { id, friendIds: user.friendIds.map(idOf), blockedIds: user.blockedIds.map(idOf) };
  const times = { deactivatedAt, createdAt, updatedAt, lastActiveAt };
  return { kind, type, state, displayName: `User ${short(id)}`, ...ids, ...times };
}

export function anonymousConversation(conversation: Conversation, pseudonym: Pseudonym): RecordInput {
  const { kind, type, visibility, title, topic, description, createdAt, isArchived, archivedAt } = conversation;
  const { creatorId, ownerId, parentId, lastMessageId, isPlaceholder, welcomeMessages } = conversation;
  const optional = (what: "user" | "conversation" | "message", id: string | undefined) =>
    id === undefined ? undefined : pseudonym(what, id);
  const id = pseudonym("conversation", conversation.id);
  return {
    ...{ kind, id, type, visibility, createdAt, isArchived, archivedAt, isPlaceholder },
    title: title === undefined ? undefined : `Conversation ${short(id)}`,
    topic: topic === undefined ? undefined : masked(topic),
    description: description === undefined ? undefined : masked(description),
    welcomeMessages: welcomeMessages.map(masked),
    creatorId: optional("user", creatorId),
    ownerId: optional("user", ownerId),
    parentId: optional("conversation", parentId),
    lastMessageId: optional("message", lastMessageId),
  };
}

export function anonymousMembership(membership: Membership, pseudonym: Pseudonym): RecordInput {
  const { kind, role, state, evidence, joinedAt, joinedAtIsEstimated, leftAt, lastReadAt, notify, isFavorite } =
    membership;
  return {
    ...{ kind, role, state, evidence, joinedAt, joinedAtIsEstimated, leftAt, lastReadAt, notify, isFavorite },
    conversationId: pseudonym("conversation", membership.conversationId),
    userId: pseudonym("user", membership.userId),
  };
}
