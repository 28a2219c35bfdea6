import type { Membership } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";

/**
 * Whether a conversation is what CometChat knows as one-to-one: just two people, the only one between them, and
 * nothing about it that would need a place of its own. Then messages between the users carry it; any other
 * conversation becomes a group (T49).
 */
export function isPair({ record, members, memberCount, twinCount }: ConversationFacts): boolean {
  return (
    record.type === "direct" &&
    members.length === 2 &&
    memberCount === 2 &&
    twinCount === 1 &&
    (record.title ?? "") === "" &&
    (record.imageUrl ?? "") === "" &&
    Object.keys(record.metadata).length === 0 &&
    record.welcomeMessages.length === 0
  );
}

/** The member of a pair who is not this user. Missing when the user is none of the two. */
export function otherMember({ members }: ConversationFacts, userId: string): Membership | undefined {
  if (!members.some((member) => member.userId === userId)) return undefined;
  return members.find((member) => member.userId !== userId);
}
