import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, BEGAN, group, keyed, listOf, member, message, NOW, user, useSandbox } from "./sandbox-world.ts";

const fieldOf = (field: string) => (answer: Answer) => listOf(answer).map((row) => row[field]);
const uidsOf = fieldOf("uid");
const guidsOf = fieldOf("guid");
const idsOf = fieldOf("id");

const PICTURE = { name: "a.png", extension: "png", mimeType: "image/png", url: "https://example.org/a.png" };

/** Ids 1 to 6: a link, two tags, a mention, a picture, a document, and one that is read. */
const MESSAGES = [
  message("m1", { data: { text: "see https://example.org" }, tags: ["a"] }),
  message("m2", { sender: "bob", receiver: "ann", tags: ["b", "c"] }),
  message("m3", { sentAt: BEGAN + 9, receiverType: "group", receiver: "team", data: { text: "<@uid:bob> look" } }),
  message("m4", { type: "image", data: { attachments: [PICTURE] }, tags: ["a", "b"], sentAt: BEGAN + 40 }),
  message("m5", { type: "file", data: { attachments: [{ ...PICTURE, mimeType: "application/pdf" }] } }),
  message("m6", { readAt: BEGAN + 11, deliveredAt: BEGAN + 10 }),
];

function useRows(options: Readonly<Record<string, unknown>> = {}) {
  const world = useSandbox(options);
  beforeAll(async () => {
    const users = [
      user("ann", { tags: ["vip", "staff"] }),
      user("bob", { tags: ["staff"] }),
      user("cat", { name: "Kate" }),
    ];
    await world.send("users", keyed([...users, user("gone", { deactivatedAt: NOW })], "uid"));
    const groups = [
      group("team", { name: "Zebra", tags: ["x"] }),
      group("attic", { type: "private", name: "Mole", createdAt: BEGAN - 5 }),
      group("vault", { type: "password", password: "sesame", name: "Ant", createdAt: BEGAN - 9 }),
    ];
    await world.send("groups", keyed(groups, "guid"));
    const members = [member("team", "ann", { scope: "admin" }), member("team", "bob"), member("attic", "bob")];
    await world.send("members", keyed(members, "memberId"));
    await world.send("messages", keyed(MESSAGES, "muid"));
  });
  return world;
}

describe("filters of users, groups and members", () => {
  const world = useRows();

  it.each([
    ["tags=vip", ["ann"]],
    ["tags=staff", ["ann", "bob"]],
    ["role=default", ["ann", "bob", "cat"]],
    ["roles=poet,painter", []],
    ["searchKey=kat", ["cat"]],
    ["searchKey=kat&searchIn=uid", []],
    ["status=offline", ["ann", "bob", "cat"]],
    ["status=available", []],
  ])("E48: lists users by %s", async (query, uids) => {
    const answer = await world.get(`/users?${query}`);
    expect(uidsOf(answer)).toEqual(uids);
    expect(answer.body).toMatchObject({ meta: { pagination: { total: uids.length } } });
  });

  it.each([
    ["", ["team", "attic", "vault"]],
    ["type=private", ["attic"]],
    ["types=public,password", ["team", "vault"]],
    ["sortBy=name", ["vault", "attic", "team"]],
    ["sortBy=createdAt&sortOrder=desc", ["team", "attic", "vault"]],
    ["sortBy=guid&perPage=2&page=2", ["vault"]],
    ["tags=x", ["team"]],
    ["searchKey=MOL", ["attic"]],
    [`affix=append&updatedAt=${BEGAN - 9}`, ["team", "attic"]],
    [`affix=prepend&updatedAt=${BEGAN - 5}`, ["vault"]],
  ])("E51: lists groups by %s", async (query, guids) => {
    expect(guidsOf(await world.get(`/groups?${query}`))).toEqual(guids);
  });

  it("E51: on behalf of a user, hides private groups he has not joined, and can show those he has joined alone", async () => {
    expect(guidsOf(await world.get("/groups", { onBehalfOf: "ann" }))).toEqual(["team", "vault"]);
    expect(guidsOf(await world.get("/groups", { onBehalfOf: "bob" }))).toEqual(["team", "attic", "vault"]);
    expect(guidsOf(await world.get("/groups?hasJoined=true", { onBehalfOf: "bob" }))).toEqual(["team", "attic"]);
    expect(guidsOf(await world.get("/groups?hasJoined=true"))).toEqual(["team", "attic", "vault"]);
  });

  it("E52: lists members by scopes", async () => {
    expect(uidsOf(await world.get("/groups/team/members?scopes=admin,moderator"))).toEqual(["ann"]);
    expect(uidsOf(await world.get("/groups/team/members?scopes=participant&status=offline"))).toEqual(["bob"]);
    expect(uidsOf(await world.get("/groups/team/members?status=available"))).toEqual([]);
  });

  it("4.5: shows a user's conversation with the one it acts for, to nobody else", async () => {
    const seen = await world.get("/users/ann", { onBehalfOf: "bob" });
    expect(seen.body).toMatchObject({ data: { conversationId: "ann_user_bob" } });
    expect(listOf(await world.get("/users", { onBehalfOf: "bob" }))[2]).toMatchObject({
      conversationId: "bob_user_cat",
    });
    expect((await world.get("/users/ann")).body).not.toHaveProperty("data.conversationId");
    expect((await world.get("/users/bob", { onBehalfOf: "bob" })).body).not.toHaveProperty("data.conversationId");
  });

  it("4.2: begins with the default role alone", async () => {
    const answer = await world.get("/roles");
    expect(listOf(answer)).toMatchObject([{ role: "default", name: "Default", createdAt: expect.any(Number) }]);
    expect(answer.body).toMatchObject({ meta: { pagination: { total: 1, per_page: 100 } } });
  });
});

