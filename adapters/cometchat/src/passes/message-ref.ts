import type { Message } from "@chat-etl/model";
import type { ConversationContext, ConversationFacts, PassContext } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { routeOf } from "../encode/message-route.ts";
import { seconds } from "../encode/times.ts";
import type { MessageRef } from "./call.ts";

type Context = PassContext<CometchatSinkConfig> & { readonly conversation: ConversationFacts };

/** Where a message stands in the app. Missing: the import did not take it either. */
export function messageRef(message: Message, targetId: string | undefined, context: Context): MessageRef | undefined {
  const route = routeOf(message, context satisfies ConversationContext<CometchatSinkConfig>, new Set());
  if (route === undefined) return undefined;
  const { sender, receiver, receiverType } = route;
  return { id: targetId, sourceId: message.id, sender, receiverType, receiver, sentAt: seconds(message.sentAt) };
}

/** The context of a record in a conversation. @throws if it is a user's: a bug */
export function inConversation(context: PassContext<CometchatSinkConfig>): Context {
  const { conversation } = context;
  if (conversation === undefined) throw new Error("A record of a conversation came without it.");
  return { ...context, conversation };
}
