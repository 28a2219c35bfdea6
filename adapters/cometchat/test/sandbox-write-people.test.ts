import { beforeAll, describe, expect, it } from "vitest";
import { as, dataOf, expectNow, refused, writerOf } from "./sandbox-action.ts";
import {
  type Answer,
  BEGAN,
  failed,
  group,
  keyed,
  listOf,
  member,
  message,
  rowsOf,
  user,
  useSandbox,
} from "./sandbox-world.ts";

const uidsOf = (answer: Answer) => listOf(answer).map(({ uid }) => uid);

function usePeople(options: Readonly<Record<string, unknown>> = {}) {
  const world = useSandbox(options);
  beforeAll(async () => {
    await world.send(
      "users",
      keyed(
        ["ann", "bob", "cat", "dan"].map((uid) => user(uid)),
        "uid",
      ),
    );
  });
  return { ...world, ...writerOf(world) };
}

describe("E68: roles", () => {
  const world = usePeople();

  it("E68: makes, changes and deletes one; its users fall back to the default role", async () => {
    const role = { role: "Poet", name: "Poets", description: "who rhyme", settings: { listUsers: "friendsOnly" } };
    const made = dataOf(await world.post("/roles", role));
    expect(made).toEqual({ ...role, role: "poet", createdAt: expect.any(Number) });
    expectNow(made.createdAt);
    expect(dataOf(await world.put("/roles/poet", { name: "Bards" }))).toMatchObject({
      name: "Bards",
      description: "who rhyme",
    });
    expect((await world.one("users", user("eve", { role: "poet" }))).success).toBe(true);
    expect(uidsOf(await world.get("/users?role=poet"))).toEqual(["eve"]);
    expect((await world.del("/roles/poet")).status).toBe(200);
    expect(listOf(await world.get("/roles"))).toMatchObject([{ role: "default" }]);
    expect(dataOf(await world.get("/users/eve"))).toMatchObject({ role: "default" });
  });

  it("E68: refuses a role that is there, one that is not, and to delete the default", async () => {
    expect(await world.post("/roles", { role: "DEFAULT", name: "x" })).toMatchObject(
      refused(409, "ERR_ROLE_ALREADY_EXISTS"),
    );
    expect(await world.del("/roles/default")).toMatchObject(refused(403, "ERR_ROLE_DELETE_DENIED"));
    expect(await world.put("/roles/king", { name: "x" })).toMatchObject(refused(404, "ERR_ROLE_NOT_FOUND"));
    expect(await world.post("/roles", { role: "no name" })).toMatchObject({
      status: 400,
      body: { error: { code: "ERR_BAD_REQUEST", details: { role: [expect.any(String)], name: [expect.any(String)] } } },
    });
  });

  it("3: has 25 roles at most, the default one too", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 25; n++) statuses.push((await world.post("/roles", { role: `r${n}`, name: "x" })).status);
    expect(statuses).toEqual([...Array<number>(24).fill(200), 400]);
  });
});

