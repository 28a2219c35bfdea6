import { beforeAll, describe, expect, it } from "vitest";
import { as, dataOf, expectNow, refused, writerOf } from "./sandbox-action.ts";
import { type Answer, failed, group, keyed, listOf, member, user, useSandbox } from "./sandbox-world.ts";

const uidsOf = (answer: Answer) => listOf(answer).map(({ uid }) => uid);

/** Ann is the admin of team, bob a participant; cat and dan are outside. */
function useTeam() {
  const world = useSandbox();
  beforeAll(async () => {
    await world.send(
      "users",
      keyed(
        ["ann", "bob", "cat", "dan"].map((uid) => user(uid)),
        "uid",
      ),
    );
    await world.send("groups", keyed([group("team", { icon: "https://example.org/i.png" })], "guid"));
    await world.send("members", keyed([member("team", "ann", { scope: "admin" }), member("team", "bob")], "memberId"));
  });
  return { ...world, ...writerOf(world) };
}

/** The action rows of team, newest last: action, by whom, on whom. */
async function actionsOf(world: ReturnType<typeof useTeam>): Promise<readonly unknown[]> {
  const rows = listOf(await world.get("/groups/team/messages?category=action&type=groupMember&limit=100"));
  return rows.map(({ data }) => {
    const { action, entities } = data as { action: string; entities: Record<string, { entity: { uid?: string } }> };
    return [action, entities.by?.entity.uid, entities.on?.entity.uid];
  });
}

describe("changing groups", () => {
  const world = useTeam();

  it("6: takes a description, which the import cannot carry, and unsets", async () => {
    const changed = dataOf(await world.put("/groups/TEAM", { description: "all of us", unset: ["icon"] }));
    expect(changed).toMatchObject({
      guid: "team",
      name: "TEAM",
      description: "all of us",
      updatedBy: "app_system",
      membersCount: 2,
    });
    expect(changed).not.toHaveProperty("icon");
    expectNow(changed.updatedAt);
    expect(dataOf(await world.put("/groups/team", { unset: ["description"] }))).not.toHaveProperty("description");
  });

  it("6: changes the owner, but not on behalf of a user", async () => {
    expect(dataOf(await world.put("/groups/team", { owner: "bob" }))).toMatchObject({ owner: "bob" });
    const own = dataOf(await world.put("/groups/team", { owner: "ann", name: "Us" }, as("ann")));
    expect(own).toMatchObject({ owner: "bob", name: "Us", updatedBy: "ann" });
    expect(await world.put("/groups/team", { owner: "nobody" })).toMatchObject(refused(404, "ERR_UID_NOT_FOUND"));
  });

  it("1.1: lets neither participants nor strangers change it", async () => {
    expect(await world.put("/groups/team", { name: "x" }, as("bob"))).toMatchObject(
      refused(403, "ERR_PERMISSION_DENIED"),
    );
    expect(await world.put("/groups/team", { name: "x" }, as("cat"))).toMatchObject(
      refused(403, "ERR_GROUP_NOT_JOINED"),
    );
    expect(await world.put("/groups/team", { description: "x".repeat(256) })).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
    expect(dataOf(await world.get("/groups/team"))).toMatchObject({ name: "Us" });
  });

  it("6: deletes it with its memberships", async () => {
    await world.post("/groups", { guid: "gone", name: "x", owner: "ann" });
    expect((await world.del("/groups/gone")).status).toBe(200);
    expect(await world.get("/groups/gone")).toMatchObject(refused(404, "ERR_GUID_NOT_FOUND"));
    expect(listOf(await world.get("/groups?hasJoined=true", as("ann")))).toMatchObject([{ guid: "team" }]);
  });
});

