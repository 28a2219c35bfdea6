import { definePass } from "@chat-etl/sdk";
import { qualifiedEmoji } from "../encode/emoji.ts";
import { type Lost, lossesOf } from "../encode/losses.ts";
import { conversationIdOf } from "../ids.ts";
import { CUSTOM_EMOJI_CHARS, EMOJI_PER_MESSAGE } from "../limits.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import { SHARED } from "./call.ts";
import { factsOf } from "./participants.ts";

/** A reaction, and where its message is. */
export interface ReactionCall {
  readonly conversationId: string;
  /** Missing: no answer told it. Then the message is looked for. */
  readonly messageId: string | undefined;
  readonly custom: { readonly sourceId: string; readonly source: string };
  /** Milliseconds. */
  readonly sentAt: number;
  readonly emoji: string;
  readonly userId: string;
}

export const reactions = definePass<TalkjsSinkConfig, "message", ReactionCall>({
  name: "reactions",
  summary: "Adds reactions in the name of who reacted, one call each; they date from now.",
  kind: "message",
  when: "after",
  fields: ["reactions"],
  ...SHARED,
  encode: (message, context) => {
    const { wasSent, targetId, users } = context;
    if (message.reactions.length === 0 || !wasSent) return { send: [] };
    const lost: Lost = new Set(["reaction-now"]);
    const all = message.reactions.map(({ emoji }) => qualifiedEmoji(emoji));
    const kinds = [...new Set(all)].filter(isFit).slice(0, EMOJI_PER_MESSAGE);
    const custom = { sourceId: message.id, source: context.source };
    const place = { messageId: targetId, custom, sentAt: message.sentAt };
    const conversationId = conversationIdOf(factsOf(context), context);
    const send = message.reactions.flatMap(({ emoji: given, userId }): readonly ReactionCall[] => {
      const emoji = qualifiedEmoji(given);
      if (userId === undefined || !users.has(userId)) lost.add("reaction-nobody");
      else if (!kinds.includes(emoji)) lost.add("reaction-limit");
      else return [{ conversationId, ...place, emoji, userId }];
      return [];
    });
    return { send, losses: lossesOf(lost) };
  },
});

function isFit(emoji: string): boolean {
  return emoji.length <= CUSTOM_EMOJI_CHARS && emoji.isWellFormed();
}
