import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, BEGAN, group, keyed, listOf, member, message, NOW, user, useSandbox } from "./sandbox-world.ts";

const notFound = (code: string) => ({ status: 404, body: { error: { code } } });
const idsOf = (answer: Answer) => listOf(answer).map(({ id }) => id);
const uidsOf = (answer: Answer) => listOf(answer).map(({ uid }) => uid);

/** Two in a row between ann and bob, one to cat, two in the team, one poll: ids 1 to 6. */
const MESSAGES = [
  message("m1", { sentAt: BEGAN + 1, tags: ["first"] }),
  message("m2", { sentAt: BEGAN + 2, sender: "bob", receiver: "ann" }),
  message("m3", { sentAt: BEGAN + 3, receiver: "cat" }),
  message("m4", { sentAt: BEGAN + 4, receiverType: "group", receiver: "team" }),
  message("m5", { sentAt: BEGAN + 5, sender: "bob", receiverType: "group", receiver: "team" }),
  message("m6", { sentAt: BEGAN + 6, category: "custom", type: "poll", data: { customData: {} } }),
];

function useChat(options: object = {}) {
  const world = useSandbox({ ...options });
  beforeAll(async () => {
    const users = [user("ann", { tags: ["vip"] }), user("bob"), user("cat"), user("gone", { deactivatedAt: NOW })];
    await world.send("users", keyed(users, "uid"));
    const secret = group("secret", { type: "password", password: "open sesame", tags: ["hidden"] });
    await world.send("groups", keyed([group("team"), secret], "guid"));
    const members = [member("team", "ann"), member("team", "bob", { scope: "moderator" })];
    const banned = member("team", "cat", { isBanned: true });
    await world.send("members", keyed([...members, banned], "memberId"));
    await world.send("messages", keyed(MESSAGES, "muid"));
  });
  return world;
}

describe("reading users", () => {
  const world = useChat();

  it("E48: lists the active ones, without tags, in pages of 100", async () => {
    const answer = await world.get("/users");
    expect(answer.body).toMatchObject({
      meta: { pagination: { total: 3, count: 3, per_page: 100, current_page: 1, total_pages: 1 } },
      cursor: { updatedAt: BEGAN, affix: "append" },
    });
    expect(uidsOf(answer)).toEqual(["ann", "bob", "cat"]);
    expect(listOf(answer)[0]).not.toHaveProperty("tags");
  });

  it("E48: shows tags and the deactivated when asked", async () => {
    const answer = await world.get("/users?withTags=true&withDeactivated=true&perPage=1000");
    expect(uidsOf(answer)).toEqual(["ann", "bob", "cat", "gone"]);
    expect(listOf(answer)[0]).toMatchObject({ tags: ["vip"] });
    expect(listOf(answer)[3]).toMatchObject({ deactivatedAt: NOW });
    expect(uidsOf(await world.get("/users?onlyDeactivated=true"))).toEqual(["gone"]);
  });

  it("E48: turns pages up to an empty one", async () => {
    const second = await world.get("/users?perPage=2&page=2");
    expect(second.body).toMatchObject({
      meta: { pagination: { total: 3, count: 1, current_page: 2, total_pages: 2 } },
    });
    expect(uidsOf(second)).toEqual(["cat"]);
    expect((await world.get("/users?perPage=2&page=3")).body).toEqual({
      data: [],
      meta: { pagination: { total: 3, count: 0, per_page: 2, current_page: 3, total_pages: 2 } },
    });
  });

  it.each([
    "/users?perPage=1001",
    "/users?perPage=0",
    "/groups?perPage=x",
    "/messages?limit=1001",
    "/messages?limit=-1",
  ])("E49: refuses %s", async (path) => {
    expect(await world.get(path)).toMatchObject({ status: 400, body: { error: { code: "ERR_BAD_REQUEST" } } });
  });

  it("E49: takes 1000", async () => {
    expect((await world.get("/users?perPage=1000")).status).toBe(200);
    expect((await world.get("/messages?limit=1000")).status).toBe(200);
  });

  it.each(["nobody", "gone"])("E50: does not know %s", async (uid) => {
    expect(await world.get(`/users/${uid}`)).toMatchObject(notFound("ERR_UID_NOT_FOUND"));
    expect(await world.get(`/users/${uid}/messages`)).toMatchObject(notFound("ERR_UID_NOT_FOUND"));
  });

  it.each(["/users", "/users/ann", "/groups", "/groups/team", "/groups/team/members", "/messages", "/messages/1"])(
    "E60: refuses %s on behalf of nobody",
    async (path) => {
      expect(await world.get(path, { onBehalfOf: "nobody" })).toMatchObject(notFound("ERR_UID_NOT_FOUND"));
    },
  );
});

