import { describe, expect, it } from "vitest";
import { encodeMessage } from "../src/encode/encode-message.ts";
import {
  contextOf,
  lossCodes,
  membership,
  message,
  NOON,
  NOON_SECONDS,
  one,
  pairContext,
  refusal,
  STARTED_AT,
  sent,
} from "./encode-context.ts";

const encode = (given: Parameters<typeof message>[0] = {}, context = contextOf()) =>
  encodeMessage(message(given), context);

const PAIR = pairContext();
const FILE = { kind: "file", url: "https://x.org/files/offer.pdf", sizeBytes: 12 } as const;

it("2.4, T9, T15: sends a plain message with whole seconds and the source's ids in metadata", () => {
  const encoded = encode({ sentAt: NOON + 999, rank: 7, tags: ["t"] });
  expect(JSON.parse(JSON.stringify(encoded))).toEqual({
    send: [
      {
        muid: expect.stringMatching(/^m-[0-9a-f]{8}-m1$/),
        sender: "ann",
        receiverType: "group",
        receiver: "lobby",
        category: "message",
        type: "text",
        data: {
          text: "hello",
          metadata: { sourceId: "m1", sourceConversationId: "lobby", sentAtMs: NOON + 999, rank: 7 },
        },
        sentAt: NOON_SECONDS,
        tags: ["t"],
      },
    ],
    losses: [],
  });
});

it("T9: refuses a time that is no 10-digit number of seconds", () => {
  expect(refusal(encode({ sentAt: 999_999_999_999 }))).toMatchObject({ code: "sent-at" });
  expect(refusal(encode({ sentAt: 1_000_000_000_000 }))).toBeUndefined();
  expect(refusal(encode({ sentAt: 9_999_999_999_999 }))).toBeUndefined();
  expect(refusal(encode({ sentAt: 10_000_000_000_000 }))).toMatchObject({ code: "sent-at" });
});

it("T9, E44: moves a time of sending in the future, which CometChat refuses, to the beginning of the run", () => {
  const encoded = encode({ sentAt: STARTED_AT + 5_000 });
  expect(one(encoded)).toMatchObject({
    sentAt: STARTED_AT / 1000,
    data: { metadata: { sentAtMs: STARTED_AT + 5_000 } },
  });
  expect(lossCodes(encoded)).toEqual(["sent-at"]);
  expect(lossCodes(encode({ sentAt: STARTED_AT }))).toEqual([]);
});

it.each(["", "   ", "\n\t\u00a0\u2003\ufeff", "\u200b", " \u200e\u2060 ", "\u2800", "\u3164\u00ad", "\u0000"])(
  "T25: refuses text that shows nothing: %j",
  (text) => {
    expect(refusal(encode({ text }))).toMatchObject({ code: "blank-text" });
  },
);

it("T25: takes an emoji of several characters for text, though some of them have no ink", () => {
  expect(one(encode({ text: "👩\u200d💻" })).data.text).toBe("👩\u200d💻");
});

it("T25: sends files and places without any text", () => {
  expect(one(encode({ text: "\u200b", attachments: [FILE] })).data).not.toMatchObject({ text: expect.anything() });
  expect(one(encode({ text: "", location: { latitude: 1, longitude: 2 } })).type).toBe("location");
});

describe("one-to-one messages", () => {
  it("T49: go from the author to the other member", () => {
    expect(one(encode({ authorId: "ann" }, PAIR))).toMatchObject({
      sender: "ann",
      receiverType: "user",
      receiver: "bob",
    });
    expect(one(encode({ authorId: "bob" }, PAIR))).toMatchObject({
      sender: "bob",
      receiverType: "user",
      receiver: "ann",
    });
  });

  it("T50: are refused from somebody who is none of the two", () => {
    expect(refusal(encode({ authorId: "Carl@x.org" }, PAIR))).toMatchObject({ code: "no-receiver" });
  });

  it("T33, T34: are read when the receiver's reading had come this far", () => {
    const readAt = NOON + 5_000;
    const members = [membership("ann", { lastReadAt: NOON + 9_000 }), membership("bob", { lastReadAt: readAt })];
    expect(one(encode({}, pairContext({ members })))).toMatchObject({
      readAt: NOON_SECONDS + 5,
      deliveredAt: NOON_SECONDS + 5,
    });
    expect(one(encode({ sentAt: readAt + 1 }, pairContext({ members })))).not.toHaveProperty("readAt");
    expect(lossCodes(encode({}, pairContext({ members })))).toEqual([]);
  });

  it("T33: count as read when sent if only the fact is known", () => {
    const encoded = encode({ readBy: [{ userId: "ann" }, { userId: "bob" }] }, PAIR);
    expect(one(encoded)).toMatchObject({ readAt: NOON_SECONDS, deliveredAt: NOON_SECONDS });
    expect(lossCodes(encoded)).toEqual(["read-time"]);
    expect(one(encode({ readBy: [{ userId: "bob", at: NOON + 3_000 }] }, PAIR)).readAt).toBe(NOON_SECONDS + 3);
    expect(one(encode({ readBy: [{ userId: "ann" }] }, PAIR))).not.toHaveProperty("readAt");
  });
});

