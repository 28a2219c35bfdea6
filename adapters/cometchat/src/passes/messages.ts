import { definePass } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";
import { type Lost, lossesOf } from "../encode/losses.ts";
import { fitId } from "../ids.ts";
import { REACTION_CHARS, REACTIONS_PER_MESSAGE } from "../limits.ts";
import { type Call, CORE, MESSAGE_ID, ONE_CALL, pathOf } from "./call.ts";
import { inConversation, messageRef } from "./message-ref.ts";

export const reactions = definePass<CometchatSinkConfig, "message", Call>({
  name: "reactions",
  summary: "Adds reactions on behalf of who reacted, one call each; they date from now.",
  kind: "message",
  when: "after",
  fields: ["reactions"],
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: (message, context) => {
    const target = message.reactions.length === 0 ? undefined : messageRefOf(message, context);
    if (target === undefined) return { send: [] };
    const lost: Lost = new Set(["reaction-now"]);
    const kept = new Set(message.reactions.map(({ emoji }) => emoji).filter(isFit));
    const first = new Set([...kept].slice(0, REACTIONS_PER_MESSAGE));
    const send = message.reactions.flatMap(({ emoji, userId }): readonly Call[] => {
      if (userId === undefined || !context.users.has(userId)) lost.add("reaction-nobody");
      else if (!first.has(emoji)) lost.add("reaction-limit");
      else return [callFor(emoji, fitId(userId), target)];
      return [];
    });
    return { send, losses: lossesOf(lost) };
  },
});

function callFor(emoji: string, uid: string, message: NonNullable<Call["message"]>): Call {
  const path = pathOf("messages", MESSAGE_ID, "reactions", emoji);
  return { method: "POST", path, onBehalfOf: uid, message, isListed: true };
}

/** It becomes a part of a path, where dots alone would lead elsewhere. */
function isFit(emoji: string): boolean {
  return emoji.length <= REACTION_CHARS && emoji.isWellFormed() && emoji !== "." && emoji !== "..";
}

export const pins = definePass<CometchatSinkConfig, "message", Call>({
  name: "pins",
  summary:
    "Pins what was pinned, on behalf of who pinned it; CometChat takes 100 pins a conversation. They date from now.",
  kind: "message",
  when: "after",
  fields: ["pin"],
  batch: ONE_CALL,
  dedupes: true,
  ...CORE,
  encode: (message, context) => {
    const target = message.pin === undefined ? undefined : messageRefOf(message, context);
    if (target === undefined) return { send: [] };
    const by = message.pin?.userId;
    const onBehalfOf = by !== undefined && context.users.has(by) ? fitId(by) : undefined;
    return {
      send: [{ method: "POST", path: pathOf("messages", MESSAGE_ID, "pin"), onBehalfOf, message: target }],
      losses: lossesOf(new Set(["pin-now"])),
    };
  },
});

function messageRefOf(
  message: Parameters<typeof messageRef>[0],
  context: Parameters<typeof inConversation>[0],
): Call["message"] {
  return messageRef(message, context.targetId, inConversation(context));
}
