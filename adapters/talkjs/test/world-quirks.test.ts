import { describe, expect, it } from "vitest";
import {
  CASE_TWIN_MESSAGE_IDS,
  DELETED_MESSAGE_ID,
  FORMER_MEMBER_IDS,
  GUEST_IDS,
  QUIRKS,
  sampleWorld,
  type TalkMessage,
  UNKNOWN_USER_ID,
} from "../src/sandbox/index.ts";

const UNTIL = Date.UTC(2026, 0, 1);

const world = sampleWorld({ seed: 1, until: UNTIL, scale: 1 });
const users = [...world.users()];
const all = [...world.conversations()];
const conversations = new Map(all.map((one) => [one.conversation.id, one]));
const messages = all.flatMap((one) => one.messages);
const byId = new Map(messages.map((message) => [message.id, message]));

function message(quirk: string): TalkMessage {
  const found = QUIRKS.find((one) => one.kind === "message" && one.quirk === quirk);
  const known = found && byId.get(found.id);
  if (known === undefined) throw new Error(`There is no message for "${quirk}".`);
  return known;
}

function conversation(id: string) {
  const found = conversations.get(id);
  if (found === undefined) throw new Error(`There is no conversation "${id}".`);
  return found;
}

const participants = (id: string) => Object.keys(conversation(id).conversation.participants);
const senders = (id: string) => conversation(id).messages.map(({ senderId }) => senderId);
const bytes = (text: string | null) => Buffer.byteLength(text ?? "");

