import { AnyRecord, type Message } from "@chat-etl/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { fitId } from "../src/ids.ts";
import { anyMessage, users } from "./encode-arbitraries.ts";
import { contextOf, conversation, message, NOON, one as oneWire, pairContext, sent, user } from "./encode-context.ts";
import { asEntity, messageFrom, normalized, one, RULES, recordsOf } from "./normalize-shown.ts";

/** What etl's own sink sends, as CometChat shows it afterwards. */
const shown = (wire: object, id = "500") => {
  const { data, sender, ...row } = wire as { readonly data: object; readonly sender: string };
  return { ...row, id, sender, updatedAt: 0, data: { ...data, entities: { sender: asEntity(sender) } } };
};

const roundTrip = (given: Message, context = contextOf()): Message =>
  messageFrom(shown(oneWire(encode.message(given, context))));

describe("a message that etl's sink wrote", () => {
  it("gets back its milliseconds, order, edit, pin, type, reactions and what its owner attached", () => {
    const given = message({
      ...{
        id: "M 1",
        sentAt: NOON + 123,
        rank: 7,
        editedAt: NOON + 456,
        type: "poll",
        event: "voted",
        metadata: { offer: 5 },
      },
      ...{
        pin: { userId: "Carl@x.org", at: NOON + 789 },
        reactions: [{ emoji: "👍", count: 2 }],
        extra: { mood: "good" },
      },
    });
    const back = roundTrip(given);
    const { id: _, extra, pin, ...same } = given;
    expect(back).toMatchObject({ ...same, extra });
    expect(back).toMatchObject({ id: "500", pin: { userId: fitId("Carl@x.org"), at: pin?.at } });
  });

  it("names the messages it refers to by the first source's ids, which no message has any more, beside", () => {
    const back = roundTrip(message({ id: "M 2", replyToId: "M 1", threadRootId: "M 0" }));
    expect(back.replyToId).toBeUndefined();
    expect(back.threadRootId).toBeUndefined();
    expect(back.extra).toMatchObject({ sourceId: "M 2", sourceReplyToId: "M 1", sourceThreadRootId: "M 0" });
  });

  it("a system message and a place are what they were", () => {
    const system = message({ id: "s", authorId: null, type: "system", text: "Ann joined", event: "member_joined" });
    const context = contextOf();
    const sender = fitId("etl:system");
    const wire = shown({ ...oneWire(encode.message(system, context)), sender });
    expect(messageFrom(wire)).toMatchObject({
      type: "system",
      authorId: null,
      text: "Ann joined",
      event: "member_joined",
    });
    const location = { latitude: 1.5, longitude: 2.5 };
    const place = message({ id: "l", type: "location", text: "", location });
    expect(roundTrip(place)).toMatchObject({ type: "location", location, text: "" });
  });

  it("attachments get back their place, kind and measures, those without an address too", () => {
    const attachments: Message["attachments"] = [
      { kind: "voice", name: "a.mp3", url: "https://x.org/a.mp3", mimeType: "audio/mpeg", durationMs: 900 },
      { kind: "file", name: "gone.pdf" },
      { kind: "image", name: "b.png", url: "https://x.org/b.png", mimeType: "image/png", width: 4, height: 3 },
    ];
    expect(roundTrip(message({ id: "a", attachments, type: "media", text: "" })).attachments).toEqual(attachments);
  });

  it("T43: what somebody typed is as they typed it", () => {
    const back = roundTrip(message({ id: "t", text: "type <@uid:ann> to mention" }));
    expect([back.text, back.entities]).toEqual(["type <@uid:ann> to mention", []]);
  });

  it("a receipt is not earlier than the message", () => {
    const given = message({ id: "r", sentAt: NOON + 500, readBy: [{ userId: "bob", at: NOON + 700 }] });
    expect(roundTrip(given, pairContext()).readBy).toEqual([{ userId: "bob", at: NOON + 500 }]);
  });

  it("is left as it is without --source.restore", () => {
    const wire = shown(
      oneWire(encode.message(message({ id: "M 1", sentAt: NOON + 123, metadata: { a: 1 } }), contextOf())),
    );
    const back = messageFrom(wire, { rules: { ...RULES, restore: false } });
    expect(back.sentAt).toBe(NOON);
    expect(back.metadata).toMatchObject({ sourceId: "M 1", custom: { a: 1 } });
  });

  it("can go on into a third app without losing what the first one knew", () => {
    const first = roundTrip(
      message({ id: "M 1", sentAt: NOON + 123, metadata: { offer: 5 }, extra: { mood: "good" } }),
    );
    const second = roundTrip({ ...first, id: "500" });
    expect(second).toMatchObject({
      sentAt: NOON + 123,
      metadata: { offer: 5 },
      extra: { mood: "good", sourceId: "500" },
    });
  });

  it("keeps time, author and place, whatever it is and however many entries it takes", () => {
    const facts = { users: new Map([...users, ["ann", user("ann")], ["etl:system", user("etl:system")]]) };
    const context = { ...contextOf(), ...facts, systemUserId: "etl:system" };
    fc.assert(
      fc.property(anyMessage, (given) => {
        const encoded = encode.message(given, context);
        if ("reject" in encoded) return;
        const [back, ...parts] = sent(encoded).map((wire, index) => messageFrom(shown(wire, String(index + 1))));
        expect(back).toMatchObject({ sentAt: given.sentAt, authorId: given.authorId, conversationId: "lobby" });
        expect(parts.map(({ extra }) => extra.part)).toEqual(parts.map((_, index) => index + 2));
      }),
      { numRuns: 50 },
    );
  });
});