it("T33: counts the receipts of a group, which cannot be imported", () => {
  const encoded = encode({ readBy: [{ userId: "bob" }] });
  expect(one(encoded)).not.toHaveProperty("readAt");
  expect(lossCodes(encoded)).toEqual(["receipts"]);
});

it("T31: keeps threads, quotes, edits, pins and reactions in metadata", () => {
  const encoded = encode({
    replyToId: "m0",
    threadRootId: "m00",
    editedAt: NOON + 1,
    pin: { userId: "bob", at: NOON + 2 },
    reactions: [{ emoji: "👍", userId: "ann" }, { emoji: "👍" }, { emoji: ":wave:", count: 3 }],
  });
  expect(one(encoded).data.metadata).toMatchObject({
    replyToId: "m0",
    threadRootId: "m00",
    editedAt: NOON + 1,
    pinned: true,
    pinnedBy: "bob",
    pinnedAt: NOON + 2,
    reactions: { "👍": 2, ":wave:": 3 },
  });
  expect(Object.keys(one(encoded))).not.toEqual(expect.arrayContaining(["parentId"]));
  expect(lossCodes(encoded)).toEqual(["reactions", "reply", "thread", "edit", "pin"]);
});

it("T40: sends polls and the like as text and keeps their type", () => {
  const encoded = encode({ type: "poll" });
  expect(one(encoded)).toMatchObject({ category: "message", type: "text", data: { metadata: { type: "poll" } } });
  expect(lossCodes(encoded)).toEqual(["message-type"]);
});

it("replaces half characters, which would make the whole request unreadable", () => {
  const encoded = encode({ text: "a\ud83d", metadata: { k: "\udc00" } });
  expect(one(encoded).data).toMatchObject({ text: "a\ufffd", metadata: { custom: { k: "\ufffd" } } });
  expect(lossCodes(encoded)).toEqual(["broken-text"]);
});

