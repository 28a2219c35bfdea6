import { RecordError } from "@chat-etl/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asEntity,
  GROUP,
  messageFrom,
  NOON,
  normalized,
  one,
  only,
  RULES,
  recordsOf,
  shownMessage,
} from "./normalize-shown.ts";

const dropOf = (message: object, rules: object = {}) => {
  const result = normalized("messages", { message, rules: { ...RULES, ...rules } });
  return "drop" in result ? result.drop.code : undefined;
};

describe("where a message stands", () => {
  it("4.6: a pair's conversation is the same whoever writes, and is brought along with both people", () => {
    const there = recordsOf("messages", { message: shownMessage(), rules: RULES });
    const back = recordsOf("messages", { message: shownMessage({ sender: "bob", receiver: "ann" }), rules: RULES });
    expect(one("conversation", there)).toEqual(one("conversation", back));
    expect(one("conversation", there)).toMatchObject({ id: "ann_user_bob", type: "direct" });
    expect(only("membership", there).map(({ userId }) => userId)).toEqual(["ann", "bob"]);
  });

  it("T47: the participants are the sender and the receiver, whatever the conversation's id says", () => {
    const shown = shownMessage({ sender: "a_user_b", receiver: "c", conversationId: "user_c" });
    expect(messageFrom(shown).conversationId).toBe("a_user_b_user_c");
  });

  it("a message to oneself stands in a conversation of one", () => {
    const records = recordsOf("messages", { message: shownMessage({ receiver: "ann" }), rules: RULES });
    expect(one("conversation", records)).toMatchObject({ id: "ann_user_ann", type: "self" });
    expect(only("membership", records)).toHaveLength(1);
  });

  it("names nobody: it is refused", () => {
    const nowhere = shownMessage({ receiver: null, receiverType: null }, { entities: [] });
    expect(() => normalized("messages", { message: nowhere, rules: RULES })).toThrow(RecordError);
  });

  it("what the system says has no author, and the system is nobody's partner", () => {
    const records = recordsOf("messages", { message: shownMessage({ sender: "app_system" }), rules: RULES });
    expect(one("message", records)).toMatchObject({ authorId: null, type: "system", text: "hello" });
    expect(only("membership", records).map(({ userId }) => userId)).toEqual(["bob"]);
  });
});

describe("what a message says", () => {
  it("ids are strings or integers, times seconds, a reply names its thread", () => {
    const shown = shownMessage({ id: 12, parentId: 3, sentAt: String(NOON), editedAt: NOON + 5, editedBy: "bob" });
    expect(messageFrom(shown)).toMatchObject({
      ...{ id: "12", threadRootId: "3", sentAt: NOON * 1000, editedAt: (NOON + 5) * 1000, extra: { editedBy: "bob" } },
    });
  });

  it("T43: tokens of mentions become names where they are known, else ids", () => {
    const text = "<@uid:bob> ask <@uid:zoe>, <@uid:Eve> and <@all:team>!";
    const { text: shown, entities } = messageFrom(shownMessage({}, { text, mentions: { zoe: { name: "Zoë" } } }));
    expect(shown).toBe("@BOB ask @Zoë, @eve and @team!");
    expect(entities.map(({ start, end, ...mark }) => [shown.slice(start, end), mark])).toEqual([
      ["@BOB", { type: "user_mention", userId: "bob" }],
      ["@Zoë", { type: "user_mention", userId: "zoe" }],
      ["@eve", { type: "user_mention", userId: "eve" }],
      ["@team", { type: "broadcast_mention", to: "everyone" }],
    ]);
  });

  it("attachments keep name, type and size, which is a string; an older one is an address alone", () => {
    const file = {
      name: "a.pdf",
      mimeType: "application/pdf",
      extension: "pdf",
      size: "12",
      url: "https://x.org/a.pdf",
    };
    const media = shownMessage({ type: "file" }, { text: "look", attachments: [file] });
    expect(messageFrom(media)).toMatchObject({
      type: "media",
      text: "look",
      attachments: [
        { kind: "file", name: "a.pdf", mimeType: "application/pdf", sizeBytes: 12, url: "https://x.org/a.pdf" },
      ],
    });
    const older = shownMessage({ type: "image" }, { text: null, url: "https://x.org/b" });
    expect(messageFrom(older).attachments).toEqual([{ kind: "image", url: "https://x.org/b" }]);
  });

  it("custom messages keep their type and data; a place is a place", () => {
    const poll = shownMessage({ category: "custom", type: "poll" }, { text: "?", customData: { options: [1] } });
    expect(messageFrom(poll)).toMatchObject({
      ...{ type: "custom", text: "?", extra: { customType: "poll", customData: { options: [1] } } },
    });
    const place = shownMessage(
      { category: "custom", type: "location" },
      { customData: { latitude: 1.5, longitude: -2 } },
    );
    expect(messageFrom(place)).toMatchObject({ type: "location", location: { latitude: 1.5, longitude: -2 } });
    const nowhere = shownMessage(
      { category: "custom", type: "location" },
      { customData: { latitude: 991, longitude: 2 } },
    );
    expect(messageFrom(nowhere)).toMatchObject({ type: "custom", extra: { customData: { latitude: 991 } } });
  });

  it("of another category it is kept with its words", () => {
    const form = shownMessage({ category: "interactive", type: "form" }, { text: "", interactiveData: { title: "Q" } });
    expect(messageFrom(form)).toMatchObject({
      type: "unsupported",
      extra: { wireCategory: "interactive", wireType: "form", data: { interactiveData: { title: "Q" } } },
    });
  });

  it("metadata, tags, pins and what nobody knows are kept", () => {
    const shown = shownMessage(
      { tags: ["a"], pinnedBy: "ann", pinnedAt: NOON + 9, mood: "good" },
      { metadata: { k: 1 } },
    );
    expect(messageFrom(shown)).toMatchObject({
      ...{ tags: ["a"], pin: { userId: "ann", at: (NOON + 9) * 1000 }, metadata: { k: 1 }, extra: { mood: "good" } },
    });
    expect(messageFrom({ ...shownMessage(), metadata: { k: 2 } }).metadata).toEqual({ k: 2 });
  });

  it("T33: a receipt is the receiver's in a pair, and nobody's in a group", () => {
    const read = { readAt: NOON + 60, deliveredAt: NOON + 30 };
    expect(messageFrom(shownMessage(read))).toMatchObject({
      ...{ readBy: [{ userId: "bob", at: (NOON + 60) * 1000 }], extra: { deliveredAt: NOON + 30 } },
    });
    expect(messageFrom(shownMessage({ ...read, ...GROUP })).readBy).toEqual([]);
  });
});