describe("whose marks they are", () => {
  it.each([
    ["no second of the message's", { sourceId: "M 1", sentAtMs: NOON + 60_000 }],
    ["no id", { sentAtMs: NOON }],
    ["nothing else of ours", { sourceId: "M 1" }],
  ])("metadata with %s is the owner's own and stays", (_, metadata) => {
    const back = messageFrom(
      shown({ ...oneWire(encode.message(message(), contextOf())), data: { text: "x", metadata } }),
    );
    expect(back).toMatchObject({ metadata, sentAt: NOON, extra: {} });
  });

  it("a user's is ours if its id becomes this uid", () => {
    const given = user("Carl@x.org", {
      ...{ displayName: "Carl", emails: ["c@x.org"], phones: [], title: "Dr", locale: "de", username: "carl" },
      ...{
        role: "teacher",
        state: "deactivated",
        deactivatedAt: NOON,
        metadata: { level: 3 },
        extra: { mood: "good" },
      },
    });
    const wire = oneWire(encode.user(given, contextOf()));
    const from = (shownUser: object) => one("user", recordsOf("users", { user: shownUser, rules: RULES }));
    const { id: _, extra, createdAt: __, ...same } = given;
    expect(from(wire)).toMatchObject({ ...same, id: wire.uid, extra: { ...extra, sourceId: "Carl@x.org" } });
    expect(from({ ...wire, uid: "other" })).toMatchObject({ metadata: wire.metadata, emails: [] });
  });

  it("a group's is ours if its id becomes this guid; who it names is named by uid", () => {
    const given = conversation({
      ...{ id: "Room 1", type: "channel", title: "", topic: "All", description: "Long", isArchived: true },
      ...{ createdAt: NOON + 5, creatorId: "Carl@x.org", welcomeMessages: ["Hi"], metadata: { a: 1 } },
    });
    const context = contextOf({ record: given });
    const wire = oneWire(encode.conversation(given, context));
    const back = one("conversation", recordsOf("groups", { group: wire, rules: RULES }));
    expect(back).toMatchObject({
      ...{ id: wire.guid, type: "channel", topic: "All", description: "Long", isArchived: true, createdAt: NOON + 5 },
      ...{ creatorId: fitId("Carl@x.org"), welcomeMessages: ["Hi"], metadata: { a: 1 }, extra: { sourceId: "Room 1" } },
    });
    expect(back.title).toBeUndefined();
  });

  it("a pair that had to become a group is a group now", () => {
    const given = conversation({ id: "p", type: "direct", title: "Ann and Bob" });
    const wire = oneWire(encode.conversation(given, contextOf({ record: given })));
    const back = one("conversation", recordsOf("groups", { group: wire, rules: RULES }));
    expect(back).toMatchObject({ type: "group", title: "Ann and Bob", extra: { sourceType: "direct" } });
  });

  it("the one that speaks when nobody does is nobody", () => {
    const system = user("etl:system", { type: "system", displayName: "System" });
    const wire = oneWire(encode.user(system, contextOf()));
    expect(normalized("users", { user: wire, rules: RULES })).toMatchObject({ drop: { code: "system-user" } });
  });

  it("keys that every object has are the owner's too", () => {
    const metadata = JSON.parse(
      '{"sourceId":"m","sentAtMs":1714564800000,"constructor":1,"__proto__":{"a":1},"toString":2}',
    );
    const wire = oneWire(encode.message(message({ sentAt: NOON }), contextOf()));
    const { extra } = messageFrom(shown({ ...wire, data: { text: "x", metadata } }));
    expect(Object.keys(extra)).toEqual(expect.arrayContaining(["constructor", "toString"]));
    expect(AnyRecord.safeParse({ ...messageFrom(shown(wire)), extra }).success).toBe(true);
  });
});