describe("E67: making users and groups one by one", () => {
  const world = usePeople();
  const lenient = usePeople({ duplicateStatus: "400" });

  it("E67: makes a user with what the import cannot carry, created now", async () => {
    const made = dataOf(
      await world.post("/users", { uid: "Eve", name: "Eve", statusMessage: "gone fishing", tags: ["vip"] }),
    );
    expect(made).toMatchObject({
      uid: "eve",
      role: "default",
      statusMessage: "gone fishing",
      tags: ["vip"],
      status: "offline",
    });
    expectNow(made.createdAt);
    expect(dataOf(await world.get("/users/eve"))).toMatchObject({ statusMessage: "gone fishing" });
  });

  it("E67: makes a public group of the system, or of the one it acts for, who joins as admin", async () => {
    expect(dataOf(await world.post("/groups", { guid: "Open", name: "o" }))).toMatchObject({
      guid: "open",
      type: "public",
      owner: "app_system",
      conversationId: "group_open",
      membersCount: 0,
    });
    const own = await world.post("/groups", { guid: "own", name: "o", owner: "cat", description: "d" }, as("bob"));
    expect(dataOf(own)).toMatchObject({ owner: "bob", membersCount: 1, description: "d" });
    expect(listOf(await world.get("/groups/own/members"))).toMatchObject([{ uid: "bob", scope: "admin" }]);
  });

  it("E67: answers a duplicate with 409, by switch with 400", async () => {
    for (const [place, status] of [
      [world, 409],
      [lenient, 400],
    ] as const) {
      expect(await place.post("/users", { uid: "ANN", name: "x" })).toMatchObject(
        refused(status, "ERR_UID_ALREADY_EXISTS"),
      );
      await place.post("/groups", { guid: "g", name: "x" });
      expect(await place.post("/groups", { guid: "G", name: "x" })).toMatchObject(
        refused(status, "ERR_GUID_ALREADY_EXISTS"),
      );
    }
    expect(dataOf(await world.get("/users/ann"))).toMatchObject({ name: "ANN" });
  });

  it("E15, E20, E21: refuses what the import refuses, as a whole", async () => {
    expect(await world.post("/users", { uid: "a b", name: "x" })).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(await world.post("/users", { uid: "x", name: "x", role: "king" })).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
    expect(await world.post("/groups", { guid: "x", name: "x", type: "password" })).toMatchObject(
      refused(400, "ERR_EMPTY_GROUP_PASS"),
    );
    expect(await world.post("/groups", { guid: "x", name: "x", owner: "nobody" })).toMatchObject(
      refused(404, "ERR_UID_NOT_FOUND"),
    );
    expect(await world.ask("POST", "/v3/users", { body: "{" })).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(await world.get("/groups/x")).toMatchObject(refused(404, "ERR_GUID_NOT_FOUND"));
  });

  it("3: refuses a body beyond 10 KB", async () => {
    const body = { uid: "big", name: "x", statusMessage: "x".repeat(10 * 1024) };
    expect(await world.post("/users", body)).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
  });
});

describe("changing users", () => {
  const world = usePeople();

  it("6: changes what is told, unsets what is named, keeps the rest", async () => {
    await world.put("/users/ann", { avatar: "https://example.org/a.png", metadata: { a: 1 }, tags: ["t"] });
    const changed = dataOf(await world.put("/users/ANN", { statusMessage: "hi", unset: ["avatar"] }));
    expect(changed).toMatchObject({
      uid: "ann",
      name: "ANN",
      statusMessage: "hi",
      metadata: { a: 1 },
      tags: ["t"],
      createdAt: BEGAN,
    });
    expect(changed).not.toHaveProperty("avatar");
    expectNow(changed.updatedAt);
    expect(listOf(await world.get("/users?withTags=true"))[0]).toEqual(changed);
  });

  it("6: refuses an unknown user, an unknown role and a bad field", async () => {
    expect(await world.put("/users/nobody", { name: "x" })).toMatchObject(refused(404, "ERR_UID_NOT_FOUND"));
    expect(await world.put("/users/bob", { role: "king" })).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(await world.put("/users/bob", { name: "x".repeat(101) })).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(dataOf(await world.get("/users/bob"))).toMatchObject({ name: "BOB", role: "default" });
  });

  it("6: deactivates several and brings them back, with their messages", async () => {
    await world.one("messages", message("m1"));
    const away = await world.del("/users", { uidsToDeactivate: ["BOB", "cat", "nobody"] });
    expect(dataOf(away)).toEqual({ success: true, deactivatedUids: ["bob", "cat"] });
    expect(await world.get("/users/bob")).toMatchObject(refused(404, "ERR_UID_NOT_FOUND"));
    expect(uidsOf(await world.get("/users?onlyDeactivated=true"))).toEqual(["bob", "cat"]);
    expectNow(listOf(await world.get("/users?onlyDeactivated=true"))[0]?.deactivatedAt);
    const back = await world.put("/users", { uidsToActivate: ["bob"] });
    expect(dataOf(back)).toEqual({ success: true, nonDeactivatedUids: ["bob"] });
    expect(dataOf(await world.get("/users/bob"))).not.toHaveProperty("deactivatedAt");
    expect(listOf(await world.get("/users/bob/messages"))).toHaveLength(1);
  });

  it("6: deletes for good when told so, even a deactivated one", async () => {
    await world.one("groups", group("team"));
    await world.one("members", member("team", "dan"));
    await world.del("/users/dan", {});
    expect(uidsOf(await world.get("/users?onlyDeactivated=true"))).toContain("dan");
    await world.del("/users/dan", { permanent: true });
    expect(uidsOf(await world.get("/users?withDeactivated=true"))).not.toContain("dan");
    expect(dataOf(await world.get("/groups/team"))).toMatchObject({ membersCount: 0 });
  });
});

