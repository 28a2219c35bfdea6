import { attachmentOf } from "../attachment.ts";
import { parseMarkup } from "../markup.ts";
import { everyoneReadUntil, isUnread, type Reader, readersOf } from "../reads.ts";
import type { Block, TalkConversation, TalkMessage, TalkReactor } from "../shapes.ts";
import type { ConversationDraft, Draft, Member } from "./draft.ts";

/** A conversation with all that was written in it, as the REST API tells it. */
export interface WorldConversation {
  readonly conversation: TalkConversation;
  /** Newest first, equal instants by id. */
  readonly messages: readonly TalkMessage[];
  /** Who reacted; the messages tell only how many. */
  readonly reactors: readonly TalkReactor[];
}

/** Reactions follow their message so much later, one after the other, in milliseconds. */
const REACTION_DELAY_MS = 1000;

export function assemble(draft: ConversationDraft, until: number): WorldConversation {
  const readers = draft.members.map(readerOf);
  const reactors = draft.messages.flatMap((message) => reactorsOf(message, until));
  const messages = draft.messages.map((message) => messageOf(draft.id, message, readers, reactors)).sort(newestFirst);
  const lastMessage = messages[0] ?? null;
  return {
    conversation: {
      id: draft.id,
      subject: draft.subject ?? null,
      topicId: draft.topicId ?? null,
      photoUrl: draft.photoUrl ?? null,
      welcomeMessages: draft.welcomeMessages ?? null,
      custom: draft.custom ?? {},
      participants: Object.fromEntries(
        draft.members.map((member) => [member.userId, participantOf(member, draft, lastMessage)]),
      ),
      lastMessage,
      createdAt: draft.createdAt,
      everyoneReadUntil: everyoneReadUntil(readers),
    },
    messages,
    reactors,
  };
}

function readerOf({ userId, readUntil = null }: Member): Reader {
  return { userId, readUntil };
}

function participantOf(member: Member, { createdAt }: ConversationDraft, last: TalkMessage | null) {
  return {
    access: member.access ?? "ReadWrite",
    notify: member.notify ?? true,
    isUnread: isUnread(readerOf(member), last),
    joinedAt: member.joinedAt === undefined ? createdAt : member.joinedAt,
    readUntil: member.readUntil ?? null,
  };
}

function newestFirst(one: TalkMessage, other: TalkMessage): number {
  return other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1);
}

function reactorsOf({ id, at, reactions = {} }: Draft, until: number): readonly TalkReactor[] {
  return Object.entries(reactions).flatMap(([emoji, userIds]) =>
    userIds.map((userId, index) => ({
      messageId: id,
      emoji,
      userId,
      createdAt: Math.min(at + (index + 1) * REACTION_DELAY_MS, until),
    })),
  );
}

function messageOf(
  conversationId: string,
  draft: Draft,
  readers: readonly Reader[],
  reactors: readonly TalkReactor[],
): TalkMessage {
  const { id, from, at } = draft;
  return {
    id,
    conversationId,
    type: from === null ? "SystemMessage" : "UserMessage",
    senderId: from,
    text: draft.text === undefined ? "" : draft.text,
    attachment: draft.file ? attachmentOf(draft.file) : null,
    location: draft.place ?? null,
    content: draft.isLegacy ? null : (draft.content ?? contentOf(draft)),
    custom: draft.custom ?? {},
    origin: draft.origin ?? (from === null ? "rest" : "web"),
    readBy: readersOf({ senderId: from, createdAt: at }, readers),
    referencedMessageId: draft.replyTo ?? null,
    reactions: draft.reactions ? summariesOf(id, reactors) : {},
    createdAt: at,
    editedAt: draft.editedAt ?? null,
  };
}

function contentOf({ text, file, place }: Draft): readonly Block[] {
  const blocks: Block[] = [];
  if (text) blocks.push({ type: "text", children: parseMarkup(text) });
  if (file) blocks.push(file);
  if (place) blocks.push({ type: "location", latitude: place[0], longitude: place[1] });
  return blocks;
}

function summariesOf(messageId: string, reactors: readonly TalkReactor[]): TalkMessage["reactions"] {
  const own = Map.groupBy(
    reactors.filter((reactor) => reactor.messageId === messageId),
    ({ emoji }) => emoji,
  );
  return Object.fromEntries(
    [...own].map(([emoji, those]) => {
      const createdAt = Math.min(...those.map((reactor) => reactor.createdAt));
      return [emoji, { count: those.length, createdAt, currentUserReacted: false }];
    }),
  );
}
