import type { Message } from "@chat-etl/model";
import type { EncodeContext } from "@chat-etl/sdk";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import type { MessageWire } from "../wire-import.ts";
import { customOf, filled, present } from "./custom.ts";
import type { Lost } from "./losses.ts";

const ORDINARY: ReadonlySet<string> = new Set(["text", "media", "system", "location"]);

type Context = Pick<EncodeContext<TalkjsSinkConfig>, "config" | "source">;

/**
 * What a message keeps in `custom`; the source and the id it had there, by which it is found again, are always among it
 * (TalkJS sheet, T32).
 */
export function messageCustom(message: Message, { config, source }: Context, lost: Lost): MessageWire["custom"] {
  noteLosses(message, config, lost);
  const { id, type, event, authorId, replyToId, threadRootId, editedAt, pin, metadata, extra } = message;
  const own = {
    type: ORDINARY.has(type) ? undefined : type,
    authorId: type === "system" ? (authorId ?? undefined) : undefined,
    event,
    replyToId,
    threadRootId,
    editedAt,
    pin: pin && (present({ userId: pin.userId, at: pin.at }) ?? true),
    reactions: countsOf(message),
    attachments: detailsOf(message),
    tags: filled(message.tags),
  };
  return { ...customOf({ own, metadata, extra }, lost), sourceId: id, source };
}

/** What a pass brings is not lost. */
function noteLosses(message: Message, { passes, dialect }: TalkjsSinkConfig, lost: Lost): void {
  if (message.reactions.length > 0 && !passes.includes("reactions")) lost.add("reactions");
  if (message.readBy.length > 0 && dialect !== "g1" && !passes.includes("reads")) lost.add("receipts");
  if (message.readBy.some(({ at }) => at !== undefined)) lost.add("read-time");
  if (message.replyToId !== undefined) lost.add("reply");
  if (message.threadRootId !== undefined) lost.add("thread");
  if (message.editedAt !== undefined) lost.add("edit");
  if (message.pin !== undefined) lost.add("pin");
  if (message.tags.length > 0) lost.add("tags");
  if (!ORDINARY.has(message.type)) lost.add("message-type");
  if (message.type === "system" && message.authorId !== null) lost.add("system-author");
  if (message.attachments.some(({ mimeType }) => mimeType !== undefined)) lost.add("attachment-type");
}

function countsOf({ reactions }: Message): Record<string, number> | undefined {
  if (reactions.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { emoji, count } of reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + count);
  return Object.fromEntries(counts);
}

/** Never an address: who has it can open the file (TalkJS sheet, T25). */
function detailsOf({ attachments }: Message) {
  const details = attachments.flatMap(({ kind, name, title, mimeType }) =>
    kind === "link" ? [] : (present({ kind, name, title, mimeType }) ?? []),
  );
  return filled(details);
}
