import { isDeepStrictEqual } from "node:util";
import type { Attachment, Entity, Message, Reaction } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";
import {
  authorIn,
  conversationIdOf,
  type Expected,
  expectedReadBy,
  fitId,
  hrefOf,
  isPair,
  partnerOf,
  shows,
} from "./expected.ts";

const URL_CHARS = 3_000;
const NAME_CHARS = 100;
const MENTIONS = 10;

/** What a message is made of besides itself. */
export interface Around {
  readonly conversation: ConversationFacts;
  /** What a user is called in CometChat, by uid. */
  readonly nameOf: (uid: string) => string | undefined;
  /** Whether this user is there. */
  readonly isKnown: (userId: string) => boolean;
  /** Whether passes brought reactions. */
  readonly hasPasses: boolean;
}

export function expectedMessage(message: Message, around: Around): Expected {
  const { id, conversationId, attachments, pin, reactions, replyToId, threadRootId, ...same } = message;
  const extra = withoutEmptyData(message);
  const { location } = message;
  return {
    ...same,
    conversationId: conversationIdOf(around.conversation),
    authorId: authorIn(message),
    type: typeOf(message),
    ...expectedWords(message, around),
    attachments: attachments.map(expectedAttachment),
    location,
    // Ids of messages are CometChat's own; the source's stand beside.
    replyToId: undefined,
    threadRootId: undefined,
    reactions: countsOf(reactions, around.hasPasses ? fitId : undefined),
    readBy: expectedReadBy(message, around.conversation),
    pin: pin && { ...pin, userId: pin.userId && fitId(pin.userId) },
    tags: [...new Set(message.tags)],
    extra: {
      ...{ ...extra, sourceId: id, sourceConversationId: conversationId },
      ...(replyToId === undefined ? {} : { sourceReplyToId: replyToId }),
      ...(threadRootId === undefined ? {} : { sourceThreadRootId: threadRootId }),
    },
  };
}

/** No data of its own and an empty one are the same. */
function withoutEmptyData({ type, extra }: Message): Message["extra"] {
  const { customData, ...others } = extra;
  return type === "custom" && isDeepStrictEqual(customData, {}) ? others : extra;
}

/** What shows files is media, what shows none is text. */
function typeOf({ type, attachments }: Message): Message["type"] {
  if (type !== "text" && type !== "media") return type;
  return attachments.length > 0 ? "media" : "text";
}

/** A mention reads as `@` and the name; the name is known of who is shown with the message. All else stays as typed. */
function expectedWords(
  message: Message,
  { conversation, nameOf, isKnown }: Around,
): Pick<Message, "text" | "entities"> {
  const partner = isPair(conversation) ? partnerOf(conversation, message.authorId) : undefined;
  const author = message.authorId ?? (partner && conversation.members.find(({ userId }) => userId !== partner)?.userId);
  const shown = new Set([author, partner].flatMap((userId) => (userId ? [fitId(userId)] : [])));
  const all = message.entities.flatMap((entity) => (entity.type === "user_mention" ? [entity] : []));
  const mentioned = new Set([...new Set(all.map(({ userId }) => userId).filter(isKnown))].slice(0, MENTIONS));
  const entities: Entity[] = [];
  let [text, at] = ["", 0];
  for (const { userId, start, end } of all.filter((mention) => mentioned.has(mention.userId))) {
    const uid = fitId(userId);
    text += message.text.slice(at, start).toWellFormed();
    const name = `@${(shown.has(uid) ? nameOf(uid) : undefined) ?? uid}`;
    entities.push({ type: "user_mention", userId: uid, start: text.length, end: text.length + name.length });
    text += name;
    at = end;
  }
  text += message.text.slice(at).toWellFormed();
  return shows(text) ? { text, entities } : { text: "", entities: [] };
}

/** What is not told of a file is derived from the rest, and not compared. */
function expectedAttachment(attachment: Attachment): Expected {
  const { url, mimeType, sizeBytes, name, ...same } = attachment;
  const href = url !== undefined && /^https?:/i.test(url) ? hrefOf(url) : undefined;
  if (attachment.kind === "link" || href === undefined || href.length > URL_CHARS) return { ...same, name };
  const given = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(mimeType ?? "")?.[0].toLowerCase();
  return {
    ...{ ...same, url: href, sizeBytes: sizeBytes || undefined },
    ...(given === undefined ? {} : { mimeType: given }),
    ...(shows(name) ? { name: cut(name ?? "") } : {}),
  };
}

function cut(name: string): string {
  return name.slice(0, NAME_CHARS);
}

/** How many there are of each, or of each by somebody. */
function countsOf(
  reactions: readonly Reaction[],
  nameOf?: (userId: string) => string,
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { emoji, userId, count } of reactions) {
    const known = nameOf && userId !== undefined ? `${emoji} by ${nameOf(userId)}` : emoji;
    counts.set(known, (counts.get(known) ?? 0) + count);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The parts that a message came back in, as one. */
export function joined(parts: readonly Message[], hasPasses: boolean): Expected {
  const [first] = parts;
  let text = "";
  const entities: Entity[] = [];
  for (const part of parts) {
    entities.push(
      ...part.entities.map((one) => ({ ...one, start: one.start + text.length, end: one.end + text.length })),
    );
    text += part.text;
  }
  const attachments = parts.flatMap((part) => part.attachments).map((one) => ({ ...one, url: hrefOf(one.url) }));
  const extra = first && withoutEmptyData(first);
  const location = parts.find((part) => part.location !== undefined)?.location;
  const reactions = countsOf(first?.reactions ?? [], hasPasses ? (uid) => uid : undefined);
  return { ...first, text, entities, attachments, location, reactions, extra };
}
