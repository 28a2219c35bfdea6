import type { Attachment, Entity, Message, Reaction, RecordInput } from "@chat-etl/model";
import { masked } from "./masked.ts";
import { type Pseudonym, short } from "./pseudonym.ts";

/** Where every link leads. */
const NOWHERE = "https://example.com/";

/** What somebody wrote, when and to whom. Fields are named one by one, as for the other kinds. */
export function anonymousMessage(message: Message, pseudonym: Pseudonym): RecordInput {
  const { kind, type, sentAt, rank, editedAt, replyToId, threadRootId, authorId, pin } = message;
  const user = (id: string) => pseudonym("user", id);
  const other = (id: string | undefined) => (id === undefined ? undefined : pseudonym("message", id));
  return {
    ...{ kind, type, sentAt, rank, editedAt },
    id: pseudonym("message", message.id),
    conversationId: pseudonym("conversation", message.conversationId),
    authorId: authorId === null ? null : user(authorId),
    text: masked(message.text),
    entities: message.entities.map((entity) => anonymousEntity(entity, pseudonym)),
    attachments: message.attachments.map(anonymousAttachment),
    location: message.location && { latitude: 0, longitude: 0 },
    replyToId: other(replyToId),
    threadRootId: other(threadRootId),
    reactions: message.reactions.map((reaction) => anonymousReaction(reaction, pseudonym)),
    readBy: message.readBy.map(({ userId, at }) => ({ userId: user(userId), at })),
    pin: pin && { at: pin.at, userId: pin.userId === undefined ? undefined : user(pin.userId) },
  };
}

function anonymousEntity(entity: Entity, pseudonym: Pseudonym): Entity {
  const { start, end } = entity;
  switch (entity.type) {
    case "pre":
      return { type: "pre", start, end };
    case "link":
      return { ...entity, url: NOWHERE };
    case "user_mention":
      return { ...entity, userId: pseudonym("user", entity.userId) };
    case "conversation_mention":
      return { ...entity, conversationId: pseudonym("conversation", entity.conversationId) };
    case "custom_emoji":
      return { ...entity, name: short(pseudonym("emoji", entity.name)) };
    default:
      return entity;
  }
}

function anonymousAttachment({ kind, sizeBytes, width, height, durationMs }: Attachment): Attachment {
  return { kind, sizeBytes, width, height, durationMs };
}

/** A character says nothing of anybody; the name of somebody's own emoji may. */
function anonymousReaction({ emoji, userId, count, createdAt }: Reaction, pseudonym: Pseudonym): Reaction {
  const shown = /\p{L}/u.test(emoji) ? `:${short(pseudonym("emoji", emoji))}:` : emoji;
  return { emoji: shown, userId: userId === undefined ? undefined : pseudonym("user", userId), count, createdAt };
}
