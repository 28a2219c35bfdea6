import type { Conversation } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";
import { describe, expect, it } from "vitest";
import { encodeConversation } from "../src/encode/encode-conversation.ts";
import { isPair } from "../src/encode/pair.ts";
import {
  contextOf,
  conversation,
  lossCodes,
  membership,
  NOON,
  NOON_SECONDS,
  one,
  pairContext,
  STARTED_AT,
  sent,
} from "./encode-context.ts";

function encode(record: Conversation, facts: Partial<ConversationFacts> = {}) {
  return encodeConversation(record, contextOf({ record, ...facts }));
}

describe("isPair", () => {
  const pair = pairContext().conversation;

  it("T49: knows a direct conversation of two, the only one between them and without anything of its own", () => {
    expect(isPair(pair)).toBe(true);
  });

  it.each<[string, Partial<ConversationFacts>]>([
    ["a group of two", { record: { ...pair.record, type: "group" } }],
    ["a twin", { twinCount: 2 }],
    ["one member", { members: [membership("ann")], memberCount: 1 }],
    ["three members", { members: ["ann", "bob", "carl"].map((id) => membership(id)), memberCount: 3 }],
    ["a title", { record: { ...pair.record, title: "Offer 12" } }],
    ["a picture", { record: { ...pair.record, imageUrl: "https://x.org/p.png" } }],
    ["metadata", { record: { ...pair.record, metadata: { offer: "12" } } }],
    ["welcome messages", { record: { ...pair.record, welcomeMessages: ["hi"] } }],
  ])("T49: makes a group of %s", (_name, facts) => {
    expect(isPair({ ...pair, ...facts })).toBe(false);
  });
});

it("T49: sends nothing for a pair, and counts what a group would have kept", () => {
  const context = pairContext();
  expect(encodeConversation(context.conversation.record, context)).toEqual({ send: [], losses: [] });
  const record = { ...context.conversation.record, description: "d" };
  expect(lossCodes(encodeConversation(record, pairContext({ record })))).toEqual(["pair-fields"]);
});

it("2.2, T29: sends a group with nothing lost", () => {
  const encoded = encode(conversation({ createdAt: NOON, tags: ["t"], visibility: "public" }), {
    firstActivityAt: NOON,
  });
  expect(JSON.parse(JSON.stringify(encoded))).toEqual({
    send: [
      {
        guid: "lobby",
        name: "Lobby",
        type: "public",
        createdAt: NOON_SECONDS - 1,
        metadata: { sourceId: "lobby", type: "group", createdAt: NOON },
        tags: ["t"],
      },
    ],
    losses: [],
  });
});

it("T22: never makes a group with a password; what is not public is private", () => {
  expect(one(encode(conversation({ visibility: "private" }))).type).toBe("private");
  expect(one(encode(conversation({ visibility: "secret" }))).type).toBe("private");
  expect(lossCodes(encode(conversation({ visibility: "secret" })))).toContain("secret");
});

it("T16: says the group was created before anything happened in it", () => {
  const created = (createdAt: number | undefined, firstActivityAt: number | undefined) =>
    one(encode(conversation({ createdAt }), { firstActivityAt })).createdAt;
  expect(created(NOON, NOON - 5_500)).toBe(NOON_SECONDS - 7);
  expect(created(NOON - 9_000, NOON)).toBe(NOON_SECONDS - 10);
  expect(created(undefined, NOON)).toBe(NOON_SECONDS - 1);
});

it("T16, T9: invents or moves a time of creation that CometChat cannot store", () => {
  for (const createdAt of [undefined, STARTED_AT + 5]) {
    const encoded = encode(conversation({ createdAt }), { firstActivityAt: undefined });
    expect(one(encoded).createdAt).toBe(STARTED_AT / 1000 - 120);
    expect(lossCodes(encoded)).toEqual(["created-at"]);
  }
  expect(one(encode(conversation({ createdAt: 0 }))).createdAt).toBe(1_000_000_000);
});

it("L10: invents a name from the id and marks it", () => {
  const encoded = encode(conversation({ id: "Room 7", title: undefined }));
  expect(one(encoded)).toMatchObject({ name: "Conversation Room 7", metadata: { nameIsInvented: true } });
  expect(lossCodes(encoded)).toEqual(["name-invented"]);
});

it("T18: leaves the owner out unless one is named and known", () => {
  expect(one(encode(conversation({ creatorId: "ann" }))).owner).toBeUndefined();
  expect(one(encode(conversation({ ownerId: "Carl@x.org" }))).owner).toMatch(/^carl-x-org-[0-9a-f]{20}$/);
  const unknown = encode(conversation({ ownerId: "nobody" }));
  expect(one(unknown)).toMatchObject({ owner: undefined, metadata: { ownerId: "nobody" } });
  expect(lossCodes(unknown)).toEqual(["owner-unknown"]);
});

it("T21, 18.2: keeps description, topic, welcome messages and archiving in metadata", () => {
  const given = { description: "d", topic: "t", welcomeMessages: ["hi"], isArchived: true, metadata: { offer: "12" } };
  const encoded = encode(conversation({ ...given, imageUrl: "nope" }));
  expect(one(encoded).metadata).toMatchObject({
    description: "d",
    topic: "t",
    welcomeMessages: ["hi"],
    isArchived: true,
    custom: { offer: "12" },
  });
  expect(lossCodes(encoded)).toEqual(["description", "welcome-messages", "archived", "icon"]);
});

it("L8: counts a direct conversation that becomes a group", () => {
  expect(lossCodes(encode(conversation({ type: "direct" }), { twinCount: 2 }))).toEqual(["pair-as-group"]);
});

it("T35: counts a group of more than 300 members", () => {
  expect(lossCodes(encode(conversation(), { memberCount: 300 }))).toEqual([]);
  expect(lossCodes(encode(conversation(), { memberCount: 301 }))).toEqual(["large-group"]);
});

it("T46: trims metadata to 5,000 bytes", () => {
  const encoded = encode(conversation({ welcomeMessages: ["x".repeat(6_000)], metadata: { a: "b" } }));
  expect(one(encoded).metadata).toEqual({ sourceId: "lobby", type: "group", custom: { a: "b" } });
  expect(lossCodes(encoded)).toEqual(["welcome-messages", "trimmed-field"]);
});

it("sends nothing twice for the same conversation: the same input gives the same output", () => {
  const record = conversation({ tags: ["a"] });
  expect(sent(encode(record))).toEqual(sent(encode(record)));
});
