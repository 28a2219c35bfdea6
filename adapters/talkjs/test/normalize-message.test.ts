import { AnyRecord } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { normalizeMessage } from "../src/normalize.ts";
import { WireMessage } from "../src/wire.ts";

const BASE = { id: "msg_1", conversationId: "c1", type: "UserMessage", senderId: "u1", createdAt: 1_700_000_000_123 };

function message(fields: object) {
  const [record] = normalizeMessage(WireMessage.parse({ ...BASE, ...fields }));
  expect(AnyRecord.safeParse(record).error).toBeUndefined();
  return record;
}

function textBlock(...children: unknown[]): object {
  return { type: "text", children };
}

it("carries all that the model names", () => {
  const fields = {
    text: "Hi *you*",
    custom: { key: "1" },
    readBy: ["u2"],
    referencedMessageId: "msg_0",
    editedAt: 1_700_000_000_999,
    origin: "web",
  };
  expect(message(fields)).toEqual({
    kind: "message",
    id: "msg_1",
    conversationId: "c1",
    authorId: "u1",
    type: "text",
    sentAt: 1_700_000_000_123,
    text: "Hi you",
    entities: [{ type: "bold", start: 3, end: 6 }],
    attachments: [],
    replyToId: "msg_0",
    reactions: [],
    readBy: [{ userId: "u2" }],
    editedAt: 1_700_000_000_999,
    metadata: { key: "1" },
    extra: { origin: "web" },
  });
});

it("reads null and missing alike", () => {
  const names = ["text", "attachment", "location", "content", "custom", "origin", "readBy", "reactions", "editedAt"];
  const nulls = Object.fromEntries([...names, "referencedMessageId"].map((name) => [name, null]));
  expect(message(nulls)).toEqual(message({}));
  expect(message({})?.extra).toBeUndefined();
});

it("T15: takes the author from the message, a participant or not", () => {
  expect(message({ senderId: "guest-7" })).toMatchObject({ authorId: "guest-7", type: "text" });
});

it.each([
  [{ senderId: null }, undefined],
  [{ type: "SystemMessage", senderId: null }, undefined],
  [{ type: "SystemMessage", senderId: "u1" }, { senderId: "u1" }],
])("makes %j the system's", (fields, extra) => {
  const record = message({ ...fields, text: "Bob joined" });
  expect(record).toMatchObject({ authorId: null, type: "system", text: "Bob joined" });
  expect(record).toHaveProperty("authorId", null);
  expect(record && "extra" in record ? record.extra : undefined).toEqual(extra);
});

it("keeps a message type nobody knows yet", () => {
  expect(message({ type: "PollMessage", text: "?" })).toMatchObject({ type: "text", extra: { type: "PollMessage" } });
});

it.each([
  { id: undefined },
  { id: "" },
  { conversationId: null },
  { createdAt: "2024-01-01T00:00:00Z" },
  { createdAt: null },
  { location: [1] },
  { content: [{ type: "file", url: "https://x.test/a", size: "12" }] },
])("refuses %j", (fields) => {
  expect(WireMessage.safeParse({ ...BASE, ...fields }).success).toBe(false);
});

it("refuses content that is nested so deeply that reading it would exhaust the stack", () => {
  const nested = (depth: number) =>
    JSON.parse(`${'{"type":"bold","children":['.repeat(depth)}"x"${"]}".repeat(depth)}`);
  expect(message({ content: [textBlock(nested(90))] })).toMatchObject({ text: "x" });
  expect(WireMessage.safeParse({ ...BASE, content: [textBlock(nested(50_000))] }).success).toBe(false);
});

