import { beforeAll, describe, expect, it } from "vitest";
import { as, dataOf, expectNow, refused, writerOf } from "./sandbox-action.ts";
import { type Answer, group, keyed, listOf, member, message, rowsOf, user, useSandbox } from "./sandbox-world.ts";

const idsOf = (answer: Answer) => listOf(answer).map(({ id }) => id);

/** Messages 1 to 3 from ann to bob, 4 and 5 from ann to the team of the two. */
function useTalks(options: Readonly<Record<string, unknown>> = {}) {
  const world = useSandbox(options);
  beforeAll(async () => {
    await world.send(
      "users",
      keyed(
        ["ann", "bob", "cat"].map((uid) => user(uid)),
        "uid",
      ),
    );
    await world.send("groups", keyed([group("team")], "guid"));
    await world.send("members", keyed([member("team", "ann"), member("team", "bob")], "memberId"));
    const inTeam = { receiverType: "group", receiver: "team" };
    const rows = [message("m1"), message("m2"), message("m3"), message("m4", inTeam), message("m5", inTeam)];
    await world.send("messages", keyed(rows, "muid"));
  });
  return { ...world, ...writerOf(world) };
}

type World = ReturnType<typeof useTalks>;

/** What bob has not read, by conversation. */
async function unreadOf(world: World): Promise<Record<string, unknown>> {
  const rows = listOf(await world.get("/conversations", as("bob")));
  return Object.fromEntries(rows.map((row) => [row.conversationId, row.unreadMessageCount]));
}

describe("E68: reading", () => {
  const world = useTalks();

  it("E68: marks a conversation as read up to a message, for the reader alone", async () => {
    expect(await unreadOf(world)).toEqual({ ann_user_bob: "3", group_team: "2" });
    expect((await world.post("/users/ann/conversation/read", { messageId: 2 }, as("bob"))).status).toBe(200);
    expect(await unreadOf(world)).toEqual({ ann_user_bob: "1", group_team: "2" });
    const [first, , third] = listOf(await world.get("/users/ann/messages", as("bob")));
    expectNow(first?.readAt);
    expect(first?.deliveredAt).toBe(first?.readAt);
    expect(third).not.toHaveProperty("readAt");
    expect(idsOf(await world.get("/users/ann/messages?unread=true", as("bob")))).toEqual(["3"]);
  });

  it("E68: marks a group's conversation, seen by the reader and in the receipts of its last message", async () => {
    await world.post("/groups/team/conversation/delivered", { messageId: 5 }, as("bob"));
    await world.post("/groups/team/conversation/read", { messageId: 4 }, as("bob"));
    expect(await unreadOf(world)).toMatchObject({ group_team: "1" });
    expect(dataOf(await world.get("/messages/4", as("bob")))).toHaveProperty("readAt");
    expect(dataOf(await world.get("/messages/4"))).not.toHaveProperty("readAt");
    const [row] = listOf(await world.get("/conversations?conversationType=group", as("ann")));
    expect(row).toMatchObject({
      lastMessage: { id: "5", receipts: { data: [{ uid: "bob", deliveredAt: expect.any(Number) }] } },
    });
    expect(row).not.toHaveProperty("lastMessage.receipts.data.0.readAt");
    expect(idsOf(await world.get("/groups/team/messages?undelivered=true", as("bob")))).toEqual([]);
  });

  it("E68: marks as unread from a message on", async () => {
    await world.post("/users/ann/conversation/read", { messageId: 3 }, as("bob"));
    expect(await unreadOf(world)).toMatchObject({ ann_user_bob: "0" });
    await world.del("/users/ann/conversation/read", { messageId: 2 }, as("bob"));
    expect(await unreadOf(world)).toMatchObject({ ann_user_bob: "2" });
    expect(dataOf(await world.get("/messages/1"))).toHaveProperty("readAt");
    expect(dataOf(await world.get("/messages/2"))).not.toHaveProperty("readAt");
  });

  it("T34: an imported time of reading counts, and the sender has nothing unread", async () => {
    expect(rowsOf(await world.send("messages", { m6: message("m6", { readAt: 1_700_000_000 }) }))).toMatchObject({
      m6: { success: true },
    });
    expect(await unreadOf(world)).toMatchObject({ ann_user_bob: "2" });
    expect(listOf(await world.get("/conversations", as("ann")))).toMatchObject([
      { unreadMessageCount: "0" },
      { unreadMessageCount: "0" },
    ]);
  });

  it("6: refuses a conversation without messages, an id that is none, and a message from elsewhere", async () => {
    const read = (path: string, body: unknown, headers = as("bob")) =>
      world.post(`${path}/conversation/read`, body, headers);
    expect(await read("/users/cat", { messageId: 1 })).toMatchObject(refused(403, "ERR_CONVERSATION_NOT_ACCESSIBLE"));
    expect(await read("/users/ann", { messageId: "1" })).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(await read("/users/ann", {})).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(await read("/users/ann", { messageId: 4 })).toMatchObject(refused(404, "ERR_MESSAGE_ID_NOT_FOUND"));
    expect(await read("/users/ann", { messageId: 1 }, {} as never)).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(await read("/groups/team", { messageId: 4 }, as("cat"))).toMatchObject(refused(403, "ERR_GROUP_NOT_JOINED"));
  });

  it("6: tags a conversation for one user", async () => {
    const tagged = dataOf(await world.put("/users/ann/conversation", { tags: ["work"] }, as("bob")));
    expect(tagged).toMatchObject({ conversationId: "ann_user_bob", conversationWith: { uid: "ann" }, tags: ["work"] });
    await world.put("/groups/team/conversation", { tags: ["fun"] }, as("bob"));
    const rows = listOf(await world.get("/conversations?tags=work&withTags=true", as("bob")));
    expect(rows).toMatchObject([{ conversationId: "ann_user_bob", tags: ["work"] }]);
    expect(listOf(await world.get("/conversations?tags=work", as("ann")))).toEqual([]);
    const tooMany = Array.from({ length: 26 }, (_, n) => `t${n}`);
    expect(await world.put("/users/ann/conversation", { tags: tooMany }, as("bob"))).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
  });
});

