import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderedEntries } from "../src/sandbox/import/ordered-entries.ts";
import { BEGAN, keyed, listOf, message, rowsOf, user, useSandbox } from "./sandbox-world.ts";

const KINDS = [
  ["users", "ERR_IMPORT_INVALID_USER_FORMAT"],
  ["groups", "ERR_IMPORT_INVALID_GROUP_FORMAT"],
  ["members", "ERR_IMPORT_INVALID_MEMBER_FORMAT"],
  ["messages", "ERR_IMPORT_INVALID_MESSAGE_FORMAT"],
] as const;

const manyUsers = (count: number) =>
  keyed(
    Array.from({ length: count }, (_, index) => user(`many-${index}`)),
    "uid",
  );

describe("who may call", () => {
  const world = useSandbox({ apiKey: "0123456789abcdef0123456789abcdef01234567" });

  it("1.1: refuses a request that names no app, or another", async () => {
    expect(await world.get("/users", { appId: "" })).toMatchObject({
      status: 401,
      body: { error: { code: "AUTH_ERR_EMPTY_APPID" } },
    });
    expect(await world.get("/users", { appId: "elsewhere" })).toMatchObject({
      status: 404,
      body: { error: { code: "AUTH_ERR_INVALID_APPID" } },
    });
  });

  it("E1: refuses a request without a key", async () => {
    expect(await world.get("/users", { apikey: "" })).toMatchObject({
      status: 401,
      body: { error: { code: "AUTH_ERR_EMPTY_APIKEY", message: expect.any(String) } },
    });
  });

  it("E2: refuses an unknown key and shows its first and last five characters only", async () => {
    const answer = await world.get("/users", { apikey: `abcde${"1".repeat(30)}vwxyz` });
    expect(answer).toMatchObject({
      status: 401,
      body: { error: { code: "AUTH_ERR_APIKEY_NOT_FOUND", source: "chat-api" } },
    });
    expect(JSON.stringify(answer.body)).toContain(` abcde${"*".repeat(30)}vwxyz `);
  });

  it("E3: refuses an authOnly key on import and on list", async () => {
    const refused = { status: 403, body: { error: { code: "AUTH_ERR_NO_ACCESS" } } };
    const headers = { apikey: "decaf000".repeat(5) };
    expect(await world.get("/users", headers)).toMatchObject(refused);
    expect(await world.ask("POST", "/v3/data_import/users", { headers, body: "{}" })).toMatchObject(refused);
  });

  it("E4: knows neither an unknown path nor a wrong method", async () => {
    const unknown = { status: 404, body: { error: { code: "ERR_API_NOT_FOUND" } } };
    expect(await world.get("/nothing")).toMatchObject(unknown);
    expect(await world.get("/data_import/users")).toMatchObject(unknown);
    expect(await world.ask("GET", "/users")).toMatchObject(unknown);
  });
});

// One window lasts 10,000 minutes here, so that none ends while a test runs.
describe("how often", () => {
  const world = useSandbox({ requestsPerMinute: "2" }, 0.0001);

  it("E5, E6, E7: counts imports down in both spellings, then refuses, stores nothing and stays refusing", async () => {
    const first = await world.send("users", {});
    expect(Object.fromEntries(first.headers)).toMatchObject({
      "x-ratelimit-limit": "2",
      "x-ratelimit-remaining": "1",
      "x-rate-limit": "2",
      "x-rate-limit-remaining": "1",
    });
    expect(first.headers.has("retry-after")).toBe(false);
    expect((await world.send("messages", {})).headers.get("x-ratelimit-remaining")).toBe("0");
    const refused = await world.send("users", { ann: user("ann") });
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "ERR_TOO_MANY_REQUESTS" } } });
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(599_000);
    expect(wait).toBeLessThanOrEqual(600_000);
    const reset = Number(refused.headers.get("x-ratelimit-reset"));
    expect(Math.abs(reset - Date.now() / 1000 - wait)).toBeLessThan(300);
    expect(refused.headers.get("x-rate-limit-reset")).toBe(String(reset));
    expect((await world.send("users", {})).status).toBe(429);
    expect(listOf(await world.get("/users"))).toEqual([]);
  });

  it("E5: puts the rate headers on reading too, out of another quota", async () => {
    const answer = await world.get("/users");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-ratelimit-limit")).toBe("20000");
    expect(answer.headers.get("x-rate-limit-limit")).toBeNull();
  });
});

