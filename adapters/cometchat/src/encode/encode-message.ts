import type { Message } from "@chat-etl/model";
import type { ConversationContext, Encoded, Reason } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { messageUid, partUid } from "../ids.ts";
import type { WireMessage } from "../wire.ts";
import { fitAttachments, previewLinks } from "./attachments.ts";
import { customContentOf, placeDataOf, type SentData } from "./custom-content.ts";
import { fitTags, isBlank } from "./fit.ts";
import { isWellFormed, mend } from "./json.ts";
import { type Lost, lossesOf } from "./losses.ts";
import { type Body, bodiesOf } from "./message-bodies.ts";
import { messageMetadata } from "./message-metadata.ts";
import { routeOf } from "./message-route.ts";
import { renderMessageText } from "./message-text.ts";
import { isStorable, seconds } from "./times.ts";

type Context = ConversationContext<CometchatSinkConfig>;

const BLANK_TEXT: Reason = {
  code: "blank-text",
  message:
    "The message shows nothing: it has no text, no attachment with a usable link, no location and no data of an own type. CometChat refuses such messages; nothing needs to be done unless its content is missing by mistake.",
};
const OUT_OF_TIME: Reason = {
  code: "sent-at",
  message:
    "The message was sent before September 2001 or after 2286. CometChat takes 10-digit seconds only; correct the time in the source.",
};
const NO_RECEIVER: Reason = {
  code: "no-receiver",
  message:
    "The message was written by somebody who is none of the two members of its one-to-one conversation. Add the author as a member in the source.",
};

/** A message as one entry, or several when it is too large for one: the same time, muids in order (2.4). */
export function encodeMessage(message: Message, context: Context): Encoded<WireMessage> {
  if (isSystem(message) && context.config.systemMessages === "drop") {
    return { send: [], losses: lossesOf(new Set(["system-dropped"])) };
  }
  const lost: Lost = new Set();
  if (!isStorable(seconds(message.sentAt))) return { reject: OUT_OF_TIME };
  const sentAt = sentAtOf(message, context, lost);
  const route = routeOf(message, context, lost);
  if (route === undefined) return { reject: NO_RECEIVER };
  const bodies = bodiesOfMessage(message, context, lost);
  if (bodies.length === 0) return { reject: BLANK_TEXT };
  const muid = messageUid(message.id, context.source);
  const tags = fitTags(message.tags, lost);
  const send = bodies.map((body, index) =>
    mend({ muid: partUid(muid, index), ...route, ...body, sentAt, tags: index === 0 ? tags : undefined }),
  );
  // A reply that goes in as a real one, by its pass.
  if (context.config.passes.includes("threads") && message.threadRootId !== undefined) return { send: [] };
  return { send, losses: lossesOf(lost) };
}

/** In seconds. A time in the future is refused; whose clock was wrong, nobody knows (T9). */
function sentAtOf({ sentAt }: Message, { startedAt }: Context, lost: Lost): number {
  if (seconds(sentAt) > seconds(startedAt)) lost.add("sent-at");
  return Math.min(seconds(sentAt), seconds(startedAt));
}

function isSystem({ type, authorId }: Message): boolean {
  return type === "system" || authorId === null;
}

function bodiesOfMessage(message: Message, { users, config, startedAt }: Context, lost: Lost): readonly Body[] {
  const isMoved = seconds(message.sentAt) > seconds(startedAt);
  if (!isWellFormed(message)) lost.add("broken-text");
  const { files, details } = fitAttachments(message.attachments, lost);
  const text = withLinks(renderMessageText(message, users, lost), message, lost);
  const showsMore = text !== "" || files.length > 0;
  const custom = customContentOf(message, { showsMore });
  const system = isSystem(message) && custom === undefined ? { event: message.event } : undefined;
  const placeData = message.location && placeDataOf(message, { showsMore });
  const place = message.location && { location: message.location, data: placeData ?? {} };
  const sent: SentData = custom ? (message.type === "custom" ? "custom" : "unsupported") : placeData ? "place" : "none";
  const metadata = messageMetadata(message, { attachments: details, sent, isMoved, passes: config.passes }, lost);
  return bodiesOf({ text, files, place, system, custom, metadata }, lost);
}

/** Text that shows nothing counts as none (T25). */
function withLinks(text: string, { attachments }: Message, lost: Lost): string {
  const lines = [text, ...previewLinks(attachments, text, lost)];
  return lines.filter((line) => !isBlank(line)).join("\n");
}
