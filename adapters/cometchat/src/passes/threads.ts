import type { Message } from "@chat-etl/model";
import { definePass, type Encoded, type PassContext } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { encodeMessage } from "../encode/encode-message.ts";
import { lossesOf } from "../encode/losses.ts";
import type { WireMessage } from "../wire.ts";
import { type MessageRef, ONE_CALL } from "./call.ts";
import { inConversation, messageRef } from "./message-ref.ts";

/** A reply, and where it belongs. Without a root it goes in by the import, as an ordinary message. */
export interface ReplyCall {
  readonly reply: WireMessage;
  readonly root?: MessageRef | undefined;
}

/** Sends of one user are limited to 30 a minute; whoever wrote most decides, so all keep to it (4.1, T32). */
const REPLIES_PER_MINUTE = 30;

export const threads = definePass<CometchatSinkConfig, "message", ReplyCall>({
  name: "threads",
  summary: `Sends thread replies as real replies instead of importing them: they date from now, alert people as new messages do, and go in at ${REPLIES_PER_MINUTE} a minute.`,
  kind: "message",
  when: "after",
  fields: ["threadRootId"],
  batch: ONE_CALL,
  dedupes: true,
  quotaClass: "sends",
  quota: () => ({ requests: REPLIES_PER_MINUTE, perMs: 60_000 }),
  encode: encodeReply,
});

function encodeReply(message: Message, context: PassContext<CometchatSinkConfig>): Encoded<ReplyCall> {
  // One that an earlier run imported stays as it is: sent again it would be there twice.
  if (message.threadRootId === undefined || context.wasSent) return { send: [] };
  const known = inConversation(context);
  const encoded = encodeMessage(message, { ...known, config: { ...known.config, passes: [] } });
  if ("reject" in encoded) return encoded;
  const root = rootOf(message, context);
  const losses = (encoded.losses ?? []).filter(({ code }) => root === undefined || code !== "thread");
  return {
    send: encoded.send.map((reply) => ({ reply, root })),
    losses: [...losses, ...(root ? lossesOf(new Set(["thread-now"])) : [])],
  };
}

/** A reply to a reply is refused (section 6), and so is one across conversations. */
function rootOf({ conversationId }: Message, context: PassContext<CometchatSinkConfig>): MessageRef | undefined {
  const { threadRoot } = context;
  if (threadRoot === undefined || threadRoot.record.threadRootId !== undefined) return undefined;
  if (threadRoot.record.conversationId !== conversationId) return undefined;
  return messageRef(threadRoot.record, threadRoot.targetId, inConversation(context));
}
