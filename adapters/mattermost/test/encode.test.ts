import { Conversation, Membership, Message, User } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { channelKeyOf, usernameOf } from "../src/encode/names.ts";
import { encodeConversation, encodeMembership, encodeMessage, encodeUser } from "../src/encode.ts";
import { baseContext, contextFor, STARTED_AT } from "./support/move.ts";

const SENT_AT = Date.UTC(2024, 0, 1);
const ROOM = Conversation.parse({ kind: "conversation", id: "lobby", type: "channel" });
const HELLO = { kind: "message", id: "m1", conversationId: "lobby", authorId: "ann", sentAt: SENT_AT, text: "hi" };

function codesOf(encoded: object): readonly string[] {
  return "losses" in encoded ? (encoded.losses as readonly { readonly code: string }[]).map(({ code }) => code) : [];
}

function post(facts: object, options: object = {}) {
  const people = ["ann", "Bo"].map((id) => User.parse({ kind: "user", id, displayName: id }));
  return encodeMessage(Message.parse({ ...HELLO, ...facts }), contextFor([ROOM, ...people], "lobby", options));
}

function words(facts: object): string {
  const encoded = post(facts);
  return "send" in encoded ? (encoded.send[0]?.post.message ?? "") : "";
}

describe("names", () => {
  it.each([
    ["ann", "ann"],
    ["ann.lee-2_x", "ann.lee-2_x"],
    ["a".repeat(64), "a".repeat(64)],
  ])("takes the id %s as it is", (id, name) => expect(usernameOf(id)).toBe(name));

  it.each(["Ann Lee", "a".repeat(65), "ann lee", "../../etcetera", "ann@x"])(
    "makes %s fit, readable where it can",
    (id) => {
      expect(usernameOf(id)).toMatch(/^[a-z][a-z0-9-]{0,12}-[0-9a-f]{8}$/);
      expect(usernameOf(id)).not.toBe(usernameOf(`${id}.`));
    },
  );

  it.each(["Ann", "al", "all", "7up", "4711", "4711@mail.example", "שלום"])(
    "makes %s fit with more of a hash, as what is readable of it tells few apart",
    (id) => {
      expect(usernameOf(id)).toMatch(/^[a-z][a-z0-9-]{0,12}-[0-9a-f]{8,20}$/);
      expect(usernameOf(id)).toHaveLength(22);
    },
  );

  it("keeps apart as many people as there are, though their ids are numbers", () => {
    const names = new Set(Array.from({ length: 200_000 }, (_, no) => usernameOf(String(no))));
    expect(names.size).toBe(200_000);
  });

  it("keeps a team's channels apart, and those of no team by their ids", () => {
    expect(channelKeyOf("crew/harbour")).toBe("crew/harbour");
    expect(channelKeyOf("lobby")).toBe("lobby");
    expect(channelKeyOf("a/b/c")).toMatch(/^a-b-c-[0-9a-f]{8}$/);
    expect(channelKeyOf("two__words")).toMatch(/^two-words-[0-9a-f]{8}$/);
  });

  it.each([
    ["town-square", /^town-square-[0-9a-f]{8}$/],
    ["off-topic", /^off-topic-[0-9a-f]{8}$/],
    ["crew/town-square", /^crew\/town-square$/],
    ["api/harbour", /^api-harbour-[0-9a-f]{8}$/],
    ["postoffice/harbour", /^postoffice-ha-[0-9a-f]{8}$/],
    ["c0ffee".repeat(7).slice(0, 40), /^c0ffeec0ffeec-[0-9a-f]{8}$/],
    ["a".repeat(64), /^a{64}$/],
    ["a".repeat(65), /^a{13}-[0-9a-f]{8}$/],
  ])("makes the channel of %s one that a server takes, and no other team's", (id, key) => {
    expect(channelKeyOf(id)).toMatch(key);
  });
});