describe("filters of messages", () => {
  const world = useRows();

  it.each([
    ["tags=a", ["1", "4"]],
    ["tags=c,a", ["1", "2", "4"]],
    ["tags=b,c&affix=append&id=0&limit=2", ["2", "4"]],
    ["tags=a&hasAttachments=true", ["4"]],
    ["hasAttachments=true", ["4", "5"]],
    ["attachmentTypes=image", ["4"]],
    ["attachmentTypes=file,video", ["5"]],
    ["hasLinks=true", ["1"]],
    ["hasMentions=true", ["3"]],
    ["mentionedUids=BOB", ["3"]],
    ["mentionedUids=ann", []],
    ["hasReactions=true", []],
    ["onlyDeleted=true", []],
    ["hideDeleted=true&limit=2", ["5", "6"]],
    ["hideReplies=true&limit=1", ["6"]],
    ["types=image,file&affix=append&id=4", ["5"]],
    [`affix=append&sentAt=${BEGAN + 10}`, ["4"]],
    [`affix=prepend&sentAt=${BEGAN + 40}`, ["1", "2", "3", "5", "6"]],
    [`affix=append&id=5&sentAt=${BEGAN + 40}`, ["6"]],
    ["mentionsWithBlockedInfo=true&mentionsWithTagInfo=true&limit=1", ["6"]],
  ])("E53: filters the app's messages by %s", async (query, ids) => {
    expect(idsOf(await world.get(`/messages?${query}`))).toEqual(ids);
  });

  it.each([
    ["/users/bob/messages?tags=b&", ["2", "4"]],
    ["/users/bob/messages?hasAttachments=true&limit=1&", ["5"]],
    ["/users/bob/messages?unread=true&", ["2"]],
    ["/users/bob/messages?undelivered=true&", ["2"]],
    ["/groups/team/messages?hasMentions=true&", ["3"]],
    ["/groups/team/messages?myMentionsOnly=true&", []],
    ["/messages?category=message&sender=BOB&", ["2"]],
  ])("E53, E57: filters on behalf of ann by %s", async (path, ids) => {
    expect(idsOf(await world.get(path, { onBehalfOf: "ann" }))).toEqual(ids);
  });

  it("E53: finds mentions of the one it acts for", async () => {
    expect(idsOf(await world.get("/messages?myMentionsOnly=true", { onBehalfOf: "bob" }))).toEqual(["3"]);
  });

  it("4.3: counts instead of listing", async () => {
    const as = { onBehalfOf: "bob" };
    expect(listOf(await world.get("/messages?count=true&unread=true", as))).toEqual([
      { entityId: "ann", entityType: "user", count: 3 },
      { entityId: "team", entityType: "group", count: 1 },
    ]);
    expect(listOf(await world.get("/users/ann/messages?count=true", as))).toEqual([
      { entityId: "ann", entityType: "user", count: 5 },
    ]);
    expect(listOf(await world.get("/groups/team/messages?count=true&unread=true", as))).toEqual([
      { entityId: "team", entityType: "group", count: 1 },
    ]);
  });

  it("E53: refuses what contradicts itself or is no number", async () => {
    const refused = { status: 400, body: { error: { code: "ERR_BAD_REQUEST" } } };
    expect(await world.get("/messages?hideDeleted=true&onlyDeleted=true")).toMatchObject(refused);
    expect(await world.get("/messages?id=x")).toMatchObject(refused);
    expect(await world.get("/messages?affix=behind")).toMatchObject(refused);
  });

  it("4.3: lists reactions and replies of a message that has none, with their own meta", async () => {
    const nothing = { data: [], meta: { current: { limit: 100, count: 0 } } };
    expect((await world.get("/messages/1/reactions")).body).toEqual(nothing);
    expect((await world.get("/messages/1/reactions/%F0%9F%91%8D")).body).toEqual(nothing);
    expect((await world.get("/messages/1/thread")).body).toMatchObject({
      data: [],
      meta: { pagination: { total: 0, per_page: 100 } },
    });
  });

  it.each(["/thread", "/reactions", "/reactions/x"])("E59: does not know /messages/99%s", async (path) => {
    expect(await world.get(`/messages/99${path}`)).toMatchObject({
      status: 404,
      body: { error: { code: "ERR_MESSAGE_ID_NOT_FOUND" } },
    });
  });
});

