import { describe, expect, it } from "vitest";
import { GROUP, NOON, normalized, one, only, RULES, recordsOf, shownMessage, shownUser } from "./normalize-shown.ts";

const userFrom = (user: object, more: object = {}) => one("user", recordsOf("users", { user, rules: RULES, ...more }));
const groupFrom = (group: object) => one("conversation", recordsOf("groups", { group, rules: RULES }));
const memberFrom = (member: object, more: object = {}) =>
  one("membership", recordsOf("members", { guid: "team", owner: "ann", isBanned: false, member, ...more }));

describe("users", () => {
  it("carry all that CometChat shows of them, with times in milliseconds", () => {
    const shown = {
      uid: "ann",
      name: "Ann",
      avatar: "https://x.org/a.png",
      link: "https://x.org/ann",
      status: "offline",
      role: "teacher",
      statusMessage: "away",
      lastActiveAt: String(NOON),
      createdAt: NOON,
      tags: ["vip"],
      metadata: { level: 3 },
      credits: 5,
    };
    expect(userFrom(shown, { friends: ["bob"], blocked: ["ivo"], role: { role: "teacher", name: "Teacher" } })).toEqual(
      expect.objectContaining({
        displayName: "Ann",
        avatarUrl: "https://x.org/a.png",
        profileUrl: "https://x.org/ann",
        role: "teacher",
        statusText: "away",
        lastActiveAt: NOON * 1000,
        createdAt: NOON * 1000,
        friendIds: ["bob"],
        blockedIds: ["ivo"],
        tags: ["vip"],
        metadata: { level: 3 },
        extra: { credits: 5, roleDetails: { name: "Teacher" } },
      }),
    );
  });

  it("T38: who is deactivated comes along and says so", () => {
    expect(userFrom(shownUser("goran", { deactivatedAt: NOON }))).toMatchObject({
      state: "deactivated",
      deactivatedAt: NOON * 1000,
    });
  });

  it("4.5: CometChat's own sender is nobody", () => {
    expect(normalized("users", { user: shownUser("app_system"), rules: RULES })).toMatchObject({
      drop: { code: "system-user" },
    });
  });

  it("take ids as integers, an empty list for no metadata, and a missing name", () => {
    expect(userFrom({ uid: 7, metadata: [] })).toMatchObject({ id: "7", displayName: "7", metadata: {} });
  });

  it("a role is counted, not kept: users say what theirs is", () => {
    expect(normalized("roles", { role: { role: "teacher", name: "Teacher" } })).toMatchObject({
      drop: { code: "role" },
    });
  });
});

describe("groups", () => {
  it("carry name, picture, description, owner, tags and metadata", () => {
    const shown = {
      ...{ guid: "team", name: "Team", type: "public", icon: "https://x.org/t.png", description: "work" },
      ...{
        owner: "ann",
        createdAt: NOON,
        tags: ["x"],
        metadata: { a: 1 },
        membersCount: 5,
        conversationId: "group_team",
      },
    };
    expect(groupFrom(shown)).toMatchObject({
      ...{ id: "team", type: "group", visibility: "public", title: "Team", imageUrl: "https://x.org/t.png" },
      ...{ description: "work", ownerId: "ann", createdAt: NOON * 1000, tags: ["x"], metadata: { a: 1 }, extra: {} },
    });
  });

  it("the system owns nothing, and that a password was asked for is kept: it cannot be read", () => {
    const group = groupFrom({ guid: "vault", name: "Vault", type: "password", owner: "app_system" });
    expect(group).toMatchObject({ visibility: "private", extra: { groupType: "password" } });
    expect(group.ownerId).toBeUndefined();
  });

  it("4.6: a group whose guid reads like a pair is another conversation than the pair's", () => {
    const group = groupFrom({ guid: "ann_user_bob", name: "Project", type: "private" });
    const pair = one("message", recordsOf("messages", { message: shownMessage(), rules: RULES })).conversationId;
    const inside = shownMessage({ ...GROUP, receiver: "ann_user_bob" });
    expect(group.id).not.toBe(pair);
    expect(one("message", recordsOf("messages", { message: inside, rules: RULES })).conversationId).toBe(group.id);
  });
});