describe("reading groups", () => {
  const world = useChat();

  it("E51: lists them without password, tags and membership, the cursor inside meta", async () => {
    const answer = await world.get("/groups");
    expect(listOf(answer)[0]).toEqual({
      guid: "team",
      name: "TEAM",
      type: "public",
      owner: "app_system",
      conversationId: "group_team",
      createdAt: BEGAN,
      membersCount: 2,
    });
    expect(answer.body).toMatchObject({ meta: { pagination: { total: 2 }, cursor: { affix: "append" } } });
    expect(JSON.stringify(answer.body)).not.toContain("sesame");
    expect(listOf(await world.get("/groups?withTags=true"))[1]).toMatchObject({ tags: ["hidden"] });
  });

  it("E51: shows the membership to the member it acts for only", async () => {
    const as = (uid: string) => world.get("/groups/TEAM", { onBehalfOf: uid });
    const joined = { scope: "moderator", joinedAt: BEGAN + 1, hasJoined: true };
    expect((await as("bob")).body).toMatchObject({ data: joined });
    expect((await as("cat")).body).not.toHaveProperty("data.hasJoined");
    expect((await world.get("/groups/team")).body).not.toHaveProperty("data.hasJoined");
    expect(listOf(await world.get("/groups", { onBehalfOf: "bob" }))[0]).toMatchObject(joined);
  });

  it.each(["", "/members", "/bannedusers", "/messages"])("E51: does not know /groups/nowhere%s", async (path) => {
    expect(await world.get(`/groups/nowhere${path}`)).toMatchObject(notFound("ERR_GUID_NOT_FOUND"));
  });

  it("E52: lists members with scope and joinedAt, the cursor beside meta", async () => {
    const answer = await world.get("/groups/team/members?perPage=1");
    expect(answer.body).toEqual({
      data: [
        {
          uid: "ann",
          name: "ANN",
          status: "offline",
          role: "default",
          createdAt: BEGAN,
          scope: "participant",
          joinedAt: BEGAN + 1,
        },
      ],
      meta: { pagination: { total: 2, count: 1, per_page: 1, current_page: 1, total_pages: 2 } },
      cursor: { updatedAt: BEGAN, affix: "append" },
    });
    expect(uidsOf(await world.get("/groups/team/members?perPage=1&page=2"))).toEqual(["bob"]);
  });
});

