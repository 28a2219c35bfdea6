import { present } from "@chat-etl/model";
import { type Derived, type Normalized, RecordError } from "@chat-etl/sdk";
import type { ConversationValue } from "../wire-values.ts";
import { extraOf, instant, NONE, objectOf, textOf } from "./fields.ts";
import { isSystemUid, otherOf, pairId } from "./ids.ts";

/** A pair's conversation: whose it is, and how much one of the two has not read. */
interface Pair {
  readonly owner: string;
  readonly other: string;
}

/**
 * A one-to-one conversation as one of the two sees it: it comes once for each of them, so its records are brought
 * along, and what the two rows say merges.
 *
 * @throws RecordError it cannot be told whose it is
 */
export function normalizeConversation({ conversation }: ConversationValue): Normalized {
  const { conversationId, createdAt, unreadMessageCount, tags } = conversation;
  const { owner, other } = pairOf(conversation);
  const id = pairId(owner, other);
  const unread = Number(unreadMessageCount ?? 0);
  const seen = extraOf({ unreadMessageCount: unread > 0 ? unread : undefined, conversationTags: tags }, NONE);
  const last = lastMessageOf(conversation.lastMessage);
  return [
    {
      derived: {
        kind: "conversation",
        id,
        type: owner === other ? "self" : "direct",
        ...present("createdAt", instant(createdAt)),
        ...present("lastMessageId", last),
        extra: conversationId === id ? {} : { conversationId },
      },
    },
    ...membersOf(id, { owner, other }, seen),
  ];
}

/** The memberships of a pair; the system is nobody's partner. */
function membersOf(
  conversationId: string,
  { owner, other }: Pair,
  seen: ReturnType<typeof extraOf>,
): readonly Derived[] {
  const own = { kind: "membership", conversationId, userId: owner, extra: seen } as const;
  const others = { kind: "membership", conversationId, userId: other } as const;
  const both = owner === other ? [own] : [own, others];
  return both.filter(({ userId }) => !isSystemUid(userId)).map((derived) => ({ derived }));
}

/** The row names the other one only; the owner follows from the conversation's id, else from its last message (T47). */
function pairOf({ conversationId, conversationWith, lastMessage }: ConversationValue["conversation"]): Pair {
  const other = textOf(objectOf(conversationWith).uid);
  const owner = other === undefined ? undefined : otherOf(conversationId, other);
  if (other !== undefined && owner !== undefined) return { owner, other };
  const { sender, receiver, receiverType } = objectOf(lastMessage);
  const [from, to] = [textOf(sender), textOf(receiver)];
  if (from === undefined || to === undefined || receiverType !== "user") throw nobodys();
  return from === other ? { owner: to, other: from } : { owner: from, other: to };
}

function nobodys(): RecordError {
  return new RecordError(
    "unknown-pair",
    "It cannot be told whose conversation it is: neither its id nor its last message names both people. Its messages are read all the same.",
  );
}

/** Of a message that is read as one. A row about a call or an edit is not missed, and a deleted message may be dropped. */
function lastMessageOf(value: unknown): string | undefined {
  const { id, category, deletedAt, sender } = objectOf(value);
  const isOrdinary = category === "message" || category === "custom";
  return isOrdinary && !deletedAt && textOf(sender) !== undefined ? textOf(id) : undefined;
}