describe("E68: friends and blocks", () => {
  const world = usePeople();

  it("E68: makes friends of both sides, each answer by uid", async () => {
    const answer = dataOf(await world.post("/users/ann/friends", { accepted: ["bob", "CAT", "ann", "nobody"] }));
    expect(answer).toEqual({
      accepted: {
        bob: { success: true, message: expect.any(String) },
        cat: { success: true, message: expect.any(String) },
        ann: expect.objectContaining({
          success: false,
          error: expect.objectContaining({ code: "ERR_CANNOT_FORM_SELF_RELATION" }),
        }),
        nobody: expect.objectContaining({
          success: false,
          error: expect.objectContaining({ code: "ERR_UID_NOT_FOUND" }),
        }),
      },
    });
    const friends = await world.get("/users/ann/friends");
    expect(uidsOf(friends)).toEqual(["bob", "cat"]);
    expect(friends.body).toHaveProperty("meta.cursor.affix");
    expect(uidsOf(await world.get("/users/bob/friends"))).toEqual(["ann"]);
    expect(uidsOf(await world.get("/users/ann/friends?searchKey=ca"))).toEqual(["cat"]);
  });

  it("E68: calls friends of either side friends already, and unmakes them on both", async () => {
    const again = dataOf(await world.post("/users/bob/friends", { accepted: ["ann"] }));
    expect(again).toMatchObject({ accepted: { ann: failed("ERR_ALREADY_FRIEND") } });
    await world.del("/users/bob/friends", { friends: ["ann"] });
    expect(uidsOf(await world.get("/users/ann/friends"))).toEqual(["cat"]);
    expect(uidsOf(await world.get("/users/bob/friends"))).toEqual([]);
  });

  it("E68: refuses 26 friends in one call and makes none", async () => {
    const accepted = ["bob", ...Array.from({ length: 25 }, (_, n) => `f${n}`)];
    expect(await world.post("/users/dan/friends", { accepted })).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    expect(uidsOf(await world.get("/users/dan/friends"))).toEqual([]);
    expect((await world.post("/users/dan/friends", { accepted: accepted.slice(1) })).status).toBe(200);
  });

  it("E68: blocks one way, and shows each side what it sees", async () => {
    const answer = dataOf(await world.post("/users/ann/blockedusers", { blockedUids: ["bob", "ann"] }));
    expect(answer).toMatchObject({ bob: { success: true }, ann: failed("ERR_CANNOT_BLOCK_SELF") });
    const [row] = listOf(await world.get("/users/ann/blockedusers"));
    expect(row).toMatchObject({ uid: "bob", blockedByMe: true, blockedAt: row?.blockedByMeAt });
    expectNow(row?.blockedByMeAt);
    expect(listOf(await world.get("/users/bob/blockedusers"))).toEqual([]);
    expect(dataOf(await world.get("/users/bob", as("ann")))).toMatchObject({ blockedByMe: true });
    expect(dataOf(await world.get("/users/ann", as("bob")))).toMatchObject({ hasBlockedMe: true });
    expect(dataOf(await world.get("/users/bob"))).not.toHaveProperty("blockedByMe");
  });

  it("E68: blocks again without harm, and unblocks", async () => {
    const again = await world.post("/users/ann/blockedusers", { blockedUids: ["bob"] });
    expect(dataOf(again)).toMatchObject({ bob: { success: true } });
    await world.del("/users/ann/blockedusers", { blockedUids: ["bob"] });
    expect(listOf(await world.get("/users/ann/blockedusers"))).toEqual([]);
  });

  it("T36: hides a blocked user's messages when asked", async () => {
    await world.send("messages", keyed([message("m1"), message("m2", { sender: "bob", receiver: "ann" })], "muid"));
    await world.post("/users/ann/blockedusers", { blockedUids: ["bob"] });
    const hidden = await world.get("/messages?hideMessagesFromBlockedUsers=true", as("ann"));
    expect(listOf(hidden).map(({ sender }) => sender)).toEqual(["ann"]);
    expect(rowsOf(await world.send("messages", { m3: message("m3") }))).toMatchObject({ m3: { success: true } });
  });
});
