import type { Message } from "@chat-etl/model";
import type { PassName } from "../passes/names.ts";
import { extraBeside, type SentData } from "./custom-content.ts";
import type { MetadataParts } from "./fit-metadata.ts";
import type { Json } from "./json.ts";
import type { Lost } from "./losses.ts";

interface MetadataOptions {
  /** What there is to keep of them. */
  readonly attachments: Json | undefined;
  /** What of the source's own data goes with the message itself. */
  readonly sent: SentData;
  /** CometChat is told another time than `sentAt`. */
  readonly isMoved: boolean;
  readonly passes: readonly PassName[];
}

/**
 * What a message keeps in metadata because the import has no place for it (T31). The source's id comes first: from it
 * the map of ids is rebuilt by reading back (T15).
 */
export function messageMetadata(
  message: Message,
  { attachments, sent, isMoved, passes }: MetadataOptions,
  lost: Lost,
): MetadataParts {
  noteLosses(message, passes, lost);
  const isOwnType = sent === "custom" || sent === "unsupported";
  if (!isOrdinary(message) && !isOwnType) lost.add("message-type");
  const { type, event, rank, replyToId, threadRootId, editedAt, pin } = message;
  const own = {
    sourceId: message.id,
    sourceConversationId: message.conversationId,
    sentAtMs: message.sentAt,
    sentAtIsMoved: isMoved || undefined,
    rank,
    type: type === "text" || type === "media" ? undefined : type,
    isOwnType: isOwnType || undefined,
    event,
    replyToId,
    threadRootId,
    editedAt,
    pinned: pin && true,
    pinnedBy: pin?.userId,
    pinnedAt: pin?.at,
    reactions: countReactions(message),
    attachments,
  };
  return { own, custom: message.metadata, extra: extraBeside(message.extra, sent) };
}

/** What a pass brings is not lost. */
function noteLosses(message: Message, passes: readonly PassName[], lost: Lost): void {
  if (message.reactions.length > 0 && !passes.includes("reactions")) lost.add("reactions");
  if (message.replyToId !== undefined) lost.add("reply");
  if (message.threadRootId !== undefined) lost.add("thread");
  if (message.editedAt !== undefined) lost.add("edit");
  if (message.pin !== undefined && !passes.includes("pins")) lost.add("pin");
}

/** Whether CometChat has messages like it, or such that stand for it. */
function isOrdinary({ type }: Message): boolean {
  return type === "text" || type === "media" || type === "system" || type === "location";
}

function countReactions({ reactions }: Message): Record<string, number> | undefined {
  if (reactions.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { emoji, count } of reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + count);
  return Object.fromEntries(counts);
}