describe("reading messages", () => {
  const world = useChat();

  it("E53: lists 10 unless told, with a cursor", async () => {
    expect((await world.get("/messages")).body).toMatchObject({
      meta: { current: { limit: 10, count: 6 }, next: { affix: "prepend", sentAt: BEGAN + 1, id: "1" } },
    });
  });

  it.each([
    ["conversationId=group_team", ["4", "5"]],
    ["sender=bob", ["2", "5"]],
    ["sender=BOB&receiverType=user", ["2"]],
    ["receiverType=group", ["4", "5"]],
    ["category=custom", ["6"]],
    ["categories=message,custom&type=poll", ["6"]],
    ["types=text,poll&limit=2", ["5", "6"]],
  ])("E53: filters by %s", async (query, ids) => {
    expect(idsOf(await world.get(`/messages?${query}`))).toEqual(ids);
  });

  it("E53: filters by fromTimestamp and toTimestamp, both included", async () => {
    expect(idsOf(await world.get(`/messages?fromTimestamp=${BEGAN + 5}`))).toEqual(["5", "6"]);
    const between = `/messages?fromTimestamp=${BEGAN + 2}&toTimestamp=${BEGAN + 3}`;
    expect(idsOf(await world.get(between))).toEqual(["2", "3"]);
  });

  it("E54: appends what lies behind an id, oldest first, page by page", async () => {
    const first = await world.get("/messages?affix=append&id=0&limit=4");
    expect(idsOf(first)).toEqual(["1", "2", "3", "4"]);
    expect(first.body).toMatchObject({ meta: { next: { affix: "append", sentAt: BEGAN + 4, id: "4" } } });
    expect(idsOf(await world.get("/messages?affix=append&id=4&limit=4"))).toEqual(["5", "6"]);
  });

  it("E54: prepends the newest page before an id, ascending inside", async () => {
    const page = await world.get("/messages?affix=prepend&id=5&limit=2");
    expect(idsOf(page)).toEqual(["3", "4"]);
    expect(page.body).toMatchObject({ meta: { next: { affix: "prepend", id: "3" } } });
  });

  it("E55: is empty past the end, without next", async () => {
    expect((await world.get("/messages?affix=append&id=6")).body).toEqual({
      data: [],
      meta: { current: { limit: 10, count: 0 } },
    });
  });

  it("E56: ignores toTimestamp without fromTimestamp", async () => {
    expect(idsOf(await world.get(`/messages?toTimestamp=${BEGAN + 3}`))).toHaveLength(6);
  });

  it("E57: shows what two wrote each other, 10 unless told", async () => {
    const answer = await world.get("/users/bob/messages", { onBehalfOf: "ann" });
    expect(idsOf(answer)).toEqual(["1", "2", "6"]);
    expect(answer.body).toMatchObject({ meta: { current: { limit: 10, count: 3 } } });
    const page = await world.get("/users/ann/messages?affix=append&id=1&limit=1", { onBehalfOf: "bob" });
    expect(idsOf(page)).toEqual(["2"]);
  });

  it("E57: shows all of one user by pages, the cursor's id a number", async () => {
    const answer = await world.get("/users/ann/messages");
    expect(idsOf(answer)).toEqual(["1", "2", "3", "6"]);
    expect(answer.body).toMatchObject({
      meta: { pagination: { total: 4, count: 4, per_page: 100 }, cursor: { id: 1, affix: "prepend" } },
    });
    expect(idsOf(await world.get("/users/ann/messages?affix=append&perPage=3&page=2"))).toEqual(["6"]);
    expect(idsOf(await world.get("/users/cat/messages"))).toEqual(["3"]);
  });

  it("E58: shows a group's messages to its members and to the app, to nobody else", async () => {
    const refused = { status: 403, body: { error: { code: "ERR_GROUP_NOT_JOINED" } } };
    expect(idsOf(await world.get("/groups/team/messages"))).toEqual(["4", "5"]);
    expect(idsOf(await world.get("/groups/team/messages", { onBehalfOf: "ann" }))).toEqual(["4", "5"]);
    expect(await world.get("/groups/team/messages", { onBehalfOf: "cat" })).toMatchObject(refused);
    expect(await world.get("/groups/secret/messages", { onBehalfOf: "ann" })).toMatchObject(refused);
  });

  it.each(["7", "0", "x", "99999999999999999999"])("E59: does not know message %s", async (id) => {
    expect(await world.get(`/messages/${id}`)).toMatchObject(notFound("ERR_MESSAGE_ID_NOT_FOUND"));
  });

  it("4.7: shows one message without muid and, unless asked, without tags", async () => {
    const { body } = await world.get("/messages/1");
    expect(body).toMatchObject({ data: { id: "1", sender: "ann", data: { text: "hello" }, updatedAt: BEGAN + 1 } });
    expect(body).not.toHaveProperty("data.muid");
    expect(body).not.toHaveProperty("data.tags");
    expect((await world.get("/messages/1?withTags=true")).body).toMatchObject({ data: { tags: ["first"] } });
  });
});

describe("switches of reading", () => {
  const beside = useChat({ cursorPlace: "beside", totalZero: true });
  const inside = useChat({ cursorPlace: "inside", muidOnRead: "true" });

  it("8.1 cursorPlace: has one place on all lists", async () => {
    const paths = ["/users", "/groups", "/groups/team/members", "/users/ann/messages"];
    for (const path of paths) {
      expect((await beside.get(path)).body).toHaveProperty("cursor.affix");
      expect((await inside.get(path)).body).toHaveProperty("meta.cursor.affix");
    }
  });

  it("8.1 totalZero: pretends a total of 0 on one page", async () => {
    expect((await beside.get("/users?perPage=1")).body).toMatchObject({
      meta: { pagination: { total: 0, count: 1, total_pages: 1 } },
    });
  });

  it("8.1 muidOnRead: shows the muid", async () => {
    expect((await inside.get("/messages/1")).body).toHaveProperty("data.muid", "m1");
    expect(listOf(await inside.get("/groups/team/messages"))).toMatchObject([{ muid: "m4" }, { muid: "m5" }]);
  });
});