describe("users", () => {
  const encode = (facts: object) =>
    encodeUser(User.parse({ kind: "user", id: "ann", displayName: "Ann", ...facts }), baseContext());

  it("invents an address where there is none, and tells it", () => {
    expect(encode({})).toMatchObject({ send: [{ key: "ann", user: { email: "ann@imported.invalid" } }] });
    expect(codesOf(encode({}))).toEqual(["email"]);
    expect(codesOf(encode({ emails: ["Ann@Lee.example"] }))).toEqual([]);
  });

  it.each([
    ["Ann Lee <ann@lee.example>"],
    ["ann..lee@lee.example"],
    ["ann@lee@example"],
    [`${"a".repeat(120)}@lee.example`],
    ["ann\u0000@lee.example"],
    [""],
  ])("invents an address in place of %j, which the import refuses, and tells it", (email) => {
    expect(encode({ emails: [email] })).toMatchObject({ send: [{ user: { email: "ann@imported.invalid" } }] });
    expect(codesOf(encode({ emails: [email] }))).toEqual(["email"]);
    expect(encode({ emails: [email, " Ann@lee.example "] })).toMatchObject({
      send: [{ user: { email: "ann@lee.example" } }],
    });
    expect(encode({ id: "ann..lee." })).toMatchObject({ send: [{ user: { email: "ann-.lee-@imported.invalid" } }] });
  });

  it("tells when somebody left, or that nobody knows", () => {
    expect(encode({ state: "deactivated", deactivatedAt: 5 })).toMatchObject({ send: [{ user: { delete_at: 5 } }] });
    expect(encode({ state: "deleted" })).toMatchObject({ send: [{ user: { delete_at: STARTED_AT } }] });
    expect(codesOf(encode({ state: "deleted" }))).toContain("deactivated-at");
  });

  it("cuts a name at 64 characters, and not before", () => {
    expect(codesOf(encode({ displayName: "x".repeat(64) }))).not.toContain("cut");
    expect(encode({ displayName: "x".repeat(65) })).toMatchObject({ send: [{ user: { nickname: "x".repeat(64) } }] });
    expect(codesOf(encode({ displayName: "x".repeat(65) }))).toContain("cut");
  });

  it("makes nobody an administrator whom the source's own word does not", () => {
    expect(encode({ role: "owner" })).toMatchObject({ send: [{ user: { roles: "system_user" } }] });
    expect(encode({ role: "system_admin" })).toMatchObject({ send: [{ user: { roles: "system_user system_admin" } }] });
  });

  it.each([
    [{ type: "bot" }, "user-type"],
    [{ phones: ["1"] }, "contact"],
    [{ metadata: { a: 1 } }, "user-details"],
    [{ locale: "tlh-Latn" }, "locale"],
    [{ username: "annie" }, "username"],
    [{ extra: { a: 1 } }, "extra"],
  ])("tells what is lost of %j", (facts, code) => expect(codesOf(encode(facts))).toContain(code));
});

