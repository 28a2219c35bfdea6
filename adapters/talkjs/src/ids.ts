import { hash } from "node:crypto";
import type { ConversationFacts } from "@chat-etl/sdk";
import { isPlace } from "./path.ts";
import type { TalkjsSinkConfig } from "./sink-config.ts";

/**
 * What TalkJS's `oneOnOneId` makes: nobody else's conversation may look like that. And dots alone, which are places in an
 * address: no request would reach such a conversation.
 */
const UNFIT = /^(?:[0-9a-f]{20}|\.{1,2})~*$/;

/** The id that TalkJS recommends for the conversation of two users, whichever comes first (TalkJS sheet, section 6). */
export function oneOnOneId(one: string, other: string): string {
  return hash("sha1", JSON.stringify([one, other].sort()), "hex").slice(0, 20);
}

/** A conversation's own id; one that looks like a recommended one, or like a place, gets a `~` behind it. */
export function fitConversationId(id: string): string {
  return UNFIT.test(id) ? `${id}~` : id;
}

interface Rules {
  readonly config: Pick<TalkjsSinkConfig, "directIds">;
  /** The source's identity. */
  readonly source: string;
}

/**
 * A conversation's id in the target. Ids of another TalkJS app stay: the app that is being moved knows them. Else the
 * only conversation of two people gets the id that TalkJS's own SDK will look for.
 */
export function conversationIdOf(facts: ConversationFacts, { config, source }: Rules): string {
  const { id } = facts.record;
  if (source.startsWith("talkjs:") && !isPlace(id)) return id;
  const [one, other] = facts.members;
  if (config.directIds === "recommended" && one && other && isPair(facts)) return oneOnOneId(one.userId, other.userId);
  return fitConversationId(id);
}

/** Whether a conversation is of two people, and the only one they have. */
export function isPair({ record, members, memberCount, twinCount }: ConversationFacts): boolean {
  return record.type === "direct" && members.length === 2 && memberCount === 2 && twinCount === 1;
}
