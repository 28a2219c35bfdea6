import type { Normalized } from "@chat-etl/sdk";
import { conversationOf, membersOf, unlistedConversation } from "./normalize/conversation.ts";
import { messageOf } from "./normalize/message.ts";
import { dropped } from "./normalize/policies.ts";
import { withoutTokens } from "./normalize/tokens.ts";
import { userOf } from "./normalize/user.ts";
import type { ConversationValue, ExtraValue, MessageValue, UserValue } from "./wire-values.ts";

/** A user of an index file. Of several entries of one person the fullest is taken. */
export function normalizeUser({ user, place: { known, isFullest } }: UserValue): Normalized {
  if (isFullest) return userOf(withoutTokens(user), known);
  return dropped({ code: "duplicate-user", message: "Another index file says more, or the same, of this person." });
}

/** A conversation with its members; or one that is known by its folder alone. Of another entry its members count. */
export function normalizeConversation({ conversation, place }: ConversationValue): Normalized {
  if ("unlisted" in place) return unlistedConversation(place.unlisted, place.known);
  if (place.isFirst) return conversationOf(withoutTokens(conversation), place);
  const members = membersOf(conversation, place);
  if (members.length > 0) return members;
  return dropped({ code: "duplicate-conversation", message: "Another index file lists this conversation already." });
}

/** A message, with what it brings along. @throws RecordError it has no time */
export function normalizeMessage({ message, place }: MessageValue): Normalized {
  return messageOf(message, place);
}

/** What is in an export beside users, conversations and messages: nothing of it is a record, so it is counted. */
export function normalizeExtra({ leftOut }: ExtraValue): Normalized {
  return dropped(leftOut);
}
