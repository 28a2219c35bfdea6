import { Conversation, Membership, Message, User } from "@chat-etl/model";
import type { ConversationContext, ConversationFacts, Encoded } from "@chat-etl/sdk";
import type * as z from "zod";
import { TalkjsSinkConfig } from "../src/sink-config.ts";

/** 2024-05-01T12:00:00Z, in milliseconds. */
export const NOON = 1_714_564_800_000;

type Given<T extends z.ZodType> = Partial<z.input<T>>;
export type GivenConfig = Given<typeof TalkjsSinkConfig>;

export const user = (id: string, given: Given<typeof User> = {}): User =>
  User.parse({ kind: "user", id, displayName: id, ...given });

export const conversation = (given: Given<typeof Conversation> = {}): Conversation =>
  Conversation.parse({ kind: "conversation", id: "lobby", type: "group", title: "Lobby", ...given });

export const membership = (userId: string, given: Given<typeof Membership> = {}): Membership =>
  Membership.parse({ kind: "membership", conversationId: "lobby", userId, ...given });

export const message = (given: Given<typeof Message> = {}): Message =>
  Message.parse({
    kind: "message",
    id: "m1",
    conversationId: "lobby",
    authorId: "ann",
    sentAt: NOON,
    text: "hello",
    ...given,
  });

export const configOf = (given: GivenConfig = {}): TalkjsSinkConfig =>
  TalkjsSinkConfig.parse({ appId: "app1", secretKey: "key", dialect: "g2", ...given });

/** A group of two, or with `facts` whatever is wanted. */
export function contextOf(
  config: GivenConfig = {},
  facts: Partial<ConversationFacts> = {},
): ConversationContext<TalkjsSinkConfig> {
  return {
    config: configOf(config),
    startedAt: NOON + 30 * 86_400_000,
    source: "slack:T1",
    users: new Map(["ann", "bob", "Carl@x.org", "system"].map((id) => [id, user(id)])),
    systemUserId: "system",
    conversation: {
      record: conversation(),
      members: [],
      memberCount: 2,
      twinCount: 0,
      firstActivityAt: NOON - 1_000_000,
      ...facts,
    },
  };
}

/** The only conversation of ann and bob. */
export function pairContext(config: GivenConfig = {}): ConversationContext<TalkjsSinkConfig> {
  const record = conversation({ type: "direct", title: undefined });
  return contextOf(config, { record, members: [membership("bob"), membership("ann")], twinCount: 1 });
}

/** What is sent; fails when the record is refused. */
export function sent<Wire>(encoded: Encoded<Wire>): readonly Wire[] {
  if ("reject" in encoded) throw new Error(`rejected: ${encoded.reject.code}`);
  return encoded.send;
}

/** The one value that is sent. */
export function one<Wire>(encoded: Encoded<Wire>): Wire {
  const [wire, ...others] = sent(encoded);
  if (wire === undefined || others.length > 0) throw new Error(`${sent(encoded).length} wires instead of one`);
  return wire;
}

export function lossCodes(encoded: Encoded<unknown>): readonly string[] {
  return "reject" in encoded ? [] : (encoded.losses ?? []).map(({ code }) => code);
}
