import { beforeAll, describe, expect, it } from "vitest";
import { as, dataOf, expectNow, refused, writerOf } from "./sandbox-action.ts";
import { type Answer, BEGAN, group, keyed, listOf, member, message, user, useSandbox } from "./sandbox-world.ts";

const idsOf = (answer: Answer) => listOf(answer).map(({ id }) => id);
const THUMB = encodeURIComponent("👍");

/** Messages 1 and 2 between ann and bob, 3 in the team of the two, 4 a poll in it. Cat is a stranger, dan the admin. */
function useTalks(options: Readonly<Record<string, unknown>> = {}, speed = 1) {
  const world = useSandbox(options, speed);
  beforeAll(async () => {
    await world.send(
      "users",
      keyed(
        ["ann", "bob", "cat", "dan"].map((uid) => user(uid)),
        "uid",
      ),
    );
    await world.send("groups", keyed([group("team")], "guid"));
    const members = [member("team", "ann"), member("team", "bob"), member("team", "dan", { scope: "admin" })];
    await world.send("members", keyed(members, "memberId"));
    const inTeam = { receiverType: "group", receiver: "team" };
    const rows = [
      message("m1", { data: { text: "one", metadata: { kept: true } }, tags: ["t"] }),
      message("m2", { sender: "bob", receiver: "ann" }),
      message("m3", inTeam),
      message("m4", { ...inTeam, category: "custom", type: "poll", data: { customData: { q: 1 } } }),
    ];
    await world.send("messages", keyed(rows, "muid"));
  });
  return { ...world, ...writerOf(world) };
}

describe("E63: edits and deletes", () => {
  const world = useTalks();
  const kept = useTalks({ deletedData: "keep" });

  it("E63: answers an edit with an action row that holds the whole message", async () => {
    const row = dataOf(await world.put("/messages/1", { data: { text: "ONE" } }));
    expect(row).toMatchObject({
      id: "5",
      category: "action",
      type: "message",
      sender: "app_system",
      receiver: "bob",
      conversationId: "ann_user_bob",
      data: {
        action: "edited",
        entities: {
          by: { entity: { uid: "app_system" }, entityType: "user" },
          on: {
            entity: { id: "1", data: { text: "ONE", metadata: { kept: true } }, editedBy: "app_system" },
            entityType: "message",
          },
          for: { entity: { uid: "bob" }, entityType: "user" },
        },
      },
    });
    expectNow(row.sentAt);
    const edited = dataOf(await world.get("/messages/1?withTags=true"));
    expect(edited).toMatchObject({
      data: { text: "ONE" },
      editedAt: row.sentAt,
      updatedAt: row.sentAt,
      sentAt: BEGAN + 10,
      tags: ["t"],
    });
    expect(idsOf(await world.get("/messages?affix=append&id=4"))).toEqual(["5"]);
  });

  it("E63: edits tags and other content, on behalf of who wrote it or who manages the group", async () => {
    await world.put("/messages/1", { tags: ["u"] }, as("ann"));
    expect(dataOf(await world.get("/messages/1?withTags=true"))).toMatchObject({
      tags: ["u"],
      editedBy: "ann",
      data: { text: "ONE" },
    });
    expect(idsOf(await world.get("/messages?tags=u"))).toEqual(["1"]);
    expect(idsOf(await world.get("/messages?tags=t"))).toEqual([]);
    expect((await world.put("/messages/4", { data: { customData: { q: 2 } } }, as("dan"))).status).toBe(200);
    expect(await world.put("/messages/4", { data: {} }, as("bob"))).toMatchObject(
      refused(403, "ERR_PERMISSION_DENIED"),
    );
    expect(await world.put("/messages/1", { data: {} }, as("bob"))).toMatchObject(
      refused(403, "ERR_PERMISSION_DENIED"),
    );
  });

  it("E34, E59, E63: refuses an empty text, an unknown message and an action row", async () => {
    expect(await world.put("/messages/2", { data: { text: "  " } })).toMatchObject(
      refused(400, "ERR_EMPTY_MESSAGE_TEXT"),
    );
    expect(await world.put("/messages/99", {})).toMatchObject(refused(404, "ERR_MESSAGE_ID_NOT_FOUND"));
    expect(await world.put("/messages/5", { data: { text: "x" } })).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(dataOf(await world.get("/messages/2"))).not.toHaveProperty("editedAt");
  });

  it("E63: deletes softly, with an action row; the message stays in lists without what it said", async () => {
    const row = dataOf(await world.del("/messages/2", undefined, as("bob")));
    expect(row).toMatchObject({
      category: "action",
      type: "message",
      sender: "bob",
      data: { action: "deleted", entities: { on: { entity: { id: "2", deletedBy: "bob" } } } },
    });
    const gone = dataOf(await world.get("/messages/2"));
    expect(gone).toMatchObject({ deletedBy: "bob", data: { entities: { sender: { entity: { uid: "bob" } } } } });
    expectNow(gone.deletedAt);
    expect(gone).not.toHaveProperty("data.text");
    expect(idsOf(await world.get("/messages?onlyDeleted=true"))).toEqual(["2"]);
    expect(idsOf(await world.get("/messages?hideDeleted=true&category=message"))).toEqual(["1", "3"]);
    expect(await world.del("/messages/2")).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
  });

  it("E62, E63: a conversation whose last message is deleted shows none", async () => {
    const [row] = listOf(await world.get("/conversations?conversationType=user", as("ann")));
    expect(row).toMatchObject({ conversationId: "ann_user_bob", unreadMessageCount: "0" });
    expect(row).not.toHaveProperty("lastMessage");
  });

  it("E63: deletes for good", async () => {
    expect(dataOf(await world.del("/messages/3", { permanent: true }))).toMatchObject({ data: { action: "deleted" } });
    expect(await world.get("/messages/3")).toMatchObject(refused(404, "ERR_MESSAGE_ID_NOT_FOUND"));
    expect(idsOf(await world.get("/groups/team/messages?category=message,custom"))).toEqual(["4"]);
  });

  it("8.1 deletedData keep: still shows what a deleted message said", async () => {
    await kept.del("/messages/2");
    expect(dataOf(await kept.get("/messages/2"))).toMatchObject({ data: { text: "hello" }, deletedBy: "app_system" });
  });
});

