import type { Message } from "@chat-etl/model";
import type { ConversationContext } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { fitId } from "../ids.ts";
import type { WireMessage } from "../wire.ts";
import type { Lost } from "./losses.ts";
import { isPair, otherMember } from "./pair.ts";
import { receiptsOf } from "./receipts.ts";

type Context = ConversationContext<CometchatSinkConfig>;
type Route = Pick<WireMessage, "sender" | "receiverType" | "receiver" | "deliveredAt" | "readAt">;

/** From whom to where. Missing when a pair's message comes from neither of the two. */
export function routeOf(message: Message, context: Context, lost: Lost): Route | undefined {
  return isPair(context.conversation) ? pairRoute(message, context, lost) : groupRoute(message, context, lost);
}

function groupRoute({ authorId, conversationId, readBy }: Message, { systemUserId }: Context, lost: Lost): Route {
  if (readBy.length > 0) lost.add("receipts");
  return { sender: fitId(authorId ?? systemUserId), receiverType: "group", receiver: fitId(conversationId) };
}

function pairRoute(message: Message, { conversation }: Context, lost: Lost): Route | undefined {
  const authorId = message.authorId ?? spokesman(conversation.members);
  const receiver = authorId === undefined ? undefined : otherMember(conversation, authorId);
  if (authorId === undefined || receiver === undefined) return undefined;
  if (message.authorId === null) lost.add("system-in-pair");
  const others = message.readBy.filter(({ userId }) => userId !== receiver.userId && userId !== message.authorId);
  if (others.length > 0) lost.add("receipts");
  return {
    sender: fitId(authorId),
    receiverType: "user",
    receiver: fitId(receiver.userId),
    ...receiptsOf(message, receiver, lost),
  };
}

/** The same of the two every time, whatever the order they come in. */
function spokesman(members: Context["conversation"]["members"]): string | undefined {
  return members.map(({ userId }) => userId).sort()[0];
}