describe("4.7: reactions", () => {
  const counts = [
    { reaction: "👍", count: 3 },
    { reaction: "🎉", count: 1 },
  ];

  it.each([
    ["inside the data", shownMessage({}, { reactions: counts })],
    ["on top", shownMessage({ reactions: counts })],
  ])("%s are counts, of nobody known", (_, shown) => {
    expect(messageFrom(shown).reactions).toEqual([
      { emoji: "👍", count: 3 },
      { emoji: "🎉", count: 1 },
    ]);
  });

  it("with who reacted; those nobody told of are still counted", () => {
    const reactors = [
      { id: 1, reaction: "👍", uid: "bob", reactedAt: NOON },
      { id: 2, reaction: "👍", reactedBy: { uid: "zoe" } },
      "damaged",
    ];
    expect(messageFrom(shownMessage({}, { reactions: counts }), { reactors }).reactions).toEqual([
      { emoji: "👍", userId: "bob", count: 1, createdAt: NOON * 1000 },
      { emoji: "👍", userId: "zoe", count: 1 },
      { emoji: "👍", count: 1 },
      { emoji: "🎉", count: 1 },
    ]);
  });
});

describe("T40: rows that are no messages", () => {
  const row = (type: string, action: string, more: object = {}) =>
    shownMessage(
      { ...GROUP, sender: "app_system", category: "action", type },
      { text: undefined, action, entities: { by: asEntity("ann"), on: asEntity("bob"), for: {} }, ...more },
    );

  it("T42: of edits and deletions are left out and counted: the message itself says all", () => {
    const on = { entity: shownMessage({ id: "3" }), entityType: "message" };
    const actions = ["edited", "deleted", "pinned"].map((action) => row("message", action, { entities: { on } }));
    expect(actions.map((one) => dropOf(one))).toEqual(["edit-row", "deletion-row", "message-row"]);
  });

  it("a deleted message is left out and counted, or kept with what is left of it", () => {
    const deleted = shownMessage({ deletedAt: NOON + 9, deletedBy: "bob" });
    expect(dropOf(deleted)).toBe("deleted-message");
    const rules = { ...RULES, keepsDeleted: true };
    expect(messageFrom(deleted, { rules })).toMatchObject({
      text: "hello",
      extra: { deletedAt: NOON + 9, deletedBy: "bob" },
    });
    expect(messageFrom({ ...deleted, data: [] }, { rules })).toMatchObject({
      type: "system",
      event: "message_deleted",
    });
  });

  it.each([
    ["joined", "member_joined", "BOB joined"],
    ["added", "member_added", "ANN added BOB"],
    ["left", "member_left", "BOB left"],
    ["kicked", "member_kicked", "ANN removed BOB"],
    ["banned", "member_banned", "ANN banned BOB"],
    ["unbanned", "member_unbanned", "ANN unbanned BOB"],
    ["scopeChanged", "member_role_changed", "ANN changed the role of BOB"],
    ["constructor", "member_constructor", ""],
  ])("%s becomes a system message, or is left out as asked", (action, event, text) => {
    expect(messageFrom(row("groupMember", action))).toMatchObject({ type: "system", authorId: "ann", event, text });
    expect(dropOf(row("groupMember", action), { keepsMemberEvents: false })).toBe("member-event");
  });

  it("tell of memberships that no list has any more", () => {
    const membershipsOf = (action: string) =>
      only("membership", recordsOf("messages", { message: row("groupMember", action), rules: RULES }));
    expect(membershipsOf("added")).toMatchObject([{ userId: "bob", state: "former", joinedAt: NOON * 1000 }]);
    expect(membershipsOf("left")).toMatchObject([{ userId: "bob", state: "former", leftAt: NOON * 1000 }]);
    expect(membershipsOf("banned")).toMatchObject([{ userId: "bob", state: "banned" }]);
  });

  it("of calls become calls, with how they went", () => {
    const entity = { sessionid: "s1", status: "ended", startedAt: NOON, endedAt: NOON + 35 };
    const entities = { by: asEntity("ann"), for: asEntity("bob"), on: { entity, entityType: "call" } };
    const call = shownMessage({ category: "call", type: "video" }, { text: undefined, action: "ended", entities });
    expect(messageFrom(call)).toMatchObject({
      ...{ type: "call", event: "call_ended", text: "Video call: ended, 35 s", authorId: "ann" },
      extra: { callType: "video", status: "ended", durationMs: 35_000, sessionId: "s1" },
    });
  });
});