describe("E65: reactions", () => {
  const world = useTalks();
  const strict = useTalks({ reactionsPlace: "top", repeatedReaction: "reject" });

  it("E65: answers with the message and its reactions, as the one who reacts sees them", async () => {
    await world.post(`/messages/3/reactions/${THUMB}`, undefined, as("ann"));
    const answer = dataOf(await world.post(`/messages/3/reactions/${THUMB}`, undefined, as("bob")));
    expect(answer).toMatchObject({
      id: "3",
      data: { text: "hello", reactions: [{ reaction: "👍", count: 2, reactedByMe: true }] },
    });
    await world.post("/messages/3/reactions/x", undefined, as("ann"));
    expect(dataOf(await world.get("/messages/3"))).toMatchObject({
      data: {
        reactions: [
          { reaction: "👍", count: 2 },
          { reaction: "x", count: 1 },
        ],
      },
    });
    expect(idsOf(await world.get("/messages?hasReactions=true"))).toEqual(["3"]);
  });

  it("4.5: tells who reacted and when, all or one reaction, page by page", async () => {
    const [first] = listOf(await world.get("/messages/3/reactions"));
    expect(first).toEqual({
      id: "1",
      messageId: "3",
      reaction: "👍",
      uid: "ann",
      reactedAt: expect.any(Number),
      reactedBy: expect.objectContaining({ uid: "ann", name: "ANN" }),
    });
    expectNow(first?.reactedAt);
    expect(idsOf(await world.get(`/messages/3/reactions/${THUMB}`))).toEqual(["1", "2"]);
    const page = await world.get("/messages/3/reactions?affix=append&id=0&limit=2");
    expect(page.body).toMatchObject({ meta: { current: { limit: 2, count: 2 }, next: { affix: "append", id: "2" } } });
    expect(idsOf(await world.get("/messages/3/reactions?affix=append&id=2"))).toEqual(["3"]);
    expect(idsOf(await world.get("/messages/3/reactions?affix=prepend&id=3&limit=1"))).toEqual(["2"]);
  });

  it("E65: refuses the 26th different one and one of 46 characters, and takes 25 and 45", async () => {
    for (let n = 0; n < 24; n++) await world.post(`/messages/1/reactions/r${n}`, undefined, as("ann"));
    expect((await world.post(`/messages/1/reactions/${"y".repeat(45)}`, undefined, as("bob"))).status).toBe(200);
    expect(await world.post("/messages/1/reactions/z", undefined, as("bob"))).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
    expect((await world.post("/messages/1/reactions/r0", undefined, as("bob"))).status).toBe(200);
    expect(await world.post(`/messages/2/reactions/${"y".repeat(46)}`, undefined, as("bob"))).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
  });

  it("E61: needs somebody who reacts, and who may see the message", async () => {
    expect(await world.post("/messages/3/reactions/x")).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(await world.post("/messages/3/reactions/x", undefined, as("cat"))).toMatchObject(
      refused(403, "ERR_GROUP_NOT_JOINED"),
    );
    expect(await world.post("/messages/1/reactions/x", undefined, as("cat"))).toMatchObject(
      refused(403, "ERR_PERMISSION_DENIED"),
    );
    expect(await world.post("/messages/3/reactions/x", undefined, as("nobody"))).toMatchObject(
      refused(404, "ERR_UID_NOT_FOUND"),
    );
  });

  it("E65: takes a reaction back", async () => {
    for (const uid of ["ann", "bob"]) await world.del(`/messages/3/reactions/${THUMB}`, undefined, as(uid));
    expect(idsOf(await world.get("/messages?hasReactions=true"))).toEqual(["1", "3"]);
    expect(dataOf(await world.del("/messages/3/reactions/x", undefined, as("ann")))).not.toHaveProperty(
      "data.reactions",
    );
    expect(idsOf(await world.get("/messages?hasReactions=true"))).toEqual(["1"]);
  });

  it("8.1 repeatedReaction, reactionsPlace: counts one once, or refuses it; shows it in data, or at the top", async () => {
    await world.post("/messages/4/reactions/x", undefined, as("ann"));
    expect(dataOf(await world.post("/messages/4/reactions/x", undefined, as("ann")))).toMatchObject({
      data: { reactions: [{ count: 1 }] },
    });
    await strict.post("/messages/4/reactions/x", undefined, as("ann"));
    expect(await strict.post("/messages/4/reactions/x", undefined, as("ann"))).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
    const shown = dataOf(await strict.get("/messages/4"));
    expect(shown).toMatchObject({ reactions: [{ reaction: "x", count: 1 }] });
    expect(shown).not.toHaveProperty("data.reactions");
  });
});

