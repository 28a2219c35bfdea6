import { expect, it } from "vitest";
import { normalized } from "./read-all.ts";

const CHANNEL = { channel_url: "lobby", name: "The lobby", member_count: 2, created_at: 1_600_000_000 };

function channelOf(more: object): readonly unknown[] {
  const entries = normalized("channels", { ...CHANNEL, ...more });
  return Array.isArray(entries) ? entries : [entries];
}

function membershipsOf(more: object): readonly unknown[] {
  return channelOf(more).flatMap((one) => {
    const derived = typeof one === "object" && one !== null && "derived" in one ? one.derived : undefined;
    return typeof derived === "object" && derived !== null && "userId" in derived ? [derived] : [];
  });
}

it.each([
  [{ is_distinct: true }, "direct"],
  [{ is_distinct: true, member_count: 3 }, "group"],
  [{ is_distinct: true, member_count: undefined, members: ["a", "b", "c"] }, "group"],
  [{}, "group"],
  [{ is_super: true }, "channel"],
  [{ is_super: true, is_broadcast: true }, "broadcast"],
  [{ participant_count: 0 }, "livestream"],
  [{ channel_url: "sendbird_open_channel_1" }, "livestream"],
  [{ channel_type: "open" }, "livestream"],
  [{ channel_type: "group", participant_count: 3 }, "group"],
])("makes a channel with %o a conversation of type %s", (more, type) => {
  expect(channelOf(more)[0]).toMatchObject({ kind: "conversation", type });
});

it("tells seconds from milliseconds", () => {
  for (const created_at of [1_600_000_000, 1_600_000_000_000]) {
    expect(channelOf({ created_at })[0]).toHaveProperty("createdAt", 1_600_000_000_000);
  }
  expect(channelOf({ created_at: 0 })[0]).not.toHaveProperty("createdAt");
});

it("is public if it says so, or is an open one", () => {
  expect(channelOf({})[0]).toMatchObject({ visibility: "private" });
  expect(channelOf({ is_public: true })[0]).toMatchObject({ visibility: "public" });
  expect(channelOf({ participant_count: 1 })[0]).toMatchObject({ visibility: "public" });
});

it("keeps apart what the app attached under one name", () => {
  const metadata = { data: "mine", colour: "red" };
  expect(channelOf({ metadata, data: '{"a":1}', custom_type: "t" })[0]).toMatchObject({
    metadata: { data: "mine", colour: "red", data_: { a: 1 }, custom_type: "t" },
  });
});

it("knows roles, states, mutes and reading from members, operators and receipts together", () => {
  const members = [
    { user_id: "ann", nickname: "Ann", role: "none", state: "joined", read_ts: 1_704_103_300_000 },
    { user_id: "bob", nickname: "Bob", state: "invited", is_muted: true, muted_end_at: 7, muted_description: "shouts" },
    { user_id: "cleo", nickname: "Cleo", role: "none", state: "odd", is_muted: false, delivered_ts: 9 },
  ];
  const operators = [{ user_id: "ann", nickname: "Ann" }, "dora"];
  const read_receipt = { ann: 1_704_103_200, bob: 0, eve: 1_704_103_200_000 };
  expect(membershipsOf({ members, operators, read_receipt })).toEqual([
    { ...MEMBER, userId: "ann", role: "moderator", lastReadAt: 1_704_103_300_000 },
    {
      ...MEMBER,
      userId: "bob",
      state: "invited",
      extra: { is_muted: true, muted_end_at: 7, muted_description: "shouts" },
    },
    { ...MEMBER, userId: "cleo", extra: { state: "odd", delivered_ts: 9 } },
    { ...MEMBER, userId: "dora", role: "moderator" },
    { ...MEMBER, userId: "eve", lastReadAt: 1_704_103_200_000 },
  ]);
});

const MEMBER = { kind: "membership", conversationId: "lobby", extra: {} };

it("refuses a member without an id alone", () => {
  expect(channelOf({ members: [{ nickname: "?" }, { user_id: "ann" }] })).toMatchObject([
    { kind: "conversation" },
    { derived: { userId: "ann" } },
    { refused: { code: "no-member" }, kind: "membership" },
  ]);
});

it("gives an open channel no members but its operators", () => {
  expect(membershipsOf({ participant_count: 5 })).toEqual([]);
  expect(membershipsOf({ participant_count: 5, operators: ["ann"] })).toMatchObject([{ role: "moderator" }]);
});

it("lists a member, in the channel it names", () => {
  const member = { channel_url: "lobby", user_id: "ann", nickname: "Ann", role: "operator", state: "joined" };
  expect(normalized("members", member)).toMatchObject([
    { derived: { kind: "user", id: "ann", displayName: "Ann" } },
    { ...MEMBER, userId: "ann", role: "moderator" },
  ]);
  expect(normalized("members", { ...member, channel_url: undefined })).toBe("wire-shape");
});

it("keeps of a user what is known, and no key", () => {
  const user = {
    user_id: 7,
    nickname: "",
    is_active: false,
    is_bot: true,
    last_seen_at: 0,
    preferred_languages: ["ko"],
    access_token: "secret",
    discovery_keys: ["k"],
    devices: [{ session_token: "secret", name: "phone" }],
  };
  expect(normalized("users", user)).toEqual([
    {
      kind: "user",
      id: "7",
      displayName: "7",
      type: "bot",
      state: "deactivated",
      locale: "ko",
      metadata: {},
      extra: { discovery_keys: ["k"], devices: [{ name: "phone" }] },
    },
  ]);
});
