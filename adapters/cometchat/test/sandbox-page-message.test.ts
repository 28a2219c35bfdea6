import { expect, it } from "vitest";
import { shownMessage } from "../src/sandbox/page/arrived-message.ts";

const STORED = { sender: "ann", category: "message", type: "text", sentAt: 1_700_000_000, data: { text: "Hi" } };
const shown = (more: object = {}, reactions: readonly object[] = []) =>
  shownMessage(
    { id: 7, entity: JSON.stringify({ ...STORED, ...more }), reactions: JSON.stringify(reactions) },
    (uid) => `Name of ${uid}`,
  );

it("shows an ordinary message with its author's name and its time in milliseconds", () => {
  expect(shown()).toEqual({
    id: "7",
    author: { id: "ann", name: "Name of ann" },
    sentAt: 1_700_000_000_000,
    editedAt: undefined,
    deletedAt: undefined,
    label: undefined,
    text: ["Hi"],
    attachments: [],
    reactions: [],
    details: { type: "text" },
  });
});

it("shows when it was edited or deleted, and how people reacted", () => {
  const times = { editedAt: 1_700_000_001, deletedAt: 1_700_000_002 };
  expect(shown(times, [{ reaction: "👍", count: 2 }])).toMatchObject({
    editedAt: 1_700_000_001_000,
    deletedAt: 1_700_000_002_000,
    reactions: [{ emoji: "👍", count: 2 }],
  });
});

it.each([
  [{ action: "added", entities: { on: { entity: { uid: "bob", name: "Bob" } } } }, "added: Bob"],
  [{ action: "edited", entities: { on: { entity: { id: "12" } } } }, "edited: message 12"],
  [{ action: "joined" }, "joined"],
])("shows what a row of category action tells of: %j", (data, text) => {
  expect(shown({ category: "action", type: "groupMember", data })).toMatchObject({
    label: "action: groupMember",
    text: [text],
  });
});

it.each([
  [{ data: { text: 5, attachments: "none", customData: [] } }],
  [{ data: "nothing" }],
  [{ editedAt: "yesterday" }],
])("is not put off by what is not as expected: %j", (more) => {
  expect(shown(more)).toMatchObject({ id: "7", attachments: [], reactions: [], editedAt: undefined });
});

it("keeps beside it what it does not show, but for empty lists", () => {
  expect(shown({ muid: "m", tags: [], updatedAt: 1, parentId: 3, data: { metadata: { a: 1 } } }).details).toEqual({
    type: "text",
    metadata: { a: 1 },
    muid: "m",
    parentId: 3,
  });
});
