import { expect, it } from "vitest";
import { shownMessage } from "../src/sandbox/arrived-message.ts";
import type { StoredMessage } from "../src/sandbox/state/messages.ts";

const STORED: StoredMessage = {
  id: "msg_1",
  conversationId: "c1",
  type: "UserMessage",
  senderId: "ann",
  text: "Hi",
  attachment: null,
  location: null,
  content: [{ type: "text", children: ["Hi"] }],
  custom: {},
  origin: "import",
  referencedMessageId: null,
  reactions: {},
  createdAt: 1_700_000_000_000,
  editedAt: null,
};
const shown = (more: Partial<StoredMessage> = {}) =>
  shownMessage({ ...STORED, ...more }, { userName: (id) => `Name of ${id}`, origin: "http://here" });
const textOf = (...children: readonly object[]) =>
  shown({ content: [{ type: "text", children: children as never }] }).text;

it("shows an ordinary message with its author's name and its time", () => {
  expect(shown()).toEqual({
    id: "msg_1",
    author: { id: "ann", name: "Name of ann" },
    sentAt: 1_700_000_000_000,
    editedAt: undefined,
    label: undefined,
    text: ["Hi"],
    attachments: [],
    reactions: [],
    details: { origin: "import" },
  });
});

it("shows a message of the system as such", () => {
  expect(shown({ type: "SystemMessage", senderId: null })).toMatchObject({
    author: { name: "System" },
    label: "system message",
  });
});

it("shows when it was edited, how people reacted, and folded what else is kept", () => {
  const reactions = { "👍": { count: 2, createdAt: 1, currentUserReacted: false } };
  const more = { custom: { sourceId: "s1" }, referencedMessageId: "msg_0", importedReadBy: ["bob"] };
  expect(shown({ editedAt: 5, reactions, ...more })).toMatchObject({
    editedAt: 5,
    reactions: [{ emoji: "👍", count: 2 }],
    details: { custom: { sourceId: "s1" }, origin: "import", referencedMessageId: "msg_0", readBy: ["bob"] },
  });
});

it.each([
  [[{ type: "mention", id: "bob", text: "Bob" }], [{ mention: "Bob" }]],
  [[{ type: "link", url: "https://a.example", children: ["here"] }], ["here (https://a.example)"]],
  [[{ type: "autoLink", url: "https://a.example", text: "a.example" }], ["a.example"]],
  [
    [
      { type: "bold", children: ["a", { type: "italic", children: ["b"] }] },
      { type: "codeSpan", text: "c" },
    ],
    ["abc"],
  ],
  [[{ type: "actionButton", action: "buy", params: { id: "7" }, children: ["Buy"] }], ["Buy [buy id=7]"]],
  [
    [
      {
        type: "bulletList",
        children: ["a", "b"].map((item) => ({ type: "bulletPoint", children: [item] })),
      },
    ],
    ["• a\n• b"],
  ],
  [[{ type: "unheardOf" }], []],
])("shows the nodes %j as text", (children, text) => {
  expect(textOf(...children)).toEqual(text);
});

it("shows every block of several, files as links to where the sandbox serves them", () => {
  const file = { type: "file", url: "/v0/a.pdf?token=x", size: 5, filename: "a.pdf", fileToken: "t" } as const;
  const text = { type: "text", children: ["One"] } as const;
  expect(
    shown({ content: [text, file, { type: "text", children: ["Two"] }, { ...file, url: "https://x/a" }] }),
  ).toMatchObject({
    text: ["One\n\nTwo"],
    attachments: [
      { name: "a.pdf", url: "http://here/v0/a.pdf?token=x", sizeBytes: 5 },
      { name: "a.pdf", url: "https://x/a", sizeBytes: 5 },
    ],
  });
});

it("shows a place", () => {
  const content = [{ type: "location", latitude: 1, longitude: -2 }] as const;
  expect(shown({ text: "", location: [1, -2], content })).toMatchObject({ label: "location", text: ["1, -2"] });
});

it.each([
  ["https://f.example/o/user_files%2Fapp%2Fhash%2F50%25.pdf?alt=media", "50%.pdf"],
  ["https://f.example/%zz", "%zz"],
  ["nowhere", "nowhere"],
])("shows a message from before content blocks, its file %s by name", (url, name) => {
  expect(shown({ content: null, text: null, attachment: { url, size: 5 } })).toMatchObject({
    text: [],
    attachments: [{ name, url, sizeBytes: 5 }],
  });
  expect(shown({ content: null, text: "*Hi*" }).text).toEqual(["*Hi*"]);
  expect(shown({ content: null, text: "", location: [1, -2] }).text).toEqual(["1, -2"]);
});