describe("content", () => {
  it("T29, T30: renders the content tree and not the markup beside it", () => {
    const children = [
      "Hi ",
      { type: "mention", id: "u/2", text: "Bob" },
      { type: "bold", children: [" b", { type: "italic", children: ["i"] }] },
      { type: "customEmoji", text: ":cat:" },
      { type: "link", url: "https://x.test", children: ["here"] },
      { type: "autoLink", url: "https://y.test", text: "y.test" },
      { type: "codeSpan", text: "x" },
      { type: "strikethrough", children: ["s"] },
    ];
    expect(message({ text: "Hi <!!mention:u%2F2|Bob>", content: [textBlock(...children)] })).toMatchObject({
      text: "Hi @Bob bi:cat:herey.testxs",
      entities: [
        { type: "user_mention", userId: "u/2", start: 3, end: 7 },
        { type: "bold", start: 7, end: 10 },
        { type: "italic", start: 9, end: 10 },
        { type: "custom_emoji", name: "cat", start: 10, end: 15 },
        { type: "link", url: "https://x.test", start: 15, end: 19 },
        { type: "code", start: 25, end: 26 },
        { type: "strike", start: 26, end: 27 },
      ],
    });
  });

  it("gives a plain string as it is: it is no markup", () => {
    expect(message({ content: [textBlock("*no* <!!mention:x|y>")] })).toMatchObject({
      text: "*no* <!!mention:x|y>",
      entities: [],
    });
  });

  it("puts bullets on lines of their own, however the tree spells them", () => {
    const point = (text: string) => ({ type: "bulletpoint", children: [text] });
    const children = ["List:", { type: "bulletList", children: [point("a"), point("b")] }, "End"];
    expect(message({ content: [textBlock(...children)] })).toMatchObject({
      text: "List:\na\nb\nEnd",
      entities: [
        { type: "list_item", ordered: false, depth: 0, start: 6, end: 7 },
        { type: "list_item", ordered: false, depth: 0, start: 8, end: 9 },
      ],
    });
  });

  it("falls back to what is inside nodes and blocks of unknown types", () => {
    const content = [
      textBlock({ type: "sparkle", children: ["a", { type: "glow", text: "b" }] }),
      { type: "caption", text: "c" },
      { type: "title", children: [{ type: "bold", children: ["d"] }] },
    ];
    expect(message({ content })).toMatchObject({ text: "ab\nc\nd", entities: [{ type: "bold", start: 5, end: 6 }] });
  });

  it("takes the markup when the tree beside it is empty", () => {
    expect(message({ text: "**", content: [textBlock("")] })).toMatchObject({ text: "**" });
  });

  it("marks quotes and code blocks where they stand", () => {
    const children = ["a ", { type: "blockquote", children: ["b"] }, " ", { type: "codeBlock", text: "c" }];
    expect(message({ content: [textBlock(...children)] })).toMatchObject({
      text: "a b c",
      entities: [
        { type: "quote", start: 2, end: 3 },
        { type: "pre", start: 4, end: 5 },
      ],
    });
  });

  it("keeps a block nobody can read, whatever its shape", () => {
    const poll = { type: "poll", children: [{ option: 1 }], size: "L" };
    expect(message({ text: "", content: [poll] })).toMatchObject({
      type: "unsupported",
      text: "",
      extra: { unreadContent: [poll] },
    });
  });

  it("keeps an action's name and parameters beside its label", () => {
    const button = { type: "actionButton", action: "buy", params: { id: "7" }, children: ["Buy"] };
    expect(message({ content: [textBlock(button)] })).toMatchObject({
      text: "Buy",
      extra: { actions: [{ type: "actionButton", name: "buy", params: { id: "7" } }] },
    });
  });

  it("T21: reads all blocks, texts joined by a newline", () => {
    const file = { type: "file", url: "https://x.test/a.bin", size: 3 };
    const content = [textBlock({ type: "bold", children: ["a"] }), file, textBlock("b"), file, textBlock("")];
    expect(message({ content })).toMatchObject({
      type: "media",
      text: "a\nb",
      entities: [{ type: "bold", start: 0, end: 1 }],
      attachments: [{ name: "a.bin" }, { name: "a.bin" }],
    });
  });
});

describe("locations", () => {
  it("T22: reads the latitude first", () => {
    expect(message({ text: null, location: [51.5, -0.1] })).toMatchObject({
      type: "location",
      location: { latitude: 51.5, longitude: -0.1 },
    });
  });

  it("T22: prefers the block, which says which is which", () => {
    const content = [{ type: "location", latitude: 51.5, longitude: -0.1 }];
    expect(message({ location: [-0.1, 51.5], content })).toMatchObject({
      location: { latitude: 51.5, longitude: -0.1 },
    });
  });

  it("T21: keeps a second place beside the first", () => {
    const [here, there] = [1, 2].map((latitude) => ({ type: "location", latitude, longitude: 0 }));
    expect(message({ content: [here, there] })).toMatchObject({
      location: { latitude: 1, longitude: 0 },
      extra: { unreadContent: [there] },
    });
  });

  it("keeps coordinates that are on no map without losing the message", () => {
    const record = message({ location: [151.5, -0.1] });
    expect(record).toMatchObject({ type: "unsupported", extra: { unreadContent: [[151.5, -0.1]] } });
    expect(record).toMatchObject({ location: undefined });
  });
});

describe("reactions (TalkJS sheet, U15)", () => {
  it.each([
    [3, [{ emoji: "👍", count: 3 }]],
    [{ count: 2, createdAt: 9, currentUserReacted: false }, [{ emoji: "👍", count: 2, createdAt: 9 }]],
    [
      ["u1", { userId: "u2", createdAt: 9 }, 7],
      [
        { emoji: "👍", userId: "u1" },
        { emoji: "👍", userId: "u2", createdAt: 9 },
        { emoji: "👍", count: 1 },
      ],
    ],
    [true, [{ emoji: "👍", count: 1 }]],
    [{ users: [] }, [{ emoji: "👍", count: 1 }]],
    [0, []],
    [[], []],
  ])("reads %j", (value, expected) => {
    expect(message({ reactions: { "👍": value } })).toMatchObject({ reactions: expected });
  });
});
