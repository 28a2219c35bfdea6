import { describe, expect, it } from "vitest";
import { cometchatSandbox } from "../src/sandbox/index.ts";
import { BEGAN, group, keyed, listOf, member, message, rowsOf, user, useSandbox } from "./sandbox-world.ts";

const PAIR = keyed([user("ann"), user("bob")], "uid");

describe("the options", () => {
  it("have a default and a description each", () => {
    const { shape } = cometchatSandbox.options;
    for (const [name, option] of Object.entries(shape)) {
      expect([name, option.meta()?.description]).toEqual([name, expect.stringMatching(/\.$/)]);
    }
    expect(Object.keys(cometchatSandbox.options.parse({}))).toEqual(Object.keys(shape));
  });

  it("take what a command line gives", () => {
    const given = { requestsPerMinute: "200", retentionDays: "off", muidOnRead: "true", ownerAutoJoin: "false" };
    expect(cometchatSandbox.options.parse({ ...given, faultRate: "0.25" })).toMatchObject({
      requestsPerMinute: 200,
      retentionDays: "off",
      muidOnRead: true,
      ownerAutoJoin: false,
      faultRate: 0.25,
    });
  });
});

describe("the running sandbox", () => {
  const world = useSandbox();

  it("gives what leads a client there", () => {
    expect(world.config()).toEqual({
      appId: "sandbox-app",
      region: "us",
      apiKey: expect.stringMatching(/^[0-9a-f]{40}$/),
      baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
  });

  it("starts empty, and remembers everything over close and start", async () => {
    expect(listOf(await world.get("/users"))).toEqual([]);
    await world.send("users", PAIR);
    await world.send("groups", { team: group("team", { owner: "ann" }) });
    await world.send("members", { team_member_bob: member("team", "bob") });
    await world.send("messages", { m1: message("m1") });
    const paths = ["/users", "/groups", "/groups/team/members", "/messages"];
    const before = await Promise.all(paths.map((path) => world.get(path)));
    await world.restart();
    const after = await Promise.all(paths.map((path) => world.get(path)));
    expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
    expect((await world.one("messages", message("m1"))).error?.code).toBe("ERR_IMPORT_MUID_ALREADY_EXISTS");
    expect((await world.one("messages", message("m2"))).data).toMatchObject({ id: "2" });
  });
});

describe("rateBucket endpoint", () => {
  const world = useSandbox({ requestsPerMinute: 1, rateBucket: "endpoint" }, 0.0001);

  it("gives each import endpoint a quota of its own", async () => {
    expect((await world.send("users", {})).status).toBe(200);
    expect((await world.send("messages", {})).status).toBe(200);
    expect((await world.send("users", {})).status).toBe(429);
  });
});

describe("headerStyle", () => {
  const young = useSandbox({ requestsPerMinute: 1, headerStyle: "new" }, 0.0001);
  const old = useSandbox({ requestsPerMinute: 1, headerStyle: "old" }, 0.0001);

  it("new: has X-RateLimit only", async () => {
    const { headers } = await young.send("users", {});
    expect(headers.get("x-ratelimit-remaining")).toBe("0");
    expect(headers.has("x-rate-limit")).toBe(false);
    expect((await young.send("users", {})).headers.has("x-rate-limit-reset")).toBe(false);
  });

  it("old: has X-Rate-Limit only, and tells the reset when it refuses", async () => {
    const { headers } = await old.send("users", {});
    expect(headers.get("x-rate-limit-remaining")).toBe("0");
    expect(headers.has("x-rate-limit-reset")).toBe(false);
    expect(headers.has("x-ratelimit-limit")).toBe(false);
    const refused = await old.send("users", {});
    expect(refused.headers.get("x-rate-limit-reset")).toMatch(/^\d{10}$/);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  });
});

describe("answers of another shape", () => {
  const world = useSandbox({ rowNesting: "double", keyCase: "lower", numericKeyArray: true });

  it("rowNesting double: nests the entity twice", async () => {
    const rows = rowsOf(await world.send("users", { nested: user("nested") }));
    expect(rows.nested).toMatchObject({ success: true, data: { data: { uid: "nested" } } });
  });

  it("keyCase lower: keys the answer by the lowercased id, for failed rows too", async () => {
    const rows = rowsOf(await world.send("users", { Eve: user("Eve"), Tom: user("Tim") }));
    expect(rows).toMatchObject({ eve: { success: true }, tom: { success: false } });
    expect(Object.keys(rows)).toHaveLength(2);
  });

  it("keyCase lower: leaves a muid as it is, for no muid is lowercased", async () => {
    expect(Object.keys(rowsOf(await world.send("messages", { "M-1": message("M-1") })))).toEqual(["M-1"]);
  });

  it("numericKeyArray: answers keys 0, 1, … with an array, other keys with a map", async () => {
    const list = await world.send("users", { 0: user("0"), 1: user("1") });
    expect(list.body).toMatchObject({ data: [{ data: { data: { uid: "0" } } }, { data: { data: { uid: "1" } } }] });
    expect(Object.keys(rowsOf(await world.send("users", { 1: user("1"), 2: user("2") })))).toEqual(["1", "2"]);
    expect((await world.send("users", {})).body).toEqual({ data: {} });
  });
});

describe("groups and members by another rule", () => {
  const world = useSandbox({ joinedAtEquality: "accept", ownerAutoJoin: "false" });

  it("joinedAtEquality accept: takes a member who joined as the group was created", async () => {
    await world.send("users", PAIR);
    await world.one("groups", group("team"));
    expect((await world.one("members", member("team", "ann", { joinedAt: BEGAN }))).success).toBe(true);
    const early = member("team", "bob", { joinedAt: BEGAN - 1 });
    expect((await world.one("members", early)).error?.code).toBe("ERR_IMPORT_INVALID_JOINEDAT");
  });

  it("ownerAutoJoin off: leaves the owner out", async () => {
    await world.one("groups", group("owned", { owner: "ann" }));
    expect(listOf(await world.get("/groups/owned/members"))).toEqual([]);
    expect((await world.one("members", member("owned", "ann", { scope: "admin" }))).success).toBe(true);
  });
});

describe("what the plan allows", () => {
  const closed = useSandbox({ importEnabled: "false" });
  const small = useSandbox({ importQuota: "2" });

  it("importEnabled off: refuses to import and lets read", async () => {
    expect(await closed.send("users", PAIR)).toMatchObject({
      status: 403,
      body: { error: { code: "ERR_PLAN_RESTRICTION" } },
    });
    expect((await closed.get("/users")).status).toBe(200);
  });

  it("importQuota: refuses the request that exceeds it, whole, and still knows duplicates", async () => {
    await small.send("users", PAIR);
    await small.one("messages", message("m1"));
    const tooMuch = await small.send("messages", { m2: message("m2"), m3: message("m3") });
    expect(tooMuch).toMatchObject({ status: 403, body: { error: { code: "ERR_PLAN_QUOTA_RESTRICTION" } } });
    expect(listOf(await small.get("/messages"))).toHaveLength(1);
    expect((await small.one("messages", message("m2"))).success).toBe(true);
    const again = await small.send("messages", { m1: message("m1"), m2: message("m2") });
    expect(again.status).toBe(200);
  });
});
