import { beforeAll, describe, expect, it } from "vitest";
import { BEGAN, failed, group, keyed, listOf, member, NOW, rowsOf, user, useSandbox } from "./sandbox-world.ts";

describe("users", () => {
  const world = useSandbox();

  it("E14: stores a valid row, lowercases its uid and gives integers for times", async () => {
    const row = user("Ann-1_x", {
      createdAt: String(BEGAN),
      lastActiveAt: String(NOW),
      avatar: "https://x.test/a.png",
    });
    const shown = {
      uid: "ann-1_x",
      name: "ANN-1_X",
      avatar: "https://x.test/a.png",
      status: "offline",
      role: "default",
      createdAt: BEGAN,
      lastActiveAt: NOW,
    };
    expect(await world.one("users", row)).toEqual({ success: true, data: shown });
    expect((await world.get("/users/ANN-1_X")).body).toEqual({ data: shown });
  });

  it("E14: dates a user without createdAt now", async () => {
    const { data } = await world.one("users", { uid: "undated", name: "Undated" });
    expect(Number(data?.createdAt)).toBeGreaterThanOrEqual(NOW);
  });

  it.each([
    ["a character it does not allow", user("a.b"), "uid"],
    ["a letter that lowercases into the alphabet", user("\u212A"), "uid"],
    ["101 characters", user("x".repeat(101)), "uid"],
    ["no name", { uid: "bad" }, "name"],
    ["a blank name", user("bad", { name: " " }), "name"],
    ["a name of 51 emoji", user("bad", { name: "🙂".repeat(51) }), "name"],
    ["a bad avatar", user("bad", { avatar: "/a.png" }), "avatar"],
    ["a link that is too long", user("bad", { link: `https://x.test/${"x".repeat(3000)}` }), "link"],
    ["26 tags", user("bad", { tags: Array(26).fill("t") }), "tags"],
    ["a tag of 101 characters", user("bad", { tags: ["t".repeat(101)] }), "tags"],
    ["more than 5 KB of metadata", user("bad", { metadata: { é: "é".repeat(2560) } }), "metadata"],
    ["metadata that is no object", user("bad", { metadata: ["a"] }), "metadata"],
    ["a time in milliseconds", user("bad", { createdAt: BEGAN * 1000 }), "createdAt"],
    ["null for a time", user("bad", { deactivatedAt: null }), "deactivatedAt"],
  ])("E15: fails a row with %s", async (_, row, field) => {
    expect(await world.one("users", row)).toMatchObject(failed("ERR_BAD_REQUEST", field));
    expect((await world.get("/users/bad")).status).toBe(404);
  });

  it("E15: takes what just fits", async () => {
    const row = user("x".repeat(100), {
      name: "🙂".repeat(50),
      tags: Array(25).fill("t".repeat(100)),
      metadata: { a: "x".repeat(5 * 1024 - 8) },
    });
    expect((await world.one("users", row)).success).toBe(true);
  });

  it("E16: fails a row with an unknown role", async () => {
    const row = user("chief", { role: "chief" });
    expect(await world.one("users", row)).toMatchObject(failed("ERR_BAD_REQUEST", "role"));
  });

  it("E17, E18: fails a uid it has, in any case, and keeps the first", async () => {
    const rows = rowsOf(await world.send("users", { tom: user("tom"), TOM: user("TOM", { name: "Other" }) }));
    expect(rows).toMatchObject({ tom: { success: true }, TOM: failed("ERR_UID_ALREADY_EXISTS") });
    expect(await world.one("users", user("Tom", { name: "Other" }))).toMatchObject(failed("ERR_UID_ALREADY_EXISTS"));
    expect((await world.get("/users/tom")).body).toMatchObject({ data: { name: "TOM" } });
  });

  it("keeps the system's own uid for the system", async () => {
    expect(await world.one("users", user("app_system"))).toMatchObject(failed("ERR_UID_ALREADY_EXISTS"));
  });
});

