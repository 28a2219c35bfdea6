import type { Entity } from "@chat-etl/model";
import { expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import {
  contextOf,
  type GivenConfig,
  lossCodes,
  membership,
  message,
  NOON,
  one,
  pairContext,
  sent,
} from "./encode-context.ts";

const g1 = (given: GivenConfig = {}) => contextOf({ dialect: "g1", ...given });

/** How a text with one entity over `word` is shown, in both dialects. */
function shownAs(text: string, word: string, mark: object): readonly unknown[] {
  const start = text.indexOf(word);
  const record = message({ text, entities: [{ ...mark, start, end: start + word.length } as Entity] });
  const [old, recent] = [one(encode.message(record, g1())).shown, one(encode.message(record, contextOf())).shown];
  return ["text" in old ? old.text : undefined, "content" in recent ? recent.content[0] : undefined].map((part) =>
    typeof part === "object" && part.type === "text" ? part.children : part,
  );
}

it("T3: either dialect carries the time, the source's id and the author", () => {
  expect(one(encode.message(message(), g1()))).toMatchObject({
    dialect: "g1",
    sender: "ann",
    sentAt: NOON,
    readBy: [],
    shown: { text: "hello" },
    custom: { sourceId: "m1" },
  });
  expect(one(encode.message(message(), contextOf()))).toMatchObject({
    dialect: "g2",
    readBy: undefined,
    shown: { content: [{ type: "text", children: ["hello"] }] },
  });
});

it("8.4: marks become markup, and nodes", () => {
  expect(shownAs("a bold b", "bold", { type: "bold" })).toEqual([
    "a *bold* b",
    ["a ", { type: "bold", children: ["bold"] }, " b"],
  ]);
  expect(shownAs("a code b", "code", { type: "code" })).toEqual([
    "a ```code``` b",
    ["a ", { type: "codeSpan", text: "code" }, " b"],
  ]);
  expect(shownAs("see here", "here", { type: "link", url: "https://x.org/a" })).toEqual([
    "see <https://x.org/a|here>",
    ["see ", { type: "link", url: "https://x.org/a", children: ["here"] }],
  ]);
  expect(shownAs("hi @Carl!", "@Carl", { type: "user_mention", userId: "Carl@x.org" })).toEqual([
    "hi <!!mention:Carl%40x.org|Carl>!",
    ["hi ", { type: "mention", id: "Carl@x.org", text: "Carl" }, "!"],
  ]);
  expect(shownAs("nice :cat:", ":cat:", { type: "custom_emoji", name: "cat" })).toEqual([
    "nice <!!customemoji::cat:>",
    ["nice ", { type: "customEmoji", text: ":cat:" }],
  ]);
});

it("8.4: points of a list stand in one list, and lines around it keep to themselves", () => {
  const entities = [2, 6].map(
    (start) => ({ type: "list_item", ordered: false, depth: 0, start, end: start + 3 }) as const,
  );
  const record = message({ text: "a\none\ntwo\nb", entities });
  expect(one(encode.message(record, g1())).shown).toEqual({ text: "a\n- one\n- two\nb" });
  const points = ["one", "two"].map((text) => ({ type: "bulletPoint", children: [text] }));
  expect(one(encode.message(record, contextOf())).shown).toEqual({
    content: [{ type: "text", children: ["a", { type: "bulletList", children: points }, "b"] }],
  });
});

it("8.4: what a mark cannot stand beside, and a link that TalkJS has not, become plain text with a loss", () => {
  const inWord = message({ text: "unbold", entities: [{ type: "bold", start: 2, end: 6 }] });
  expect(one(encode.message(inWord, g1())).shown).toEqual({ text: "unbold" });
  expect(lossCodes(encode.message(inWord, g1()))).toEqual(["formatting"]);
  expect(shownAs("call me", "me", { type: "link", url: "tel:112" })).toEqual([
    "call me (tel:112)",
    ["call me (tel:112)"],
  ]);
});

it("T28: what somebody typed stays as it is in g2; in g1 no button, link or mention can be made of it", () => {
  const typed = "*no* <actionbutton:pay|Click> <!!mention:x|y> <https://a|b> <ActionLink:x|y> a < b";
  expect(one(encode.message(message({ text: typed }), contextOf())).shown).toEqual({
    content: [{ type: "text", children: [typed] }],
  });
  const encoded = encode.message(message({ text: typed }), g1());
  const { shown } = one(encoded);
  expect("text" in shown && /<(?:!!|action|https?:)/i.test(shown.text)).toBe(false);
  expect("text" in shown && shown.text.endsWith("a < b")).toBe(true);
  expect(lossCodes(encoded)).toEqual(["markup-typed", "markup-broken"]);
});

it("T21, T27: a text with files becomes several messages of one source id, numbered", () => {
  const attachments = ["cat.png", "dog.png"].map((name) => ({
    kind: "image" as const,
    name,
    url: `https://x.org/${name}`,
  }));
  const record = message({ attachments, metadata: { k: "v" } });
  const filesAtHand = new Set(attachments.map(({ url }) => url));
  for (const context of [
    { ...g1(), filesAtHand },
    { ...contextOf(), filesAtHand },
  ]) {
    const parts = sent(encode.message(record, context));
    expect(parts.map(({ custom }) => custom.part)).toEqual([undefined, "1", "2"]);
    expect(new Set(parts.map(({ custom }) => custom.sourceId))).toEqual(new Set(["m1"]));
    expect(parts.map(({ file }) => file?.name)).toEqual([undefined, "cat.png", "dog.png"]);
    expect(parts[0]?.custom.k).toBe("v");
    expect(lossCodes(encode.message(record, context))).toContain("message-split");
  }
});

it("files that are at hand are uploaded, others are linked, and none is named by a path; T24", () => {
  const attachments = [{ kind: "file" as const, url: "https://x.org/o/user_files%2Fapp%2Fa.pdf?alt=media" }];
  const record = message({ text: "", attachments });
  const filesAtHand = new Set([attachments[0]?.url ?? ""]);
  const uploaded = encode.message(record, { ...contextOf(), filesAtHand });
  expect([one(uploaded).file?.name, lossCodes(uploaded)]).toEqual(["a.pdf", []]);
  const linked = encode.message(record, g1());
  expect([one(linked).file, lossCodes(linked)]).toEqual([undefined, ["attachment-linked"]]);
  expect(one(linked).shown).toEqual({ text: "<https://x.org/o/user_files%2Fapp%2Fa.pdf?alt=media|a.pdf>" });
});

it("a file of the export itself has a name to be shown, and no address", () => {
  const record = message({ text: "", attachments: [{ kind: "file", name: "a.pdf", url: "files/a.pdf" }] });
  const filesAtHand = new Set(["files/a.pdf"]);
  expect(one(encode.message(record, { ...g1(), filesAtHand }))).toMatchObject({
    shown: { text: "a.pdf" },
    file: { url: "files/a.pdf", name: "a.pdf" },
  });
  expect(one(encode.message(record, g1())).shown).toEqual({ text: "[file a.pdf]" });
});

it("T25: no address of a file stands in custom", () => {
  const attachments = [{ kind: "file" as const, name: "a.pdf", url: "https://x.org/a?token=secret", mimeType: "a/b" }];
  expect(one(encode.message(message({ text: "", attachments }), contextOf())).custom).toEqual({
    ...{ sourceId: "m1", source: "slack:T1" },
    attachments: '[{"kind":"file","name":"a.pdf","mimeType":"a/b"}]',
  });
});

it("T22: a place is a block with latitude first in name, and text where the import has none", () => {
  const record = message({ text: "", location: { latitude: 1.5, longitude: -2.5 } });
  expect(one(encode.message(record, contextOf())).shown).toEqual({
    content: [{ type: "location", latitude: 1.5, longitude: -2.5 }],
  });
  expect(one(encode.message(record, g1())).shown).toEqual({ text: "1.5, -2.5" });
});

it("T37: system messages by dialect, or dropped by option", () => {
  const record = message({ authorId: null, type: "system", text: "Ann joined", event: "member_joined" });
  expect(one(encode.message(record, contextOf()))).toMatchObject({ type: "SystemMessage", sender: undefined });
  expect(one(encode.message(record, g1()))).toMatchObject({
    type: "UserMessage",
    sender: "system",
    isSystemUser: true,
  });
  expect(lossCodes(encode.message(record, g1()))).toEqual(["system-text"]);
  for (const context of [g1({ systemMessages: "drop" }), contextOf({ systemMessages: "drop" })]) {
    expect(sent(encode.message(record, context))).toEqual([]);
    expect(lossCodes(encode.message(record, context))).toEqual(["system-dropped"]);
  }
});

it("T38, T39: readers go with the message in g1, without who wrote it; those of a pair by how far they have read", () => {
  const readBy = [{ userId: "bob" }, { userId: "ann" }];
  expect(one(encode.message(message({ readBy }), g1())).readBy).toEqual(["bob"]);
  const pair = pairContext({ dialect: "g1" });
  const members = [membership("ann", { lastReadAt: NOON }), membership("bob", { lastReadAt: NOON })];
  const known = { ...pair, conversation: { ...pair.conversation, members } };
  expect(one(encode.message(message(), known)).readBy).toEqual(["bob"]);
  expect(one(encode.message(message({ sentAt: NOON + 1 }), known)).readBy).toEqual([]);
});

it("T33: what a reply quotes is kept by its old id, with a loss", () => {
  const encoded = encode.message(message({ replyToId: "m0", threadRootId: "t0" }), contextOf());
  expect(one(encoded).custom).toMatchObject({ sourceId: "m1", replyToId: "m0", threadRootId: "t0" });
  expect(lossCodes(encoded)).toEqual(["reply", "thread"]);
});

it("T20: what shows nothing is rejected; a call or a poll without text becomes a line", () => {
  expect(encode.message(message({ text: " \u200b" }), contextOf())).toMatchObject({ reject: { code: "blank-text" } });
  expect(encode.message(message({ sentAt: -1 }), contextOf())).toMatchObject({ reject: { code: "sent-at" } });
  const call = encode.message(message({ text: "", type: "call" }), g1());
  expect(one(call)).toMatchObject({ shown: { text: "[call]" }, custom: { type: "call" } });
  expect(lossCodes(call)).toEqual(["placeholder", "message-type"]);
});
