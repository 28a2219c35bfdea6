import { AnyRecord } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { normalizeConversation, normalizeUser } from "../src/normalize.ts";
import { WireConversation, WireUser } from "../src/wire.ts";

function user(fields: object) {
  const [record] = normalizeUser(WireUser.parse({ id: "u1", name: "Ann", ...fields }));
  expect(AnyRecord.safeParse(record).error).toBeUndefined();
  return record;
}

function conversation(fields: object) {
  const records = normalizeConversation(WireConversation.parse({ id: "c1", ...fields }));
  for (const record of records) expect(AnyRecord.safeParse(record).error).toBeUndefined();
  return records;
}

describe("users", () => {
  it("carries all that the model names", () => {
    const fields = {
      email: ["a@x.test", ""],
      phone: "+4420",
      photoUrl: "https://x.test/a.png",
      role: "seller",
      locale: "en-GB",
      custom: { tier: "gold" },
      createdAt: 1_700_000_000_123,
    };
    expect(user(fields)).toEqual({
      kind: "user",
      id: "u1",
      displayName: "Ann",
      emails: ["a@x.test"],
      phones: ["+4420"],
      avatarUrl: "https://x.test/a.png",
      role: "seller",
      locale: "en-GB",
      createdAt: 1_700_000_000_123,
      metadata: { tier: "gold" },
    });
  });

  it.each([
    {},
    { email: null, phone: null, photoUrl: null, role: null, locale: null, custom: null, welcomeMessage: null },
  ])("reads null and missing alike: %j", (fields) => {
    expect(user(fields)).toEqual({
      kind: "user",
      id: "u1",
      displayName: "Ann",
      emails: [],
      phones: [],
      metadata: {},
    });
  });

  it.each([null, "", undefined])("T49: calls a user without a name (%j) by his id", (name) => {
    expect(user({ name })).toMatchObject({ displayName: "u1" });
  });

  it("keeps what the model does not name, but no push tokens", () => {
    const fields = { welcomeMessage: "Hi", availabilityText: "9–5", pushTokens: { "fcm:x": true }, novelty: [1] };
    expect(user(fields)).toMatchObject({ extra: { welcomeMessage: "Hi", availabilityText: "9–5", novelty: [1] } });
    expect(JSON.stringify(user(fields))).not.toContain("fcm");
  });

  it.each([{ id: "" }, { id: null }, { id: 7 }, { createdAt: "2024-01-01" }, { custom: "x" }, { name: 5 }])(
    "refuses %j",
    (fields) => {
      expect(WireUser.safeParse({ id: "u1", ...fields }).success).toBe(false);
    },
  );
});

describe("conversations", () => {
  it("carries all that the model names, the title without markup", () => {
    const fields = {
      subject: "*Order* <https://x.test|7>",
      photoUrl: "https://x.test/c.png",
      custom: { order: "7" },
      createdAt: 1_700_000_000_000,
      lastMessage: { id: "msg_9", text: "bye" },
    };
    expect(conversation(fields)).toEqual([
      {
        kind: "conversation",
        id: "c1",
        type: "group",
        title: "Order 7",
        imageUrl: "https://x.test/c.png",
        createdAt: 1_700_000_000_000,
        welcomeMessages: [],
        lastMessageId: "msg_9",
        metadata: { order: "7" },
      },
    ]);
  });

  it.each([
    [0, "group"],
    [1, "group"],
    [2, "direct"],
    [3, "group"],
  ])("with %i participants is %s", (count, type) => {
    const participants = Object.fromEntries(Array.from({ length: count }, (_, index) => [`u${index}`, {}]));
    expect(conversation({ participants })[0]).toMatchObject({ type });
  });

  it("T31: keeps welcome messages with the conversation, not as messages", () => {
    const records = conversation({ welcomeMessages: ["Hi!", "How can we help?"], lastMessage: null });
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ welcomeMessages: ["Hi!", "How can we help?"] });
    expect(records[0]).not.toHaveProperty("lastMessageId");
  });

  it("keeps what the model does not name, and nothing of the last message's text", () => {
    const fields = { topicId: "t1", everyoneReadUntil: 5, lastMessage: { id: "m", text: "secret" } };
    expect(conversation(fields)[0]).toMatchObject({ extra: { topicId: "t1", everyoneReadUntil: 5 } });
    expect(JSON.stringify(conversation(fields))).not.toContain("secret");
  });

  it("leaves out a title that is empty or nothing but absent", () => {
    expect(conversation({ subject: "" })[0]).not.toHaveProperty("title");
    expect(conversation({ subject: null })[0]).not.toHaveProperty("title");
  });

  it("T11: refuses participants as an array, which is how they are written and never read", () => {
    expect(WireConversation.safeParse({ id: "c1", participants: ["u1"] }).success).toBe(false);
  });
});

describe("memberships", () => {
  function membership(settings: object | null) {
    return conversation({ participants: { u1: settings } })[1];
  }

  it("T38: carries the time up to which somebody has read", () => {
    expect(
      membership({ access: "ReadWrite", notify: true, joinedAt: 5, readUntil: 9, isUnread: false, novelty: 1 }),
    ).toEqual({
      kind: "membership",
      conversationId: "c1",
      userId: "u1",
      role: "member",
      state: "active",
      joinedAt: 5,
      lastReadAt: 9,
      notify: "all",
      extra: { novelty: 1 },
    });
  });

  it.each([
    [
      { access: "Read", notify: false },
      { role: "read_only", state: "active", notify: "none" },
    ],
    [{ notify: "MentionsOnly" }, { role: "member", notify: "mentions" }],
    [{ access: "None" }, { role: "member", state: "former" }],
    [
      { access: "Admin", notify: "Daily" },
      { role: "member", extra: { access: "Admin", notify: "Daily" } },
    ],
    [null, { role: "member", state: "active" }],
  ])("reads %j", (settings, expected) => {
    expect(membership(settings)).toMatchObject(expected);
  });
});
