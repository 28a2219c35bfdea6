import { cometchatSink } from "@chat-etl/cometchat";
import type { Conversation, Membership, Message, User } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";

/** What a record has to come back as, unless a loss explains otherwise. Fields that are not compared are missing. */
export type Expected = Readonly<Record<string, unknown>>;

const SYSTEM = "etl:system";
const PAIR = "_user_";
const INKLESS = /^[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** A user's or conversation's id as CometChat has it. */
export const fitId = (id: string): string => cometchatSink.targetId?.user?.(id) ?? id;

/** A group's conversation; a guid that reads like a pair's id is told apart. */
function groupId(id: string): string {
  const guid = fitId(id);
  return guid.includes(PAIR) ? `group:${guid}` : guid;
}

/** Whether the conversation is one-to-one in CometChat: plain, of two people, and their only one. */
export function isPair({ record, members, memberCount, twinCount }: ConversationFacts): boolean {
  const { type, title = "", imageUrl = "", metadata, welcomeMessages } = record;
  const isPlain = title === "" && imageUrl === "" && Object.keys(metadata).length + welcomeMessages.length === 0;
  return type === "direct" && members.length === 2 && memberCount === 2 && twinCount === 1 && isPlain;
}

export function conversationIdOf(facts: ConversationFacts): string {
  if (!isPair(facts)) return groupId(facts.record.id);
  return facts.members
    .map(({ userId }) => fitId(userId))
    .sort()
    .join(PAIR);
}

export const shows = (text: string | undefined): boolean => text !== undefined && !INKLESS.test(text);

/** Seconds are all that CometChat knows of a time. */
export const toSecond = (at: number | undefined): number | undefined =>
  at === undefined ? undefined : Math.floor(at / 1000) * 1000;

export function expectedUser(user: User): Expected {
  const { id, updatedAt, avatarUrl, profileUrl, lastActiveAt, friendIds, blockedIds, tags, extra, ...same } = user;
  return {
    ...{ ...same, id: fitId(id), displayName: user.displayName },
    // An app always knows when it changed a user.
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...{ avatarUrl: hrefOf(avatarUrl), profileUrl: hrefOf(profileUrl), lastActiveAt: toSecond(lastActiveAt) },
    ...{ friendIds: friendIds.map(fitId).sort(), blockedIds: blockedIds.map(fitId).sort(), tags: [...new Set(tags)] },
    extra: { ...extra, ...(fitId(id) === id ? {} : { sourceId: id }) },
  };
}

export function expectedGroup(conversation: Conversation): Expected {
  const { id, type, title, imageUrl, creatorId, ownerId, parentId, tags, extra, ...rest } = conversation;
  const { lastMessageId: _, isPlaceholder: __, ...same } = rest;
  const becomesGroup = type === "direct" || type === "self" || type === "thread";
  return {
    ...{ ...same, id: groupId(id), type, title: shows(title) ? title : undefined, imageUrl: hrefOf(imageUrl) },
    ...{ creatorId: creatorId && fitId(creatorId), ownerId: ownerId && fitId(ownerId) },
    ...{ parentId: parentId && groupId(parentId), tags: [...new Set(tags)] },
    extra: {
      ...extra,
      ...(fitId(id) === id ? {} : { sourceId: id }),
      ...(becomesGroup ? { sourceType: type } : {}),
    },
  };
}

/** Of a pair only what its messages tell: that it is there, between two people. */
export function expectedPair(facts: ConversationFacts): Expected {
  const { createdAt: _, lastMessageId: __, title: ___, imageUrl: ____, isPlaceholder: _____, ...same } = facts.record;
  return { ...same, id: conversationIdOf(facts) };
}

export function expectedMember(membership: Membership, facts: ConversationFacts): Expected {
  const { userId, evidence: _, joinedAt, notify, isFavorite, lastReadAt, leftAt, ...same } = membership;
  const named = { ...same, conversationId: conversationIdOf(facts), userId: fitId(userId) };
  // What was read in a pair stands in its messages' receipts; who joined it when, nowhere.
  const { joinedAtIsEstimated: __, ...inPair } = named;
  if (isPair(facts)) return inPair;
  return {
    ...{ ...named, joinedAt: toSecond(joinedAt), lastReadAt, notify: notify === "all" ? undefined : notify },
    ...{ isFavorite: isFavorite || undefined, leftAt: membership.state === "active" ? undefined : leftAt },
  };
}

/** Who of a pair is not this one. */
export function partnerOf({ members }: ConversationFacts, userId: string | null): string | undefined {
  const author = userId ?? members.map((member) => member.userId).sort()[0];
  return members.find((member) => member.userId !== author)?.userId;
}

/** In a pair the other one's receipt: of this very message, or of all up to it. In a group there is none. */
export function expectedReadBy(message: Message, facts: ConversationFacts): readonly object[] {
  const partner = isPair(facts) ? partnerOf(facts, message.authorId) : undefined;
  if (partner === undefined) return [];
  const { sentAt, readBy } = message;
  const receipt = readBy.find(({ userId }) => userId === partner);
  const upTo = facts.members.find(({ userId }) => userId === partner)?.lastReadAt;
  const at = [receipt?.at, upTo].find((time) => time !== undefined && time >= sentAt);
  if (at === undefined || at / 1000 < 1_000_000_000) return [];
  return [{ userId: fitId(partner), at: Math.max(toSecond(at) ?? 0, sentAt) }];
}

export function authorIn(record: Message): string | null {
  return record.authorId === null || record.authorId === SYSTEM ? null : fitId(record.authorId);
}

/** An address as a browser writes it. */
export function hrefOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).href : url;
}

/** Half characters replaced, empty texts of optional fields left out, as JSON has it. */
export function plain(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key.toWellFormed(), plain(item)]));
}