describe("groups", () => {
  const world = useSandbox();
  beforeAll(async () => {
    await world.one("users", user("ann"));
  });

  it("E19: stores a valid row", async () => {
    expect(await world.one("groups", group("Team", { createdAt: String(BEGAN) }))).toEqual({
      success: true,
      data: {
        guid: "team",
        name: "TEAM",
        type: "public",
        owner: "app_system",
        conversationId: "group_team",
        createdAt: BEGAN,
      },
    });
  });

  it("E20: fails an unknown type, and a password group without a password", async () => {
    const secret = group("bad", { type: "secret" });
    expect(await world.one("groups", secret)).toMatchObject(failed("ERR_BAD_REQUEST", "type"));
    const open = group("bad", { type: "password", password: "" });
    expect(await world.one("groups", open)).toMatchObject(failed("ERR_EMPTY_GROUP_PASS"));
    expect((await world.one("groups", group("closed", { type: "password", password: "p" }))).success).toBe(true);
  });

  it("E21: fails an unknown owner and keeps nothing of the row", async () => {
    expect(await world.one("groups", group("orphan", { owner: "nobody" }))).toMatchObject(failed("ERR_UID_NOT_FOUND"));
    expect((await world.get("/groups/orphan")).status).toBe(404);
  });

  it("E22: makes the owner from groupOwnerDetails, if they are his", async () => {
    const of = (uid: string) => group("kin", { owner: "new-owner", groupOwnerDetails: user(uid) });
    expect(await world.one("groups", of("somebody"))).toMatchObject(failed("ERR_UID_NOT_FOUND"));
    expect(await world.one("groups", of("New-Owner"))).toMatchObject({ success: true, data: { owner: "new-owner" } });
    expect((await world.get("/users/new-owner")).body).toMatchObject({ data: { name: "NEW-OWNER" } });
    expect((await world.get("/users/somebody")).status).toBe(404);
  });

  it("E22: does not change an owner who is there", async () => {
    await world.one("groups", group("anns", { owner: "ann", groupOwnerDetails: user("ann", { name: "Other" }) }));
    expect((await world.get("/users/ann")).body).toMatchObject({ data: { name: "ANN" } });
  });

  it("E23: ignores a description", async () => {
    const { data } = await world.one("groups", group("talk", { description: "all about it" }));
    expect(data).toMatchObject({ guid: "talk" });
    expect(JSON.stringify((await world.get("/groups/talk")).body)).not.toContain("all about it");
  });

  it("E24: fails a guid it has, in any case", async () => {
    await world.one("groups", group("once"));
    expect(await world.one("groups", group("ONCE"))).toMatchObject(failed("ERR_GUID_ALREADY_EXISTS"));
  });

  it("8.1 ownerAutoJoin: makes the owner a member with scope admin", async () => {
    await world.one("groups", group("owned", { owner: "ann" }));
    expect(listOf(await world.get("/groups/owned/members"))).toMatchObject([
      { uid: "ann", scope: "admin", joinedAt: BEGAN },
    ]);
    expect(await world.one("members", member("owned", "ann"))).toMatchObject(failed("ERR_ALREADY_JOINED"));
  });
});

describe("members", () => {
  const world = useSandbox();
  beforeAll(async () => {
    const users = [user("ann"), user("bob"), user("eve"), user("gone", { deactivatedAt: NOW })];
    await world.send("users", keyed(users, "uid"));
    await world.send("groups", keyed([group("team"), group("dated"), group("banning")], "guid"));
  });

  it("E25: stores a valid row, counts it, and leaves no action message", async () => {
    expect(await world.one("members", member("team", "ann", { joinedAt: String(BEGAN + 5) }))).toEqual({
      success: true,
      data: { guid: "team", uid: "ann", scope: "participant", joinedAt: BEGAN + 5 },
    });
    expect((await world.get("/groups/team")).body).toMatchObject({ data: { membersCount: 1 } });
    expect(listOf(await world.get("/groups/team/messages"))).toEqual([]);
  });

  it("E26: fails a membership it has, in any case", async () => {
    await world.one("members", member("team", "bob"));
    expect(await world.one("members", member("Team", "Bob"))).toMatchObject(failed("ERR_ALREADY_JOINED"));
  });

  it.each([
    ["before the group's creation", BEGAN - 1],
    ["at the group's creation", BEGAN],
    ["in the future", NOW + 86_400],
  ])("E27: fails a joinedAt %s", async (_, joinedAt) => {
    const row = member("dated", "ann", { joinedAt });
    expect(await world.one("members", row)).toMatchObject(failed("ERR_IMPORT_INVALID_JOINEDAT"));
    expect(listOf(await world.get("/groups/dated/members"))).toEqual([]);
  });

  it("E28: fails an unknown group and an unknown or deactivated user", async () => {
    expect(await world.one("members", member("nowhere", "ann"))).toMatchObject(failed("ERR_GUID_NOT_FOUND"));
    expect(await world.one("members", member("team", "nobody"))).toMatchObject(failed("ERR_UID_NOT_FOUND"));
    expect(await world.one("members", member("team", "gone"))).toMatchObject(failed("ERR_UID_NOT_FOUND"));
  });

  it("E28: makes group and user from their details, and neither for a row that fails", async () => {
    const details = { groupDetails: group("fresh"), userDetails: user("newcomer") };
    const early = member("fresh", "newcomer", { ...details, joinedAt: BEGAN });
    expect(await world.one("members", early)).toMatchObject(failed("ERR_IMPORT_INVALID_JOINEDAT"));
    expect((await world.get("/groups/fresh")).status).toBe(404);
    expect((await world.one("members", member("fresh", "newcomer", details))).success).toBe(true);
    expect(listOf(await world.get("/groups/fresh/members"))).toMatchObject([{ uid: "newcomer" }]);
  });

  it("E29: lists a banned member among the banned only", async () => {
    await world.one("members", member("banning", "eve", { isBanned: true }));
    expect(listOf(await world.get("/groups/banning/members"))).toEqual([]);
    expect(listOf(await world.get("/groups/banning/bannedusers"))).toMatchObject([{ uid: "eve" }]);
    expect((await world.get("/groups/banning")).body).toMatchObject({ data: { membersCount: 0 } });
  });

  it("E30: fails an unknown scope", async () => {
    const row = member("team", "eve", { scope: "owner" });
    expect(await world.one("members", row)).toMatchObject(failed("ERR_BAD_REQUEST", "scope"));
  });

  it("2.3: fails a memberId that is not made of guid and uid", async () => {
    const row = { ...member("team", "eve"), memberId: "team-eve" };
    expect(await world.one("members", row)).toMatchObject(failed("ERR_BAD_REQUEST", "memberId"));
  });
});