describe("conversations", () => {
  const world = useRows();
  const rowsOf = (answer: Answer) =>
    listOf(answer).map(({ conversationId, unreadMessageCount, conversationWith }) => {
      const { uid, guid } = conversationWith as { uid?: string; guid?: string };
      return [conversationId, uid ?? guid, unreadMessageCount];
    });

  it("E62: without onBehalfOf has one row per user and conversation, in order of uids and time", async () => {
    const answer = await world.get("/conversations");
    expect(rowsOf(answer)).toEqual([
      ["group_team", "team", "0"],
      ["ann_user_bob", "bob", "1"],
      ["group_team", "team", "1"],
      ["ann_user_bob", "ann", "3"],
    ]);
    expect(answer.body).toMatchObject({ meta: { pagination: { total: 4, count: 4 } } });
  });

  it("E62: on behalf of a user has his own, with the last message", async () => {
    const answer = await world.get("/conversations?conversationType=user", { onBehalfOf: "bob" });
    expect(listOf(answer)).toMatchObject([
      {
        conversationId: "ann_user_bob",
        conversationType: "user",
        unreadMessageCount: "3",
        createdAt: BEGAN + 10,
        updatedAt: BEGAN + 10,
        lastMessage: { id: "6", data: { entities: { sender: { entity: { uid: "ann" } } } } },
        conversationWith: { uid: "ann", conversationId: "ann_user_bob" },
      },
    ]);
    expect(listOf(answer)[0]).not.toHaveProperty("tags");
  });

  it.each([
    ["conversationType=group", ["group_team"]],
    ["unread=true", ["ann_user_bob"]],
    ["searchKey=zeb", ["group_team"]],
    ["searchKey=bo", ["ann_user_bob"]],
    ["userTags=staff", ["ann_user_bob"]],
    ["userTags=vip", []],
    ["groupTags=x", ["group_team"]],
    ["tags=none", []],
  ])("4.2: filters ann's conversations by %s", async (query, ids) => {
    const answer = await world.get(`/conversations?${query}`, { onBehalfOf: "ann" });
    expect(fieldOf("conversationId")(answer)).toEqual(ids);
  });

  it("4.2: shows tags when asked, its own and those of the other side", async () => {
    const [row] = listOf(
      await world.get("/conversations?withTags=true&withUserAndGroupTags=true", { onBehalfOf: "bob" }),
    );
    expect(row).toMatchObject({ tags: [], conversationWith: { tags: ["vip", "staff"] } });
  });
});

describe("switches of lists", () => {
  const world = useRows({ groupsData: "map" });

  it("8.1 groupsData map: lists groups as the malformed example does", async () => {
    expect((await world.get("/groups")).body).toMatchObject({
      data: { 0: { guid: "team" }, 1: { guid: "attic" }, 2: { guid: "vault" } },
      meta: { pagination: { total: 3 } },
    });
  });
});