describe("E64: changing members", () => {
  const world = useTeam();

  it("E64: adds per scope, each with an action row of the system dated now; the highest scope counts", async () => {
    const answer = await world.post("/groups/team/members", {
      moderators: ["CAT"],
      participants: ["cat", "bob", "nobody"],
    });
    expect(dataOf(answer)).toMatchObject({
      admins: {},
      moderators: {
        cat: {
          success: true,
          data: {
            category: "action",
            type: "groupMember",
            sender: "app_system",
            receiver: "team",
            conversationId: "group_team",
            data: {
              action: "added",
              entities: {
                by: { entity: { uid: "app_system", name: "System" }, entityType: "user" },
                on: { entity: { uid: "cat" }, entityType: "user" },
                for: { entity: { guid: "team" }, entityType: "group" },
              },
            },
          },
        },
      },
      participants: { bob: failed("ERR_ALREADY_JOINED"), nobody: failed("ERR_UID_NOT_FOUND") },
    });
    expect(dataOf(answer)).not.toHaveProperty("participants.cat");
    expect(listOf(await world.get("/groups/team/members?scopes=moderator"))).toMatchObject([{ uid: "cat" }]);
    expect(dataOf(await world.get("/groups/team"))).toMatchObject({ membersCount: 3 });
    const [row] = listOf(await world.get("/groups/team/messages"));
    expect(row).toMatchObject({ category: "action", data: { action: "added" } });
    expectNow(row?.sentAt);
  });

  it("E64: takes 25 in all lists together, not 26", async () => {
    const many = Array.from({ length: 13 }, (_, n) => `x${n}`);
    const tooMany = await world.post("/groups/team/members", {
      admins: many,
      participants: many.map((uid) => `${uid}y`),
    });
    expect(tooMany).toMatchObject(refused(400, "ERR_BAD_REQUEST"));
    const justFits = { admins: many, participants: many.slice(1).map((uid) => `${uid}y`) };
    expect((await world.post("/groups/team/members", justFits)).status).toBe(200);
  });

  it("E64: lets an admin add, and tells that it was him", async () => {
    await world.post("/groups/team/members", { usersToBan: ["dan"] }, as("ann"));
    expect((await actionsOf(world)).at(-1)).toEqual(["banned", "ann", "dan"]);
    expect(uidsOf(await world.get("/groups/team/bannedusers"))).toEqual(["dan"]);
    expect(await world.post("/groups/team/members", { admins: ["dan"] }, as("bob"))).toMatchObject(
      refused(403, "ERR_PERMISSION_DENIED"),
    );
  });

  it("6: changes a scope once", async () => {
    expect((await world.put("/groups/team/members/bob", { scope: "moderator" })).status).toBe(200);
    expect(await world.put("/groups/team/members/bob", { scope: "moderator" })).toMatchObject(
      refused(400, "ERR_SAME_SCOPE"),
    );
    expect(await world.put("/groups/team/members/dan", { scope: "admin" })).toMatchObject(
      refused(404, "ERR_NOT_A_MEMBER"),
    );
    expect(await world.put("/groups/team/members/bob", { scope: "king" })).toMatchObject(
      refused(400, "ERR_BAD_REQUEST"),
    );
    expect(uidsOf(await world.get("/groups/team/members?scopes=moderator"))).toEqual(["bob", "cat"]);
    expect((await actionsOf(world)).at(-1)).toEqual(["scopeChanged", "app_system", "bob"]);
  });

  it("6: kicks, and lets go who leaves himself", async () => {
    await world.del("/groups/team/members/cat", undefined, as("ann"));
    await world.del("/groups/team/members/bob", undefined, as("bob"));
    expect((await actionsOf(world)).slice(-2)).toEqual([
      ["kicked", "ann", "cat"],
      ["left", "bob", "bob"],
    ]);
    expect(uidsOf(await world.get("/groups/team/members"))).toEqual(["ann"]);
    expect(await world.del("/groups/team/members/cat")).toMatchObject(refused(404, "ERR_NOT_A_MEMBER"));
  });

  it("6: bans members and strangers, and takes bans back", async () => {
    await world.post("/groups/team/bannedusers/bob");
    await world.post("/groups/team/bannedusers/ann");
    expect(uidsOf(await world.get("/groups/team/bannedusers"))).toEqual(["ann", "dan", "bob"]);
    expect(dataOf(await world.get("/groups/team"))).toMatchObject({ membersCount: 0 });
    expect(await world.get("/groups/team/messages", as("ann"))).toMatchObject(refused(403, "ERR_GROUP_NOT_JOINED"));
    await world.del("/groups/team/bannedusers/ann");
    expect(uidsOf(await world.get("/groups/team/bannedusers"))).toEqual(["dan", "bob"]);
    expect(await world.del("/groups/team/bannedusers/ann")).toMatchObject(refused(404, "ERR_NOT_A_MEMBER"));
    expect((await actionsOf(world)).at(-1)).toEqual(["unbanned", "app_system", "ann"]);
  });
});