describe("conversations and memberships", () => {
  const direct = (count: number, twinCount = 1) => {
    const record = Conversation.parse({ kind: "conversation", id: "d", type: "direct" });
    const members = Array.from({ length: count }, (_, no) =>
      Membership.parse({ kind: "membership", conversationId: "d", userId: `user-${no}`, isFavorite: no === 1 }),
    );
    const conversation = { record, members, memberCount: count, twinCount };
    return { members, encoded: encodeConversation(record, { ...baseContext(), conversation }), conversation };
  };

  it("makes a direct channel of two to eight, and a private channel of fewer, more and of twins", () => {
    const types = [direct(1), direct(2), direct(8), direct(9), direct(2, 2)].map(({ encoded }) =>
      "send" in encoded ? encoded.send[0]?.line.type : undefined,
    );
    expect(types).toEqual(["channel", "direct_channel", "direct_channel", "channel", "channel"]);
    expect(codesOf(direct(9).encoded)).toContain("conversation-type");
    expect(direct(2).encoded).toMatchObject({
      send: [{ line: { direct_channel: { members: ["user-0", "user-1"], favorited_by: ["user-1"] } } }],
    });
  });

  it("has the members of a direct channel in it, and those of others apart, as long as they are members", () => {
    const { members, conversation } = direct(2);
    const [member] = members;
    if (member === undefined) throw new Error("A direct conversation has members.");
    expect(encodeMembership(member, { ...baseContext(), conversation })).toMatchObject({ send: [] });
    expect(codesOf(encodeMembership(member, { ...baseContext(), conversation }))).not.toContain("late-member");
    const late = { ...member, userId: "user-9" };
    expect(codesOf(encodeMembership(late, { ...baseContext(), conversation }))).toContain("late-member");
    const seat = { ...member, conversationId: "lobby", role: "owner", lastReadAt: 7, notify: "mentions" } as const;
    const context = contextFor([ROOM], "lobby", { team: "crew" });
    expect(encodeMembership(seat, context)).toMatchObject({
      send: [
        {
          ...{ username: "user-0", team: "crew" },
          channel: { roles: "channel_user channel_admin", last_viewed_at: 7, notify_props: { desktop: "mention" } },
        },
      ],
      losses: [{ code: "member-role" }],
    });
    const guest = User.parse({ kind: "user", id: "user-0", displayName: "Guest", role: "system_guest" });
    expect(encodeMembership(seat, { ...context, users: new Map([["user-0", guest]]) })).toMatchObject({
      send: [{ channel: { roles: "channel_guest" } }],
      losses: [{ code: "member-role" }],
    });
    expect(encodeMembership({ ...seat, state: "former" }, context)).toMatchObject({
      send: [],
      losses: [{ code: "not-member" }],
    });
  });

  it("archives at the time that is known", () => {
    const encode = (facts: object) =>
      encodeConversation(Conversation.parse({ ...ROOM, ...facts }), contextFor([ROOM], "lobby"));
    expect(encode({ archivedAt: 5 })).toMatchObject({ send: [{ line: { channel: { deleted_at: 5 } } }] });
    expect(codesOf(encode({ isArchived: true }))).toEqual(["archived-at"]);
    expect(codesOf(encode({ topic: "x".repeat(1_024), description: "x".repeat(250) }))).toEqual([]);
    expect(codesOf(encode({ topic: "x".repeat(1_025) }))).toEqual(["cut"]);
    expect(codesOf(encode({ imageUrl: "https://x.example" }))).toEqual(["conversation-details"]);
  });
});