describe("attachments", () => {
  const attach = (...attachments: NonNullable<NonNullable<Parameters<typeof message>[0]>["attachments"]>) =>
    encode({ text: "", attachments });

  it("T28: carry name, extension and MIME type, and their size as a string", () => {
    expect(one(attach(FILE)).data.attachments).toEqual([
      { name: "offer.pdf", mimeType: "application/pdf", extension: "pdf", url: FILE.url, size: "12" },
    ]);
  });

  it.each([
    [{ name: "a.JPG" }, { name: "a.JPG", mimeType: "image/jpeg", extension: "jpg" }],
    [{ mimeType: "image/PNG; charset=x" }, { name: "image", mimeType: "image/png", extension: "png" }],
    [
      { name: "report v1.2", mimeType: "application/pdf" },
      { mimeType: "application/pdf", extension: "pdf" },
    ],
    [{ name: "strange.zzz" }, { mimeType: "application/octet-stream", extension: "zzz" }],
    [{}, { name: "image", mimeType: "application/octet-stream", extension: "bin" }],
  ])("T28: derive what is missing: %j", (given, expected) => {
    const encoded = attach({ kind: "image", url: "https://x.org/", ...given });
    expect(one(encoded).data.attachments).toMatchObject([expected]);
  });

  it("L24: make the message one of their type, voice being audio and a mixture files", () => {
    const typeOf = (...kinds: ("image" | "video" | "audio" | "voice" | "file")[]) =>
      one(attach(...kinds.map((kind) => ({ ...FILE, kind })))).type;
    expect(typeOf("image", "image")).toBe("image");
    expect(typeOf("video")).toBe("video");
    expect(typeOf("voice", "audio")).toBe("audio");
    expect(typeOf("file")).toBe("file");
    expect(typeOf("image", "video")).toBe("file");
  });

  it("carry the text as their caption", () => {
    expect(one(encode({ attachments: [FILE] })).data).toMatchObject({ text: "hello" });
  });

  it("T24: count as linked, for CometChat copies no file", () => {
    expect(lossCodes(attach(FILE))).toEqual(["attachment-linked"]);
  });

  it("without a usable URL are left out, their name kept", () => {
    const gone = { kind: "image", name: "cat.png", url: "file:///cat.png" } as const;
    const encoded = encode({ attachments: [gone] });
    expect(one(encoded)).toMatchObject({
      type: "text",
      data: { metadata: { attachments: [{ index: 0, kind: "image", name: "cat.png" }] } },
    });
    expect(lossCodes(encoded)).toContain("attachment-no-url");
    expect(refusal(attach(gone))).toMatchObject({ code: "blank-text" });
  });

  it("L25: keep their size on screen and length in metadata", () => {
    const encoded = attach(FILE, { ...FILE, width: 4, height: 3, durationMs: 1_500 });
    expect(one(encoded).data.metadata).toMatchObject({
      attachments: [{ index: 1, width: 4, height: 3, durationMs: 1_500 }],
    });
    expect(lossCodes(encoded)).toContain("attachment-details");
  });

  it("that are link previews become a link in the text, unless it is there", () => {
    const link = { kind: "link", url: "https://x.org/a" } as const;
    expect(one(encode({ attachments: [link] })).data.text).toBe("hello\nhttps://x.org/a");
    expect(one(encode({ text: "see https://x.org/a", attachments: [link] })).data.text).toBe("see https://x.org/a");
    expect(one(encode({ text: "", attachments: [{ kind: "link", url: "https://x.org/<@uid:ann>" }] })).data.text).toBe(
      "https://x.org/%3C@uid:ann%3E",
    );
  });
});

describe("places", () => {
  const location = { latitude: 52.5, longitude: 13.4 };

  it("L26, T30: become custom messages with customData", () => {
    const encoded = encode({ text: "", location });
    expect(one(encoded)).toMatchObject({ category: "custom", type: "location", data: { customData: location } });
    expect(lossCodes(encoded)).toEqual(["location-custom"]);
  });

  it("follow the text they come with", () => {
    const [text, place, ...others] = sent(encode({ location }));
    expect(text).toMatchObject({ type: "text", data: { text: "hello" } });
    expect(place).toMatchObject({ muid: `${text?.muid}-p2`, type: "location", sentAt: text?.sentAt });
    expect(others).toEqual([]);
  });
});

describe("system messages", () => {
  const given = { authorId: null, type: "system", text: "Ann joined", event: "member_joined" } as const;

  it("L21: become custom messages of the system user", () => {
    const encoded = encode(given);
    expect(one(encoded)).toMatchObject({
      sender: "system",
      receiverType: "group",
      category: "custom",
      type: "system",
      data: { customData: { text: "Ann joined", event: "member_joined" } },
    });
    expect(lossCodes(encoded)).toEqual(["system-custom"]);
  });

  it("L21: come from one of the two in a one-to-one conversation, always the same", () => {
    const turned = [membership("bob"), membership("ann")];
    for (const context of [PAIR, pairContext({ members: turned })]) {
      expect(one(encode(given, context))).toMatchObject({ sender: "ann", receiver: "bob", category: "custom" });
      expect(lossCodes(encode(given, context))).toEqual(["system-in-pair", "system-custom"]);
    }
  });

  it("may say by their event alone what happened, but must say something", () => {
    expect(one(encode({ ...given, text: "" })).data.customData).toEqual({ event: "member_joined" });
    expect(refusal(encode({ authorId: null, text: " " }))).toMatchObject({ code: "blank-text" });
  });

  it("are dropped if configured so", () => {
    expect(encode(given, contextOf({}, { systemMessages: "drop" }))).toMatchObject({
      send: [],
      losses: [{ code: "system-dropped" }],
    });
    expect(sent(encode({}, contextOf({}, { systemMessages: "drop" })))).toHaveLength(1);
  });

  it("T26: are split like any other text", () => {
    const wires = sent(encode({ ...given, text: "word ".repeat(4_000) }));
    expect(wires.length).toBeGreaterThan(2);
    expect(wires.map(({ data }) => data.customData?.text).join("")).toBe("word ".repeat(4_000));
  });
});