describe("what a batch looks like", () => {
  const world = useSandbox();

  it("E8: refuses 51 entries and stores nothing", async () => {
    expect(await world.send("users", manyUsers(51))).toMatchObject({
      status: 400,
      body: { error: { code: "ERR_BAD_REQUEST" } },
    });
    expect(listOf(await world.get("/users"))).toEqual([]);
  });

  it("E8: takes 50 entries", async () => {
    const rows = Object.values(rowsOf(await world.send("users", manyUsers(50))));
    expect(rows.filter(({ success }) => success)).toHaveLength(50);
  });

  it.each(KINDS)("E9: refuses %s that are no map with %s", async (wrapper, code) => {
    const bodies = ["{}", "[]", "7", ...["text", 7, null, []].map((value) => JSON.stringify({ [wrapper]: value }))];
    for (const body of bodies) {
      expect(await world.raw(wrapper, body)).toMatchObject({ status: 400, body: { error: { code } } });
    }
  });

  it.each(KINDS)("E10: answers empty %s with an empty map", async (wrapper) => {
    expect(await world.send(wrapper, {})).toMatchObject({ status: 200, body: { data: {} } });
  });

  it.each(["", "{", '{"users":{"a":}}'])("E11: refuses the malformed JSON %j", async (body) => {
    expect(await world.raw("users", body)).toMatchObject({ status: 400, body: { error: { code: "ERR_BAD_REQUEST" } } });
  });

  it("E12: ignores fields it does not know, at the top and in a row", async () => {
    const users = { eve: user("eve", { statusMessage: "away", shoeSize: 42 }) };
    const answer = await world.raw("users", JSON.stringify({ guid: "g", name: "n", type: "t", users }));
    expect(rowsOf(answer).eve?.success).toBe(true);
    expect(Object.keys(rowsOf(answer).eve?.data ?? {})).not.toContain("shoeSize");
    expect(Object.keys(rowsOf(answer).eve?.data ?? {})).not.toContain("statusMessage");
  });

  it.each([
    ["users", "uid", user("x")],
    ["groups", "guid", { guid: "x", name: "X", type: "public" }],
    ["members", "memberId", { memberId: "x", guid: "g", uid: "u" }],
    ["messages", "muid", message("x")],
  ])("E13: fails a row of %s whose %s is not its key, and goes on", async (wrapper, field, row) => {
    const rows = rowsOf(await world.send(wrapper, { y: row, z: "no row", x: row }));
    expect(rows.y).toMatchObject({ success: false, error: { code: "ERR_BAD_REQUEST" } });
    expect(Object.keys(rows.y?.error?.details ?? {})).toEqual([field]);
    expect(rows.z).toMatchObject({ success: false, error: { code: "ERR_BAD_REQUEST" } });
    expect(Object.keys(rows)).toEqual(["y", "z", "x"]);
  });
});

describe("E47: the order of a batch", () => {
  const world = useSandbox();

  it("is the order received, also for keys that look like integers", async () => {
    await world.send("users", keyed([user("ann"), user("bob")], "uid"));
    const muids = ["7", "m", "1", "10", "2"];
    const entries = muids.map((muid) => `${JSON.stringify(muid)}: ${JSON.stringify(message(muid))}`);
    const rows = rowsOf(await world.raw("messages", `{"messages": {${entries.join(", ")}}}`));
    expect(muids.map((muid) => Number(rows[muid]?.data?.id))).toEqual([1, 2, 3, 4, 5]);
    expect(rows["1"]?.data).toMatchObject({ sentAt: BEGAN + 10 });
  });

  it("is found in any JSON", async () => {
    const entries = fc.uniqueArray(fc.tuple(fc.oneof(fc.string(), fc.nat().map(String)), fc.jsonValue()), {
      selector: ([key]) => key,
    });
    await fc.assert(
      fc.property(entries, fc.jsonValue(), (expected, other) => {
        const members = expected.map(([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`);
        const text = `{"a":${JSON.stringify(other)},\n"rows" : {${members.join(",")}},"z":${JSON.stringify(other)}}`;
        const plain = JSON.parse(JSON.stringify(expected));
        expect(orderedEntries(text, "rows")).toEqual(plain);
      }),
    );
  });

  it("takes the last of equal wrappers, as any JSON parser does", () => {
    expect(orderedEntries('{"rows":{"2":1},"rows":{"3":1,"1":2}}', "rows")).toEqual([
      ["3", 1],
      ["1", 2],
    ]);
  });
});
