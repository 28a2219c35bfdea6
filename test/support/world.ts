import { sampleWorld, type TalkMessage } from "@chat-etl/talkjs/sandbox";
import { expect } from "vitest";
import type { Sandbox } from "./etl.ts";
import { bySourceConversation, storedMessages } from "./target.ts";

/** The newest instant of the worlds that tests use: a day in the past, the same on every run. */
const UNTIL = Date.parse("2026-11-01T00:00:00Z");

/** All the peculiar things, and few of the ordinary: it is moved many times over. */
export const WORLD = { seed: 1, until: UNTIL, scale: 0.1 };

export const WORLD_SWITCHES = ["--seed", "1", "--until", String(UNTIL), "--scale", "0.1", "--rate", "off"];

/** The same world, for the source of a rehearsal. */
export const REHEARSAL_SWITCHES = WORLD_SWITCHES.map((word) => word.replace(/^--/, "--source.sandbox."));

/** A world's messages by conversation, oldest first, as TalkJS itself orders them. */
export function worldMessages(): ReadonlyMap<string, readonly TalkMessage[]> {
  const conversations = [...sampleWorld(WORLD).conversations()];
  return new Map(conversations.map(({ conversation, messages }) => [conversation.id, oldestFirst(messages)]));
}

/** TalkJS lists by time descending, then by id ascending. */
function oldestFirst(messages: readonly TalkMessage[]): readonly TalkMessage[] {
  return [...messages].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? 1 : -1));
}

/** Messages that no CometChat app takes: they show nothing, or are dated outside of what ten digits of seconds hold. */
export function isUnfit({ text, attachment, content, location, createdAt }: TalkMessage): boolean {
  const shown = (text ?? "").replaceAll(/[\s\u200b]/g, "");
  const blank =
    shown === "" && attachment === null && location === null && (content ?? []).every((block) => block.type === "text");
  const seconds = Math.floor(createdAt / 1000);
  return blank || seconds < 1_000_000_000 || seconds > 9_999_999_999;
}

/** Whether the target holds every fit message of the world once, in order, and nothing else. */
export async function expectWholeWorld(target: Sandbox): Promise<void> {
  const found = bySourceConversation(await storedMessages(target));
  for (const [conversationId, messages] of worldMessages()) {
    const wanted = messages.filter((message) => !isUnfit(message)).map(({ id }) => id);
    expect(found.get(conversationId) ?? [], conversationId).toEqual(wanted);
  }
}
