import type { ReadBackSpec, Seen, SentRecord } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "./config.ts";
import { type CometchatWires, encode } from "./encode.ts";
import { type Fields, listOf, objectOf } from "./normalize/fields.ts";
import { groupId, isSystemUid, pairId } from "./normalize/ids.ts";
import { cometchatSource } from "./source.ts";
import type { WireGroup, WireMessage, WireUser } from "./wire.ts";
import type { WireShownGroup, WireShownMessage, WireShownUser } from "./wire-shown.ts";
import type { GroupValue, MemberValue, MessageValue, UserValue } from "./wire-values.ts";

type Sent<K extends keyof CometchatWires> = SentRecord<K, CometchatSinkConfig, CometchatWires[K]>;

/**
 * What is compared is what was sent, metadata included. Left out is what the app changes by itself or its people do:
 * `updatedAt`, `lastActiveAt`, receipts that were not sent, reactions, and what passes set.
 */
export const readBack: ReadBackSpec<CometchatSinkConfig, CometchatWires> = {
  source: cometchatSource,
  config: ({ appId, region, apiKey, baseUrl, coreRequestsPerMinute }, { speed }) => ({
    ...{ appId, region, apiKey, baseUrl, reactions: "count", requestsPerMinute: coreRequestsPerMinute * speed },
  }),
  sent: {
    user: ({ wires }) => wires.map((user) => ({ kind: "user", key: user.uid, content: userContent(user) })),
    conversation: sentConversation,
    membership: sentMembership,
    message: sentMessage,
  },
  found: {
    users: ({ user }: UserValue) => [{ kind: "user", key: user.uid, content: userContent(user) }],
    groups: ({ group }: GroupValue) => [groupSeen(group)],
    members: foundMember,
    bans: foundMember,
    messages: foundMessage,
  },
};

function userContent(user: WireUser | WireShownUser): Seen["content"] {
  const { name, avatar, link, role, metadata, tags, createdAt } = user;
  return {
    ...{ name, avatar: avatar || null, link: link || null, metadata: alike(metadata), tags: sorted(tags), createdAt },
    // The role that every app has is the same as none.
    role: role === "default" ? null : (role ?? null),
  };
}

function groupSeen(group: WireGroup | WireShownGroup): Seen {
  const { guid, name, type, icon, owner, metadata, tags, createdAt } = group;
  const shownOwner = !owner || isSystemUid(owner) ? null : owner;
  return {
    kind: "conversation",
    key: guid,
    conversation: groupId(guid),
    content: {
      ...{ name, type, icon: icon || null, owner: shownOwner, createdAt },
      ...{ metadata: alike(metadata), tags: sorted(tags) },
    },
  };
}

/** A group's owner may become its member by that alone, whether he was sent as one or not (T18). */
function sentConversation({ wires }: Sent<"conversation">): readonly Seen[] {
  return wires.flatMap((group) => {
    const { guid, owner } = group;
    if (owner === undefined) return [groupSeen(group)];
    return [groupSeen(group), { ...memberSeen(guid, owner), isOptional: true }];
  });
}

/** Of the owner only that he is there: he may have been a member before this membership was sent. */
function sentMembership({ record, wires, context }: Sent<"membership">): readonly Seen[] {
  const isOwner = context.conversation.record.ownerId === record.userId;
  return wires.map(({ guid, uid, scope, isBanned, joinedAt }) =>
    memberSeen(guid, uid, isOwner ? {} : { scope, isBanned: isBanned ?? false, joinedAt }),
  );
}

function foundMember({ guid, isBanned, member: { uid, scope, joinedAt } }: MemberValue): readonly Seen[] {
  const seen = memberSeen(guid, uid, { scope: scope ?? null, isBanned, joinedAt: joinedAt ?? null });
  return [{ ...seen, at: joinedAt ? joinedAt * 1_000 : undefined }];
}

function memberSeen(guid: string, uid: string, content: Seen["content"] = {}): Seen {
  return { kind: "membership", key: JSON.stringify([guid, uid]), conversation: groupId(guid), content };
}

/** A reply that a pass sent to its thread dates from then, and stands where it came to stand. */
function sentMessage({ record, wires, wasSent, context, passes }: Sent<"message">): readonly Seen[] {
  if (wires.length > 0) return wires.map((wire) => messageSeen(wire, wire.data, wire.data.metadata));
  const isReply = passes.has("threads");
  if (!isReply && !wasSent) return [];
  const encoded = encode.message(record, { ...context, config: { ...context.config, passes: [] } });
  const imported = "send" in encoded ? encoded.send : [];
  if (!isReply) return imported.map((wire) => messageSeen(wire, wire.data, wire.data.metadata));
  return imported.map((wire) => {
    const { content, ...seen } = messageSeen(wire, wire.data, wire.data.metadata);
    const dateless = { ...content, sentAt: undefined, readAt: undefined, deliveredAt: undefined };
    return { ...seen, content: dateless, isUnordered: true };
  });
}

/** What somebody wrote. Rows that tell of members, edits and the like were never sent, and what was deleted is gone. */
function foundMessage({ message }: MessageValue): readonly Seen[] {
  if (message.category === "action" || message.deletedAt || !message.sender || !message.receiver) return [];
  const data = objectOf(message.data);
  const seen = messageSeen(message, data, objectOf(data.metadata ?? message.metadata));
  return [{ ...seen, at: message.sentAt * 1_000 }];
}

function messageSeen(message: WireMessage | WireShownMessage, data: Fields | WireMessage["data"], marks: Fields): Seen {
  const { sender, receiver, receiverType, category, type, sentAt, readAt, deliveredAt } = message;
  const [from, to] = [String(sender), String(receiver)];
  const conversation = receiverType === "user" ? pairId(from, to) : groupId(to);
  const { sourceId, part } = marks;
  // An id too long for metadata is not there: then the place and the time have to do.
  const name = typeof sourceId === "string" ? [sourceId, part ?? 1] : [from, sentAt];
  return {
    kind: "message",
    key: JSON.stringify([conversation, ...name]),
    conversation,
    content: {
      ...{ sender: from, receiver: to, category, type, sentAt, readAt, deliveredAt },
      ...{ text: data.text ?? null, attachments: listOf(data.attachments).map(fileOf) },
      ...{ customData: alike(data.customData), metadata: alike(marks), tags: sorted(message.tags) },
    },
  };
}

function fileOf(value: unknown): object {
  const { url, name, mimeType } = objectOf(value);
  return { url, name, mimeType };
}

function sorted(tags: readonly string[] | null | undefined): readonly string[] {
  return [...(tags ?? [])].sort();
}

/** An empty object may come back as an empty list, and the other way round: both are nothing. */
function alike(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(alike);
  const entries = Object.entries(value);
  return entries.length === 0 ? null : Object.fromEntries(entries.map(([key, item]) => [key, alike(item)]));
}