describe("E66: threads", () => {
  const world = useTalks();
  const reply = (id: string, uid: string, body: object = {}) =>
    world.post(`/messages/${id}/thread`, { data: { text: "re" }, ...body }, as(uid));

  it("E66: stores a reply in the parent's conversation, now", async () => {
    const answer = dataOf(await reply("1", "bob", { tags: ["r"] }));
    expect(answer).toMatchObject({
      id: "5",
      parentId: "1",
      sender: "bob",
      receiver: "ann",
      conversationId: "ann_user_bob",
      category: "message",
      type: "text",
      tags: ["r"],
    });
    expect(answer).not.toHaveProperty("muid");
    expectNow(answer.sentAt);
    expect(dataOf(await reply("3", "bob"))).toMatchObject({ parentId: "3", receiverType: "group", receiver: "team" });
    expect(idsOf(await world.get("/messages/1/thread?affix=append"))).toEqual(["5"]);
    expect(idsOf(await world.get("/messages?hideReplies=true"))).toEqual(["1", "2", "3", "4"]);
    expect(idsOf(await world.get("/messages"))).toHaveLength(6);
  });

  it("E66: pages through a thread", async () => {
    await reply("1", "ann");
    const page = await world.get("/messages/1/thread?affix=append&perPage=1&page=2");
    expect(idsOf(page)).toEqual(["7"]);
    expect(page.body).toMatchObject({ meta: { pagination: { total: 2, per_page: 1, current_page: 2 } } });
  });

  it("E66: refuses a reply to a reply, another conversation, and nothing to say", async () => {
    expect(await reply("5", "ann")).toMatchObject(refused(400, "ERR_MESSAGE_THREAD_NESTING"));
    expect(await reply("1", "bob", { receiver: "cat" })).toMatchObject(refused(400, "ERR_WRONG_MESSAGE_THREAD"));
    expect(await reply("1", "bob", { receiverType: "group", receiver: "team" })).toMatchObject(
      refused(400, "ERR_WRONG_MESSAGE_THREAD"),
    );
    expect(await reply("1", "bob", { data: { text: " " } })).toMatchObject(refused(400, "ERR_EMPTY_MESSAGE_TEXT"));
    expect(await reply("1", "bob", { data: { text: "x".repeat(11_000) } })).toMatchObject(
      refused(400, "ERR_INVALID_MESSAGE_DATA"),
    );
    expect(await reply("99", "bob")).toMatchObject(refused(404, "ERR_MESSAGE_ID_NOT_FOUND"));
  });

  it("E61, E58: needs somebody who writes, and who may see the message", async () => {
    expect(await world.post("/messages/1/thread", { data: { text: "x" } })).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
    expect(await reply("3", "cat")).toMatchObject(refused(403, "ERR_GROUP_NOT_JOINED"));
    expect(await reply("1", "cat")).toMatchObject(refused(403, "ERR_PERMISSION_DENIED"));
  });

  it("T36: lets nobody write to who has blocked him, or whom he has", async () => {
    await world.post("/users/ann/blockedusers", { blockedUids: ["bob"] });
    expect(await reply("1", "bob")).toMatchObject(refused(403, "ERR_PERMISSION_DENIED"));
    expect(await reply("1", "ann")).toMatchObject(refused(403, "ERR_PERMISSION_DENIED"));
    expect((await reply("3", "bob")).status).toBe(200);
  });
});
