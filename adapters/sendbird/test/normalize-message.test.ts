import { expect, it } from "vitest";
import { normalized } from "./read-all.ts";

const ANN = { user_id: "ann", nickname: "Ann" };
const MESSAGE = {
  message_id: 1,
  type: "MESG",
  channel_url: "lobby",
  user: ANN,
  message: "hi",
  created_at: 1_704_103_200_000,
};

/** What a message becomes, without the users it brings along. */
function messageOf(more: object): unknown {
  const entries = normalized("messages", { ...MESSAGE, ...more });
  return Array.isArray(entries) ? entries.at(-1) : entries;
}

it("brings along who is named inside it only", () => {
  expect(normalized("messages", MESSAGE)).toMatchObject([
    { derived: { kind: "user", id: "ann", displayName: "Ann" } },
    { kind: "message", id: "1", conversationId: "lobby", authorId: "ann", sentAt: MESSAGE.created_at, rank: 1 },
  ]);
  expect(normalized("messages", { ...MESSAGE, user: { user_id: "ann" } })).toHaveLength(1);
});

it.each([
  [0, undefined],
  [MESSAGE.created_at, undefined],
  [MESSAGE.created_at + 5, MESSAGE.created_at + 5],
])("takes updated_at %s for an edit only behind the sending", (updated_at, editedAt) => {
  expect({ editedAt: undefined, ...Object(messageOf({ updated_at })) }).toMatchObject({ editedAt });
});

it("drops a message that was deleted, by name", () => {
  expect(normalized("messages", { ...MESSAGE, is_removed: true })).toMatchObject({ drop: { code: "removed" } });
});

it("makes a notice of an administrator a system message, with or without a user", () => {
  const system = { type: "system", authorId: null, event: "admin_message", text: "hi" };
  expect(messageOf({ type: "ADMM", user: undefined })).toMatchObject(system);
  expect(messageOf({ type: "ADMM" })).toMatchObject({ ...system, extra: { user_id: "ann" } });
});

it("keeps a message of a deleted author and one of an unknown kind", () => {
  expect(messageOf({ user: null })).toMatchObject({ type: "text", authorId: null });
  expect(messageOf({ type: "NEW" })).toMatchObject({ type: "unsupported", text: "hi", extra: { type: "NEW" } });
});

it("reads data that is JSON, and keeps it as text where it is none", () => {
  expect(messageOf({ data: ' {"a": [1, 9007199254740993]}' })).toMatchObject({
    metadata: { data: { a: [1, "9007199254740993"] } },
  });
  for (const data of ["hello", "{not JSON}", "17", `${"[".repeat(5_000)}${"]".repeat(5_000)}`]) {
    expect(messageOf({ data })).toMatchObject({ metadata: { data } });
  }
  expect(messageOf({ data: "", custom_type: "", sorted_metaarray: [] })).toMatchObject({ metadata: {} });
});

it("keeps what the app sorted", () => {
  const sorted_metaarray = [{ key: "tags", value: ["a"] }];
  expect(messageOf({ sorted_metaarray, custom_type: "order" })).toMatchObject({
    metadata: { sorted_metaarray, custom_type: "order" },
  });
});

it("parts threads from quotes", () => {
  const inThread = messageOf({ parent_message_id: 9, is_reply_to_channel: false });
  expect(inThread).toMatchObject({ threadRootId: "9" });
  expect(inThread).not.toHaveProperty("replyToId");
  const quote = messageOf({ parent_message_id: 9, is_reply_to_channel: true });
  expect(quote).toMatchObject({ replyToId: "9" });
  expect(quote).not.toHaveProperty("threadRootId");
  expect(messageOf({ parent_message_id: 0 })).not.toHaveProperty("threadRootId");
});

it("gives a reaction to each user and nobody a time", () => {
  const reactions = [
    { key: "❤️", user_ids: ["ann", "bob"], updated_at: 5 },
    { key: "wave", user_ids: ["ann"] },
    { key: "", user_ids: ["bob"] },
  ];
  expect(messageOf({ reactions })).toMatchObject({
    reactions: [
      { emoji: "❤️", userId: "ann" },
      { emoji: "❤️", userId: "bob" },
      { emoji: ":wave:", userId: "ann" },
    ],
    extra: {
      reactions: [
        { key: "❤️", updated_at: 5 },
        { key: "", user_ids: ["bob"] },
      ],
    },
  });
});

it("attaches files and tells which need a token", () => {
  const file = { url: "https://example.com/a", name: "a", type: "image/png", size: 3, require_auth: true };
  expect(messageOf({ type: "FILE", message: undefined, file })).toMatchObject({
    type: "media",
    text: "",
    attachments: [{ kind: "image", url: file.url, name: "a", mimeType: "image/png", sizeBytes: 3 }],
    extra: { files: [{ name: "a", require_auth: true }] },
  });
  const files = [{ url: "https://example.com/b", type: "audio/mpeg", size: -1 }, { url: "https://example.com/c" }];
  expect(messageOf({ file: {}, files })).toMatchObject({ attachments: [{ kind: "audio" }, { kind: "file" }] });
});

it("puts a mention where the name stands, the longer one first", () => {
  const mentioned_users = [ANN, { user_id: "annie", nickname: "Ann Lee" }, { user_id: "zoe", nickname: "Zoe" }];
  expect(messageOf({ message: "@Ann Lee, @Ann, @Annex", mention_type: "users", mentioned_users })).toMatchObject({
    entities: [
      { type: "user_mention", start: 0, end: 8, userId: "annie" },
      { type: "user_mention", start: 10, end: 14, userId: "ann" },
    ],
    extra: { mentioned_user_ids: ["zoe"] },
  });
});

it("mentions all where the text does, and notes it where the text does not", () => {
  expect(messageOf({ message: "to @here", mention_type: "channel" })).toMatchObject({
    entities: [{ type: "broadcast_mention", start: 3, end: 8, to: "here" }],
  });
  expect(messageOf({ mention_type: "channel" })).toMatchObject({ entities: [], extra: { mention_type: "channel" } });
});

it("names as readers those who have read", () => {
  expect(messageOf({ read_receipt: { ann: 1_704_103_200, bob: 0, "": 5 } })).toMatchObject({
    readBy: [{ userId: "ann", at: 1_704_103_200_000 }],
  });
});

it("keeps what has no field, but nothing that says nothing", () => {
  const kept = { translations: { ko: "안녕" }, og_tag: { "og:title": "t" }, silent: false, req_id: "r" };
  expect(messageOf({ ...kept, thread_info: {}, ref: null })).toHaveProperty("extra", kept);
  expect(messageOf({ poll: { id: 1 } })).toMatchObject({ type: "poll", extra: { poll: { id: 1 } } });
  expect(messageOf({ poll: {} })).toMatchObject({ type: "text", extra: {} });
});

it.each([
  { message_id: undefined },
  { message_id: "" },
  { channel_url: undefined },
  { created_at: undefined },
  { created_at: 0 },
  { message: 5 },
  { user: {} },
])("refuses a message with %o", (wrong) => {
  expect(messageOf(wrong)).toBe("wire-shape");
});