describe("quirks", () => {
  it("are all where the list says", () => {
    const userIds = new Set(users.map(({ id }) => id));
    for (const { quirk, kind, id, conversationId } of QUIRKS) {
      const isThere =
        kind === "user"
          ? userIds.has(id)
          : kind === "conversation"
            ? conversations.has(id)
            : byId.get(id)?.conversationId === conversationId;
      expect(isThere, quirk).toBe(true);
    }
    expect(new Set(QUIRKS.map(({ quirk, kind }) => `${kind}/${quirk}`)).size).toBe(QUIRKS.length);
  });

  it("T45, CometChat T6–T8: user and conversation ids of every awkward kind", () => {
    const kinds = [
      /[.]/u,
      /@/u,
      /\//u,
      /%/u,
      / /u,
      /[^\p{ASCII}]/u,
      /[?#&+]/u,
      /^\d+$/u,
      /^.{101,}$/u,
      /[A-Z]/u,
      /\p{Emoji_Presentation}/u,
    ];
    for (const kind of kinds) {
      expect(
        users.some(({ id }) => kind.test(id)),
        String(kind),
      ).toBe(true);
    }
    for (const kind of kinds.filter((one) => String(one) !== "/@/u" && String(one) !== "/[.]/u")) {
      expect(
        [...conversations.keys()].some((id) => kind.test(id)),
        String(kind),
      ).toBe(true);
    }
    for (const id of ["Bob", "bob", "0", "1", "42"]) expect(users.some((user) => user.id === id)).toBe(true);
    expect(users.filter(({ id }) => conversations.has(id)).map(({ id }) => id)).toEqual(["bob", "0", "42"]);
  });

  it("T14, T15: guests and former members write without being participants; guests are no users", () => {
    const userIds = new Set(users.map(({ id }) => id));
    const listed = new Set(all.flatMap(({ conversation: { participants: map } }) => Object.keys(map)));
    for (const id of [...GUEST_IDS, ...FORMER_MEMBER_IDS]) {
      expect(listed.has(id)).toBe(false);
      expect(messages.some(({ senderId }) => senderId === id)).toBe(true);
    }
    expect(GUEST_IDS.filter((id) => userIds.has(id))).toEqual([]);
    expect(FORMER_MEMBER_IDS.filter((id) => !userIds.has(id))).toEqual([]);
    const known = new Set<string | null>([...userIds, ...GUEST_IDS, null]);
    expect(messages.filter(({ senderId }) => !known.has(senderId))).toEqual([]);
  });

  it("L8, L9: conversations of every size and kind", () => {
    expect(participants("town-square")).toHaveLength(305);
    expect(participants("notes-to-self")).toHaveLength(1);
    expect(participants("ghost-town")).toEqual([]);
    expect(senders("ghost-town")).toEqual([FORMER_MEMBER_IDS[1], FORMER_MEMBER_IDS[1]]);
    expect(participants("order-1001").toSorted()).toEqual(participants("order-1002").toSorted());
    expect(conversation("direct-with-everything").conversation).toMatchObject({
      subject: expect.any(String),
      photoUrl: expect.any(String),
      topicId: "listing-42",
      custom: { listingId: "42" },
      welcomeMessages: [expect.any(String), expect.any(String)],
    });
    expect(participants("direct-with-everything")).toHaveLength(2);
    expect(conversation("group-without-subject").conversation.subject).toBeNull();
    expect(conversation("empty-direct").messages).toEqual([]);
    expect(conversation("empty-group").conversation.lastMessage).toBeNull();
    expect(conversation("exactly-100").messages).toHaveLength(100);
    expect(conversation("exactly-200").messages).toHaveLength(200);
  });

  it("8.5, L21: system messages in groups and in direct conversations", () => {
    for (const id of ["direct-with-system", "choir"]) expect(senders(id)).toContain(null);
    expect(message("system-message-direct")).toMatchObject({ type: "SystemMessage", senderId: null, readBy: [] });
  });

  it("T20, T23: files of every kind, with and without blocks", () => {
    const subtypes = ["image", "video", "audio", "voice"];
    for (const subtype of subtypes) {
      expect(message(`file-${subtype}`)).toMatchObject({
        text: "",
        attachment: { url: /^https/u },
        content: [{ type: "file", subtype }],
      });
    }
    expect(message("file-other").content?.[0]).not.toHaveProperty("subtype");
    expect(message("file-text-null").text).toBeNull();
    expect(message("file-legacy")).toMatchObject({ text: "", attachment: { size: 245_760 }, content: null });
    expect(message("several-blocks").content?.map(({ type }) => type)).toEqual(["text", "file", "file"]);
  });

  it("T22: places as a block and as a legacy pair, latitude first", () => {
    expect(message("location")).toMatchObject({
      text: "",
      location: [51.4416, 5.4697],
      content: [{ type: "location", latitude: 51.4416, longitude: 5.4697 }],
    });
    expect(message("location-legacy")).toMatchObject({ location: [40.7128, -74.006], content: null });
  });

  it("CometChat T26: texts that are too long, with characters of several bytes where one would cut", () => {
    const long = message("text-over-10-kb").text ?? "";
    expect(bytes(long)).toBeGreaterThan(10_240);
    expect(Buffer.from(long).subarray(0, 10_240).toString().endsWith("\uFFFD")).toBe(true);
    const short = message("text-over-10-kb-in-bytes-only").text;
    expect(short?.length).toBeLessThan(10_000);
    expect(bytes(short)).toBeGreaterThan(10_240);
    const longest = message("text-over-65536-characters").text ?? "";
    expect(longest.length).toBeGreaterThan(65_536);
    expect(longest.slice(0, 65_536).isWellFormed()).toBe(false);
  });

  it("CometChat T10: bursts in the same instant, longer than a page, and in the same second", () => {
    const counts = Map.groupBy(conversation("burst").messages, ({ createdAt }) => createdAt);
    expect(Math.max(...[...counts.values()].map(({ length }) => length))).toBe(150);
    const seconds = Map.groupBy(
      conversation("burst").messages.filter(({ createdAt }) => counts.get(createdAt)?.length === 1),
      ({ createdAt }) => Math.floor(createdAt / 1000),
    );
    expect(Math.max(...[...seconds.values()].map(({ length }) => length))).toBeGreaterThan(30);
  });

  it("8.3, T29: every node type, in text and in trees", () => {
    const types = new Set<string>();
    JSON.stringify(messages, (_, value) => {
      if (typeof value?.type === "string") types.add(value.type);
      return value;
    });
    const named = [
      "bold",
      "italic",
      "strikethrough",
      "codeSpan",
      "bulletList",
      "bulletPoint",
      "link",
      "autoLink",
      "actionLink",
      "actionButton",
      "mention",
      "customEmoji",
    ];
    const tolerated = ["blockquote", "codeBlock", "suppressed", "bulletlist", "bulletpoint"];
    expect([...named, ...tolerated].filter((type) => !types.has(type))).toEqual([]);
  });

  it("CometChat T43: mentions in number, of nobody, and literal tokens of other platforms", () => {
    const mentions = message("more-than-10-mentions").text?.match(/<!!mention:/gu);
    expect(mentions?.length).toBeGreaterThan(10);
    expect(message("mention-unknown-user").text).toContain(UNKNOWN_USER_ID);
    expect(users.some(({ id }) => id === UNKNOWN_USER_ID)).toBe(false);
    expect(message("literal-target-mention").content).toEqual([
      { type: "text", children: ["Why do I see <@uid:bob> there?"] },
    ]);
    expect(message("literal-target-mention-all").text).toContain("<@all:x>");
    expect(message("literal-delimiters").content).toEqual([
      { type: "text", children: [message("literal-delimiters").text] },
    ]);
    expect(message("literal-delimiters-in-tree").content).toEqual([
      { type: "text", children: [message("literal-delimiters-in-tree").text] },
    ]);
  });

  it("2.4: characters that get lost easily, but no NUL and nothing ill-formed", () => {
    expect(message("non-bmp").text).toMatch(/[\u{10000}-\u{10FFFF}]/u);
    expect(message("zwj-emoji").text).toContain("\u200D");
    expect(message("rtl").text).toMatch(/\p{Script=Hebrew}/u);
    expect(message("combining").text).toMatch(/\p{M}/u);
    expect(message("control-characters").text).toContain("\u0001");
    const whole = JSON.stringify([users, all]);
    expect(whole.includes("\\u0000")).toBe(false);
    expect(whole.includes("\\ud")).toBe(false);
  });

  it("8.2: replies, also to what is gone, and ids that differ by case", () => {
    expect(message("reply").referencedMessageId).toBe(message("replied-to").id);
    expect(message("reply-to-deleted").referencedMessageId).toBe(DELETED_MESSAGE_ID);
    expect(byId.has(DELETED_MESSAGE_ID)).toBe(false);
    const [one, other] = CASE_TWIN_MESSAGE_IDS;
    expect(one.toLowerCase()).toBe(other.toLowerCase());
    expect([byId.get(one)?.text, byId.get(other)?.text]).toEqual(["Twin with capitals", "Twin without"]);
  });

  it("T35: reactions of both kinds, with their reactors", () => {
    expect(message("reaction").reactions).toMatchObject({ "👍": { count: 1 }, "❤️": { count: 3 } });
    expect(message("reaction-custom").reactions).toMatchObject({ ":party-parrot:": { count: 2 } });
    expect(Object.keys(message("more-than-25-emoji").reactions)).toHaveLength(30);
    for (const { messages: own, reactors } of all) {
      const told = own.flatMap(({ reactions }) => Object.values(reactions)).reduce((sum, { count }) => sum + count, 0);
      expect(reactors).toHaveLength(told);
    }
  });

  it("T32: edits, custom fields, and every origin", () => {
    expect(message("edited").editedAt).toBe(message("edited").createdAt + 45_000);
    expect(message("message-custom").custom).toMatchObject({ orderId: "42" });
    expect(bytes(JSON.stringify(message("message-custom-huge").custom))).toBeGreaterThan(10_240);
    expect(bytes(JSON.stringify(conversation("group-huge-custom").conversation.custom))).toBeGreaterThan(5120);
    const huge = users.find(({ id }) => id === "huge-custom");
    expect(bytes(JSON.stringify(huge?.custom))).toBeGreaterThan(5120);
    expect(new Set(messages.map(({ origin }) => origin))).toEqual(new Set(["web", "rest", "email", "import"]));
  });

  it("L2, T50: users with odd names, photos and roles", () => {
    expect(users.some(({ name }) => name.length > 100)).toBe(true);
    expect(users.some(({ name }) => name === "")).toBe(true);
    expect(users.some(({ name }) => /\p{Emoji_Presentation}/u.test(name))).toBe(true);
    expect(users.some(({ photoUrl }) => photoUrl === "photo_url")).toBe(true);
    expect(users.some(({ role }) => role === null)).toBe(true);
    expect(
      users.some(
        ({ welcomeMessage, availabilityText, pushTokens }) => welcomeMessage && availabilityText && pushTokens,
      ),
    ).toBe(true);
  });

  it("CometChat T25: messages with nothing to show", () => {
    expect(message("completely-empty")).toMatchObject({
      text: "",
      attachment: null,
      location: null,
      content: [],
      custom: {},
    });
    expect(message("zero-width-space-only").text).toBe("\u200B");
  });

  it("L28: a direct conversation tells who has read", () => {
    const [reader] = participants("reads");
    expect(message("read").readBy).toEqual([reader]);
    expect(message("unread").readBy).toEqual([]);
    expect(conversation("reads").conversation).toMatchObject({ everyoneReadUntil: null });
  });

  it("CometChat T16, T17: what was written before its conversation or its author began", () => {
    const { conversation: room, messages: own } = conversation("moved-in");
    expect(Math.max(...own.map(({ createdAt }) => createdAt))).toBeLessThan(room.createdAt);
    expect(users.find(({ id }) => id === "newcomer")?.createdAt).toBeGreaterThan(own[0]?.createdAt ?? 0);
    expect(message("seconds-as-milliseconds").createdAt).toBe(1_600_000_000);
  });
});
