import type { Backend } from "../backend.ts";
import { membershipOf } from "../existing.ts";
import { BIG_GROUP, type ConversationRow } from "../state/conversations.ts";
import { groupView } from "./groups.ts";
import { messageView } from "./messages.ts";
import { blocksBetween, userView } from "./users.ts";

export interface ConversationShown {
  /** The user's tags on the conversation. */
  readonly withTags?: boolean | undefined;
  /** The tags of the other user, or of the group. */
  readonly withUserAndGroupTags?: boolean | undefined;
}

/** A conversation as one of its users has it (CometChat sheet, 4.5). The number of unread messages is a string. */
export function conversationView(row: ConversationRow, shown: ConversationShown, backend: Backend): object {
  const { uid, conversationId, conversationType, createdAt, updatedAt, tags } = row;
  const unread = hasReceipts(row, backend) ? backend.state.receipts.unread({ conversationId, uid }) : 0;
  const lastMessage = lastMessageOf(row, backend);
  return {
    conversationId,
    conversationType,
    unreadMessageCount: String(unread),
    createdAt,
    updatedAt,
    ...(lastMessage && { lastMessage }),
    conversationWith: otherOf(row, shown, backend),
    ...(shown.withTags && { tags }),
  };
}

function hasReceipts({ conversationType, other }: ConversationRow, { state }: Backend): boolean {
  return conversationType === "user" || (state.groups.find(other)?.membersCount ?? 0) <= BIG_GROUP;
}

/** Missing once it is deleted. In a group it tells who has read it. */
function lastMessageOf(row: ConversationRow, backend: Backend): object | undefined {
  const { conversationId, conversationType, lastMessageId, uid } = row;
  const message = backend.state.messages.find(lastMessageId);
  if (message === undefined || message.deletedAt !== undefined) return undefined;
  const view = messageView(message, { backend, actor: uid });
  if (conversationType === "user" || !hasReceipts(row, backend)) return view;
  return { ...view, receipts: { data: backend.state.receipts.of(conversationId, lastMessageId) } };
}

function otherOf(
  { uid, conversationId, conversationType, other }: ConversationRow,
  shown: ConversationShown,
  backend: Backend,
) {
  const { state } = backend;
  const withTags = shown.withUserAndGroupTags;
  if (conversationType === "user") {
    const user = state.users.find(other);
    return {
      ...(user ? userView(user, { withTags }) : { uid: other }),
      conversationId,
      ...blocksBetween(uid, other, state),
    };
  }
  const group = state.groups.find(other);
  return group ? groupView(group, { withTags, membership: membershipOf(other, uid, state) }) : { guid: other };
}
