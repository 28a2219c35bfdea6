import { everyoneReadUntil, isUnread, readersOf } from "./reads.ts";
import type { TalkConversation, TalkMessage } from "./shapes.ts";
import type { StoredConversation } from "./state/conversations.ts";
import type { StoredMessage } from "./state/messages.ts";
import type { Membership } from "./state/participants.ts";
import type { State } from "./state/state.ts";

/** A conversation as it is handed out: participants as a map, the last message inside. */
export function conversationView(state: State, conversation: StoredConversation): TalkConversation {
  const members = state.participants.listed(conversation.id);
  const last = state.messages.last(conversation.id);
  const lastMessage = last === undefined ? null : messageView(last, members);
  return {
    ...conversation,
    participants: Object.fromEntries(
      members.map((member) => {
        const { access, notify, joinedAt, readUntil } = member;
        return [member.userId, { access, notify, isUnread: isUnread(member, lastMessage), joinedAt, readUntil }];
      }),
    ),
    lastMessage,
    everyoneReadUntil: everyoneReadUntil(members),
  };
}

export function messageView(message: StoredMessage, members: readonly Membership[]): TalkMessage {
  return { ...message, readBy: readersOf(message, members) };
}