describe("pins and saves", () => {
  const world = useTalks();

  it("6: pins for all, by the app or a user, and unpins", async () => {
    expect(dataOf(await world.post("/messages/1/pin"))).toMatchObject({ id: "1", pinnedBy: "app_system" });
    const pinned = dataOf(await world.post("/messages/4/pin", undefined, as("bob")));
    expect(pinned).toMatchObject({ pinnedBy: "bob" });
    expectNow(pinned.pinnedAt);
    expect(dataOf(await world.get("/messages/4"))).toMatchObject({ pinnedBy: "bob" });
    expect(dataOf(await world.del("/messages/4/pin"))).not.toHaveProperty("pinnedAt");
    expect(await world.post("/messages/4/pin", undefined, as("cat"))).toMatchObject(
      refused(403, "ERR_GROUP_NOT_JOINED"),
    );
  });

  it("6: saves for one user", async () => {
    expectNow(dataOf(await world.post("/messages/1/save", undefined, as("bob"))).savedAt);
    expect(dataOf(await world.get("/messages/1", as("bob")))).toHaveProperty("savedAt");
    expect(dataOf(await world.get("/messages/1", as("ann")))).not.toHaveProperty("savedAt");
    expect(dataOf(await world.del("/messages/1/save", undefined, as("bob")))).not.toHaveProperty("savedAt");
    expect(await world.post("/messages/1/save")).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
  });

  it("3: pins 100 in a conversation, not more", async () => {
    for (let page = 0; page < 3; page++) {
      const rows = Array.from({ length: 40 }, (_, n) => message(`p${page}-${n}`, { receiver: "cat" }));
      await world.send("messages", keyed(rows, "muid"));
    }
    const ids = idsOf(await world.get("/users/cat/messages?perPage=1000"));
    for (const id of ids.slice(0, 100)) await world.post(`/messages/${id}/pin`);
    expect(await world.post(`/messages/${ids[100]}/pin`)).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect((await world.post(`/messages/${ids[0]}/pin`)).status).toBe(200);
  });
});

describe("E62: a group of more than 300", () => {
  const world = useTalks();

  it("E62: has messages, but its conversation is not updated and counts nothing", async () => {
    const users = Array.from({ length: 299 }, (_, n) => user(`u${n}`));
    for (let from = 0; from < users.length; from += 50) {
      const some = users.slice(from, from + 50);
      await world.send("users", keyed(some, "uid"));
      await world.send(
        "members",
        keyed(
          some.map(({ uid }) => member("team", uid)),
          "memberId",
        ),
      );
    }
    const before = listOf(await world.get("/conversations?conversationType=group", as("bob")));
    await world.send("messages", { m6: message("m6", { receiverType: "group", receiver: "team" }) });
    const after = listOf(await world.get("/conversations?conversationType=group", as("bob")));
    expect(before).toMatchObject([{ lastMessage: { id: "5" } }]);
    expect(after).toMatchObject([{ lastMessage: { id: "5" }, unreadMessageCount: "0" }]);
    expect(idsOf(await world.get("/groups/team/messages"))).toContain("6");
    await world.post("/groups/team/conversation/read", { messageId: 6 }, as("bob"));
    expect(dataOf(await world.get("/messages/6", as("bob")))).not.toHaveProperty("readAt");
  });
});
