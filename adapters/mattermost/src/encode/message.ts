import type { Message, User } from "@chat-etl/model";
import type { ConversationContext, Encoded } from "@chat-etl/sdk";
import type { MattermostSinkConfig } from "../config.ts";
import { SYSTEM_TYPES } from "../limits.ts";
import { nameOf } from "../text/emoji.ts";
import { escaped, linkTo, UNKNOWN_MARKS, writeText } from "../text/write-text.ts";
import { placeOf } from "./conversation.ts";
import { cleaned, isFilled, lossesOf } from "./losses.ts";
import { channelNameOf, usernameOf } from "./names.ts";
import type { PostPart } from "./parts.ts";
import { splitText } from "./split-text.ts";

const CALLED = { username: usernameOf, channel: (id: string) => channelNameOf(id).name };

/** A post, or a reply in a thread; what is too long for one goes on in replies, a millisecond apart, as only time orders them. */
export function encodeMessage(
  message: Message,
  { conversation, config, users, systemUserId }: ConversationContext<MattermostSinkConfig>,
): Encoded<PostPart> {
  const { id, authorId, sentAt, editedAt, threadRootId, pin } = message;
  if (sentAt <= 0) return { reject: { code: "no-time", message: "A post must have been written after 1970." } };
  const [first = "", ...more] = splitText(textOf(message), config.postCharacters);
  const place = placeOf(conversation, config);
  const thread = JSON.stringify([message.conversationId, threadRootId ?? id]);
  const user = usernameOf(authorId ?? systemUserId);
  const named = reactionsOf(message, users);
  const isReply = threadRootId !== undefined && threadRootId !== id;
  const root = {
    user,
    ...(message.type === "system" ? { type: typeOf(message.event) } : {}),
    message: first,
    create_at: sentAt,
    ...(editedAt === undefined ? {} : { edit_at: editedAt }),
    ...(pin && !isReply ? { is_pinned: true } : {}),
    ...(named.length > 0 ? { reactions: named } : {}),
  };
  const parts = more.map((text, no) => ({ user, message: text, create_at: sentAt + no + 1 }));
  return {
    send: [root, ...parts].map((post, part) => {
      return { key: JSON.stringify([id, part]), id, part, thread, isReply: isReply || part > 0, place, post };
    }),
    losses: [
      ...lossesOf({ split: more.length > 0, pin: pin !== undefined && (isReply || isFilled(pin)) }),
      ...lossesOf({ reactions: named.length < message.reactions.length }),
      ...whatIsLost(message),
    ],
  };
}

/** What Mattermost itself calls an event stays; others are told by their words. */
function typeOf(event: string | undefined): string {
  return event !== undefined && SYSTEM_TYPES.has(event) ? event : "system_generic";
}

/** The words, and a link below them for each file. */
function textOf({ text, entities, attachments }: Message): string {
  const links = attachments.flatMap(({ url, title, name }) =>
    url === undefined || text.includes(url) ? [] : [linkTo(url, escaped(title || name || url).replaceAll("\n", " "))],
  );
  return cleaned([writeText(text, entities, CALLED), ...links].filter((line) => line !== "").join("\n"));
}

/** Each by somebody whom the import has, as nobody's ends it; by name, and not before its post. */
function reactionsOf({ reactions, sentAt }: Message, users: ReadonlyMap<string, User>) {
  return reactions.flatMap(({ emoji, userId, createdAt = sentAt }) => {
    const emoji_name = nameOf(emoji);
    if (emoji_name === undefined || userId === undefined || !users.has(userId)) return [];
    return [{ user: usernameOf(userId), create_at: Math.max(createdAt, sentAt), emoji_name }];
  });
}

function whatIsLost(message: Message) {
  const { text, entities, attachments, reactions, type, event } = message;
  const files = attachments.filter(({ url, kind }) => url === undefined || kind !== "link");
  return lossesOf({
    attachments: files.length > 0,
    blank: cleaned(text) !== text,
    extra: isFilled(message.extra),
    formatting: entities.some(({ type: mark }) => UNKNOWN_MARKS.has(mark)),
    location: message.location !== undefined,
    "message-type": type === "system" ? (event ?? typeOf(event)) !== typeOf(event) : type !== "text",
    quotes: message.replyToId !== undefined,
    "reaction-at": reactions.some(({ createdAt }) => createdAt === undefined),
    "read-by": message.readBy.length > 0,
    tags: message.tags.length > 0 || isFilled(message.metadata),
  });
}