describe("members and bans", () => {
  it.each([
    ["ann", "admin", "owner"],
    ["bob", "admin", "admin"],
    ["bob", "moderator", "moderator"],
    ["bob", "participant", "member"],
  ])("%s with scope %s is %s", (uid, scope, role) => {
    expect(memberFrom({ uid, scope, joinedAt: NOON })).toMatchObject({
      ...{ conversationId: "team", userId: uid, role, state: "active", joinedAt: NOON * 1000, extra: {} },
    });
  });

  it("E29: who is banned is no member", () => {
    expect(memberFrom({ uid: "ivo", scope: "participant" }, { isBanned: true }).state).toBe("banned");
  });

  it("keep a scope that nobody knows", () => {
    expect(memberFrom({ uid: "bob", scope: "guest" })).toMatchObject({ role: "member", extra: { scope: "guest" } });
  });
});

describe("one-to-one conversations", () => {
  const row = (more: object = {}) => ({
    conversation: {
      conversationId: "ann_user_bob",
      conversationType: "user",
      unreadMessageCount: "2",
      createdAt: NOON,
      conversationWith: shownUser("bob"),
      lastMessage: shownMessage({ id: 12 }),
      ...more,
    },
  });

  it("are direct, of two members, under the pair's id, and tell what the last message is", () => {
    const records = recordsOf("conversations", row());
    expect(one("conversation", records)).toMatchObject({
      ...{ id: "ann_user_bob", type: "direct", createdAt: NOON * 1000, lastMessageId: "12" },
    });
    expect(only("membership", records).map(({ userId, extra }) => [userId, extra])).toEqual([
      ["ann", { unreadMessageCount: 2 }],
      ["bob", {}],
    ]);
  });

  it("4.5: a count of unread messages may be a string or an integer", () => {
    const counts = [7, "7", "0", 0, null].map((unreadMessageCount) => {
      const [owner] = only("membership", recordsOf("conversations", row({ unreadMessageCount })));
      return owner?.extra.unreadMessageCount;
    });
    expect(counts).toEqual([7, 7, undefined, undefined, undefined]);
  });

  it.each([
    ["a_user_a_user_b", "a", "a_user_b"],
    ["a_user_b_user_c", "a_user_b", "c"],
    ["a_user_b_user_c", "c", "a_user_b"],
    ["a_user_b_user_c", "b_user_c", "a"],
    ["a_user_a", "a", "a"],
  ])("T47: %s with %s is %s's, though both ids may hold the separator", (conversationId, other, owner) => {
    const rows = recordsOf(
      "conversations",
      row({ conversationId, conversationWith: shownUser(other), lastMessage: null }),
    );
    expect(new Set(only("membership", rows).map(({ userId }) => userId))).toEqual(new Set([owner, other]));
    expect(one("conversation", rows).id).toBe(conversationId);
  });

  it("T47: of an id of another form the participants are those of the last message", () => {
    const records = recordsOf("conversations", row({ conversationId: "user_bob", conversationWith: {} }));
    expect(one("conversation", records).id).toBe("ann_user_bob");
  });

  it("T47: whose nobody can tell is refused with a reason", () => {
    const nobodys = row({ conversationId: "x", conversationWith: {}, lastMessage: null });
    expect(() => normalized("conversations", nobodys)).toThrow("It cannot be told whose conversation it is");
  });

  it("a last message that is no message, or is deleted, is not missed", () => {
    for (const more of [{ category: "action" }, { category: "call" }, { deletedAt: NOON }]) {
      const records = recordsOf("conversations", row({ lastMessage: shownMessage(more) }));
      expect(one("conversation", records).lastMessageId).toBeUndefined();
    }
  });
});
