import { Conversation, Membership, Message, User } from "@chat-etl/model";
import type { ConversationContext, ConversationFacts, Encoded, Reason } from "@chat-etl/sdk";
import type * as z from "zod";
import { CometchatSinkConfig } from "../src/config.ts";

/** 2024-05-01T12:00:00Z, in milliseconds and in seconds. */
export const NOON = 1_714_564_800_000;
export const NOON_SECONDS = NOON / 1000;
/** A month later. */
export const STARTED_AT = NOON + 30 * 86_400_000;

type Given<T extends z.ZodType> = Partial<z.input<T>>;

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

/** A group of two, or with `facts` whatever is wanted. */
export function contextOf(
  facts: Partial<ConversationFacts> = {},
  config: Given<typeof CometchatSinkConfig> = {},
): ConversationContext<CometchatSinkConfig> {
  return {
    config: CometchatSinkConfig.parse({ appId: "app1", region: "us", apiKey: "key", ...config }),
    startedAt: STARTED_AT,
    source: "talkjs:myApp",
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

/** A one-to-one conversation of ann and bob. */
export function pairContext(
  facts: Partial<ConversationFacts> = {},
  config: Given<typeof CometchatSinkConfig> = {},
): ConversationContext<CometchatSinkConfig> {
  const record = conversation({ id: "lobby", type: "direct", title: undefined });
  const members = [membership("ann"), membership("bob")];
  return contextOf({ record, members, twinCount: 1, ...facts }, config);
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

export function refusal(encoded: Encoded<unknown>): Reason | undefined {
  return "reject" in encoded ? encoded.reject : undefined;
}