describe("whatever comes", () => {
  const some = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(NOON, "ann", "app_system", "", "constructor"));
  const anyRow = fc.record(
    {
      id: fc.oneof(fc.nat().map(String), fc.nat()),
      sender: fc.constantFrom("ann", "app_system", 7, null),
      receiver: fc.constantFrom("bob", "ann", "a_user_b", null),
      receiverType: fc.constantFrom("user", "group", "other", null),
      category: fc.constantFrom("message", "custom", "action", "call", "interactive", null, "__proto__"),
      type: fc.constantFrom("text", "image", "groupMember", "message", "location", "system", "constructor", null),
      sentAt: fc.integer({ min: 0, max: 9_999_999_999 }),
      readAt: fc.constantFrom(NOON, null, 0),
      deletedAt: fc.constantFrom(NOON, null),
      reactions: some,
      metadata: some,
      data: fc.oneof(
        some,
        fc.record(
          {
            text: fc.oneof(fc.string(), fc.constantFrom("<@uid:ann> <@all:x> <\u200b@uid:b>"), some),
            attachments: fc.array(fc.oneof(some, fc.record({ url: fc.webUrl(), size: some, name: some }))),
            customData: some,
            metadata: fc.oneof(
              some,
              fc.record({ sourceId: some, sentAtMs: some, part: some, attachments: some, type: some }),
            ),
            action: fc.constantFrom("joined", "edited", "constructor", 5),
            entities: fc.dictionary(
              fc.constantFrom("by", "on", "for", "sender"),
              fc.oneof(some, fc.constant(asEntity("zoe"))),
            ),
            mentions: some,
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: ["id", "sentAt"] },
  );

  it("a row becomes records, is left out by a rule, or is refused; and always the same", () => {
    fc.assert(
      fc.property(anyRow, fc.boolean(), fc.boolean(), (message, restore, keepsDeleted) => {
        const value = { message, reactors: [message.data], rules: { restore, keepsDeleted, keepsMemberEvents: true } };
        const before = JSON.stringify(value);
        const outcome = () => {
          try {
            const result = normalized("messages", value);
            return "drop" in result ? result.drop.code : recordsOf("messages", value);
          } catch (error) {
            if (error instanceof RecordError) return error.code;
            throw error;
          }
        };
        expect(outcome()).toEqual(outcome());
        expect(JSON.stringify(value)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });
});