describe("messages", () => {
  it("goes on in replies where a post is full, a millisecond apart, and not before", () => {
    expect(post({ text: "x".repeat(100) }, { postCharacters: 100 })).toMatchObject({ send: [{ part: 0 }], losses: [] });
    const split = post({ text: `${"word ".repeat(40)}` }, { postCharacters: 100 });
    expect(codesOf(split)).toEqual(["split"]);
    const wires = "send" in split ? split.send : [];
    expect(wires.map(({ isReply, post: { create_at } }) => [isReply, create_at - SENT_AT])).toEqual([
      ...[[false, 0] as const, [true, 1] as const],
    ]);
    expect(wires.map(({ post: { message } }) => message).join("")).toBe("word ".repeat(40));
    expect(new Set(wires.map(({ thread }) => thread)).size).toBe(1);
  });

  it("keeps a character whole where it cuts", () => {
    const split = post({ text: "😀".repeat(150) }, { postCharacters: 100 });
    const wires = "send" in split ? split.send : [];
    expect(wires.map(({ post: { message } }) => [...message].length)).toEqual([100, 50]);
  });

  it("names reactions, and tells of those that have no name or nobody", () => {
    const reactions = [
      { emoji: "👍", userId: "ann", createdAt: SENT_AT - 5 },
      { emoji: ":partyboat:", userId: "Bo" },
      { emoji: "🎉", count: 3 },
      { emoji: "no emoji", userId: "ann" },
      { emoji: "👍", userId: "nobody", createdAt: SENT_AT },
    ];
    const encoded = post({ reactions });
    expect(encoded).toMatchObject({
      send: [
        {
          post: {
            reactions: [
              { user: "ann", emoji_name: "+1", create_at: SENT_AT },
              { user: usernameOf("Bo"), emoji_name: "partyboat", create_at: SENT_AT },
            ],
          },
        },
      ],
    });
    expect(codesOf(encoded)).toEqual(["reactions", "reaction-at"]);
  });

  it("links files below the words", () => {
    const attachments = [
      { kind: "file", name: "a [b].pdf", url: "https://x.example/a (1).pdf" },
      { kind: "image", name: "gone.png" },
    ];
    expect(words({ attachments })).toBe("hi\n[a \\[b\\].pdf](https://x.example/a%20%281%29.pdf)");
    expect(codesOf(post({ attachments }))).toEqual(["attachments"]);
  });

  it("lets the system speak by its user, and keeps its own events only", () => {
    const system = { authorId: null, type: "system", event: "system_join_channel" };
    expect(post(system)).toMatchObject({ send: [{ post: { user: "system-voice", type: "system_join_channel" } }] });
    expect(codesOf(post(system))).toEqual([]);
    expect(post({ ...system, event: "joined" })).toMatchObject({ send: [{ post: { type: "system_generic" } }] });
    for (const event of ["joined", "system_shutdown", "system_ephemeral"])
      expect(codesOf(post({ ...system, event }))).toEqual(["message-type"]);
  });

  it("refuses a message of no time", () => {
    expect(post({ sentAt: 0 })).toMatchObject({ reject: { code: "no-time" } });
  });

  it.each([
    [
      "a *b* _c_ snake_case `d` [e](f) <g> ~h~ \\",
      "a \\*b\\* \\_c\\_ snake_case \\`d\\` \\[e\\](f) \\<g> \\~h\\~ \\\\",
    ],
    ["# a\n> b\n- c\n1. d", "\\# a\n\\> b\n\\- c\n1\\. d"],
    ["https://x.example/a_b_c", "https://x.example/a_b_c"],
    ["a\u0000b\ud800", "a\ufffdb\ufffd"],
  ])("writes %j so that it reads as that", (text, markdown) => expect(words({ text })).toBe(markdown));

  it.each([
    ["bold ", [{ type: "bold", start: 0, end: 5 }], "**bold** "],
    ["a`b", [{ type: "code", start: 0, end: 3 }], "``a`b``"],
    ["x\ny", [{ type: "pre", start: 0, end: 3, language: "ts" }], "```ts\nx\ny\n```"],
    ["say x\ny", [{ type: "quote", start: 4, end: 7 }], "say \n> x\n> y"],
    ["one\ntwo", [{ type: "list_item", ordered: true, depth: 1, start: 4, end: 7 }], "one\n    1. two"],
    ["Ann Lee!", [{ type: "user_mention", userId: "Ann", start: 0, end: 7 }], `@${usernameOf("Ann")}!`],
    ["all", [{ type: "broadcast_mention", to: "everyone", start: 0, end: 3 }], "@all"],
    ["the room", [{ type: "conversation_mention", conversationId: "crew/lobby", start: 4, end: 8 }], "the ~lobby"],
    ["here", [{ type: "link", url: "https://x.example/(1)", start: 0, end: 4 }], "[here](https://x.example/%281%29)"],
    ["low", [{ type: "underline", start: 0, end: 3 }], "low"],
  ])("writes the marks of %j", (text, entities, markdown) => expect(words({ text, entities })).toBe(markdown));

  it.each([
    [{ entities: [{ type: "spoiler", start: 0, end: 2 }] }, "formatting"],
    [{ replyToId: "m0" }, "quotes"],
    [{ location: { latitude: 1, longitude: 2 } }, "location"],
    [{ readBy: [{ userId: "bo" }] }, "read-by"],
    [{ tags: ["x"] }, "tags"],
    [{ type: "poll" }, "message-type"],
    [{ pin: { userId: "ann" } }, "pin"],
    [{ pin: {}, threadRootId: "m0" }, "pin"],
    [{ text: "a\u0000" }, "blank"],
  ])("tells what is lost of %j", (facts, code) => expect(codesOf(post(facts))).toEqual([code]));
});
