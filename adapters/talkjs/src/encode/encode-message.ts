import type { Message } from "@chat-etl/model";
import type { ConversationContext, Encoded, Reason } from "@chat-etl/sdk";
import { conversationIdOf } from "../ids.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { MessageWire } from "../wire-import.ts";
import { type Lost, lossesOf } from "./losses.ts";
import { messageCustom } from "./message-custom.ts";
import { partsOf } from "./parts.ts";

type Context = ConversationContext<TalkjsSinkConfig>;

const BLANK_TEXT: Reason = {
  code: "blank-text",
  message:
    "The message shows nothing: it has no text, no attachment and no location. TalkJS may refuse a whole request for it; nothing needs to be done unless its content is missing by mistake.",
};
const OUT_OF_TIME: Reason = {
  code: "sent-at",
  message: "The message is dated before 1970. TalkJS takes no such time; correct it in the source.",
};

/** A message as one, or several when it has a text and files: of one source id, numbered (TalkJS sheet, T27). */
export function encodeMessage(message: Message, context: Context): Encoded<MessageWire> {
  const { config, source, users, filesAtHand } = context;
  const isSystem = message.type === "system" || message.authorId === null;
  if (isSystem && config.systemMessages === "drop") return { send: [], losses: lossesOf(new Set(["system-dropped"])) };
  if (message.sentAt < 0) return { reject: OUT_OF_TIME };
  const lost: Lost = new Set();
  const parts = partsOf(message, { config, users, isSystem, filesAtHand }, lost);
  if (parts.length === 0) return { reject: BLANK_TEXT };
  const head = headOf(message, { ...context, isSystem }, lost);
  const custom = messageCustom(message, context, lost);
  const send = parts.map((part, index) => ({
    ...head,
    ...part,
    custom: index === 0 ? custom : { sourceId: message.id, source, part: String(index) },
  }));
  return { send, losses: lossesOf(lost) };
}

type Head = Omit<MessageWire, "custom" | "shown" | "file">;

function headOf(message: Message, context: Context & { readonly isSystem: boolean }, lost: Lost): Head {
  const { conversation: facts, config, isSystem, systemUserId } = context;
  const dialect = config.dialect ?? "g2";
  if (isSystem && dialect === "g1") lost.add("system-text");
  const sender = isSystem ? (dialect === "g1" ? systemUserId : undefined) : (message.authorId ?? undefined);
  return {
    conversationId: conversationIdOf(facts, context),
    dialect,
    type: sender === undefined ? "SystemMessage" : "UserMessage",
    sender,
    isSystemUser: isSystem && dialect === "g1",
    sentAt: message.sentAt,
    readBy: dialect === "g1" ? readersOf(message, context) : undefined,
    isBegun: facts.isBegun ?? true,
  };
}

/** Without who wrote it (TalkJS sheet, T38). Of a pair it is known how far each has read. */
function readersOf({ readBy, authorId, sentAt }: Message, { conversation }: Context): readonly string[] {
  const told = readBy.map(({ userId }) => userId);
  const behind = conversation.members.filter(({ lastReadAt }) => lastReadAt !== undefined && lastReadAt >= sentAt);
  return [...new Set([...told, ...behind.map(({ userId }) => userId)])].filter((userId) => userId !== authorId);
}
