import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SANDBOX_SECRET_KEY } from "../src/sandbox/index.ts";
import { TokenBucket } from "../src/sandbox/token-bucket.ts";
import { addUsers, say, startClient } from "./sandbox-client.ts";

const GOOD_CLAIMS = { tokenType: "app", iss: "sandboxApp", exp: 4_000_000_000 };

function token(claims: object, key = SANDBOX_SECRET_KEY): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

describe("routes and app", () => {
  it("E1: answers an unknown app id in plain text without a content type, whatever the credential", async () => {
    await using client = await startClient();
    for (const headers of [{}, { authorization: "Bearer wrong" }]) {
      const answer = await client.get("/v1/otherApp/users", headers);
      expect(answer).toMatchObject({ status: 404, text: "Not found." });
      expect(answer.headers.get("content-type")).toBeNull();
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it.each([
    ["GET", "/v1/sandboxApp/nothing"],
    ["GET", "/v1/otherApp/nothing"],
    ["PATCH", "/conversations"],
    ["DELETE", "/users/u1"],
    ["GET", "/import/conversations/c1/messages"],
    ["POST", "/import/conversation/c1/messages"],
  ])("E2, E65: answers %s %s with a JSON string, before it looks at the app id", async (method, path) => {
    await using client = await startClient();
    const answer = await client.call(method, path);
    expect(answer).toMatchObject({ status: 404, text: '"Not found"' });
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("E87: describes the app, and keeps what is said of it", async () => {
    await using client = await startClient();
    expect((await client.get("")).body).toEqual({ id: "sandboxApp", custom: {}, defaultLocale: "en-US" });
    await client.put("", { custom: { a: "1" } });
    expect(await client.put("", { custom: { b: "2" }, defaultLocale: "nl-NL" })).toMatchObject({ text: "{}" });
    expect((await client.get("")).body).toMatchObject({ custom: { a: "1", b: "2" }, defaultLocale: "nl-NL" });
  });

  it("E90: forgets everything on order, outside the API", async () => {
    await using client = await startClient();
    await addUsers(client, "u1");
    await client.put("/conversations/c1", { participants: ["u1"] });
    await say(client, "c1", "u1", "Hello");
    expect((await client.call("POST", "/v1/sandboxApp/_sandbox/reset")).status).toBe(404);
    expect((await fetch(`${client.url}/_sandbox/reset`, { method: "POST" })).status).toBe(200);
    expect((await client.get("/users")).body).toEqual({ data: [] });
    expect((await client.get("/conversations/c1")).status).toBe(404);
    await client.put("/conversations/c1", {});
    expect((await client.get("/conversations/c1")).body).toMatchObject({ participants: {}, lastMessage: null });
  });

  it("E89: answers every success with 200", async () => {
    await using client = await startClient();
    expect(await client.put("/users/u1", { name: "One" })).toMatchObject({ status: 200, text: "{}" });
    expect(await client.put("/conversations/c1", {})).toMatchObject({ status: 200, text: "{}" });
    expect(await client.delete("/conversations/c1")).toMatchObject({ status: 200, text: "{}" });
  });
});

describe("credential", () => {
  it("E3: refuses a request without Authorization", async () => {
    await using client = await startClient();
    const answer = await fetch(`${client.url}/v1/sandboxApp/users`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ errorCode: "UNAUTHORIZED" });
  });

  it.each([
    ["a wrong key", "sk_test_wrong"],
    ["an expired token", token({ ...GOOD_CLAIMS, exp: 1_000_000_000 })],
    ["a token of another app", token({ ...GOOD_CLAIMS, iss: "otherApp" })],
    ["a token signed with another key", token(GOOD_CLAIMS, "sk_test_wrong")],
    ["a user's token", token({ ...GOOD_CLAIMS, tokenType: "user" })],
    ["a token without an end", token({ tokenType: "app", iss: "sandboxApp" })],
  ])("E4: refuses %s", async (_, credential) => {
    await using client = await startClient();
    expect((await client.get("/users", { authorization: `Bearer ${credential}` })).status).toBe(401);
  });

  it.each([
    ["the secret key", SANDBOX_SECRET_KEY],
    ["an app token", token(GOOD_CLAIMS)],
    ["an admin token", token({ ...GOOD_CLAIMS, tokenType: "admin" })],
  ])("E5: accepts %s", async (_, credential) => {
    await using client = await startClient();
    expect((await client.get("/users", { authorization: `Bearer ${credential}` })).status).toBe(200);
  });

  it("E4: jwtTypes: accepts only the type the switch names", async () => {
    await using client = await startClient({ jwtTypes: "admin" });
    const statusOf = async (tokenType: string) =>
      (await client.get("/users", { authorization: `Bearer ${token({ ...GOOD_CLAIMS, tokenType })}` })).status;
    expect([await statusOf("app"), await statusOf("admin")]).toEqual([401, 200]);
  });

  it("E6: refuses the test key at an app with another one", async () => {
    await using client = await startClient({ appId: "liveApp", secretKey: "sk_live_other" });
    expect((await client.get("/v1/liveApp/users")).status).toBe(401);
  });
});

describe("body", () => {
  it.each(["PUT", "POST", "PATCH"])("E7: refuses a %s whose body is of another content type", async (method) => {
    await using client = await startClient();
    const path = { PUT: "/users/u1", POST: "/conversations/c1/messages", PATCH: "/conversations/c1/participants/u1" };
    const sending = { raw: '{"name":"One"}', headers: { "content-type": "text/plain" } };
    const answer = await client.call(method, path[method as keyof typeof path], undefined, sending);
    expect(answer).toMatchObject({ status: 400, body: { reasons: ["The content type must be application/json."] } });
    expect((await client.get("/users/u1")).status).toBe(404);
  });

  it("E8: refuses malformed JSON", async () => {
    await using client = await startClient();
    const answer = await client.call("PUT", "/users/u1", undefined, { raw: '{"name":' });
    expect(answer).toMatchObject({ status: 400, body: { reasons: ["The body is no JSON."] } });
  });
});

describe("rate", () => {
  it("E84: refuses the request after a burst of 600, scaled by the speed", async () => {
    await using client = await startClient({}, { speed: 0.01 });
    expect(client.config.requestsPerSecond).toBe("0.09");
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) statuses.push((await client.get("/users")).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
  });

  it("E84: lets everything pass when the rate is off", async () => {
    await using client = await startClient({ rate: "off" }, { speed: 0.001 });
    for (let count = 0; count < 5; count += 1) expect((await client.get("/users")).status).toBe(200);
  });

  it("E84: names the seconds to wait when the switch says so", async () => {
    await using quiet = await startClient({}, { speed: 0.001 });
    expect((await quiet.get("/users")).headers.get("retry-after")).toBeNull();
    await using telling = await startClient({ retryAfter: "7" }, { speed: 0.001 });
    const answer = await telling.get("/users");
    expect(answer).toMatchObject({ status: 429, body: { errorCode: "RATE_LIMITED" } });
    expect(answer.headers.get("retry-after")).toBe("7");
  });

  it("E84: takes nothing for requests that never came through", async () => {
    await using client = await startClient({}, { speed: 0.002 });
    for (let count = 0; count < 5; count += 1) await client.get("/users", { authorization: "Bearer wrong" });
    expect((await client.get("/users")).status).toBe(200);
    expect((await client.get("/users")).status).toBe(429);
  });

  it("E84: burst: lets so many pass at once instead", async () => {
    await using client = await startClient({ burst: "200" }, { speed: 0.01 });
    const statuses = [await client.get("/users"), await client.get("/users"), await client.get("/users")];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
  });

  it("rateQueue: keeps so many waiting for their turn", async () => {
    await using client = await startClient({ burst: 1, rateQueue: "1" });
    const answers = await Promise.all([client.get("/users"), client.get("/users")]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("rateQueue: refuses who comes behind them, and them too when the sandbox closes", async () => {
    const client = await startClient({ rateQueue: 2 }, { speed: 0.001 });
    const ends: unknown[] = [];
    const all = Array.from({ length: 3 }, () =>
      client.get("/users").then(
        ({ status }) => ends.push(status),
        () => ends.push("cut"),
      ),
    );
    await Promise.race([...all, sleep(4000)]);
    expect(ends).toEqual([429]);
    await client[Symbol.asyncDispose]();
    await Promise.all(all);
    for (const end of ends) expect([429, "cut"]).toContain(end);
  });
});

describe("a token bucket", () => {
  it("E85: does not count a refused request", () => {
    const bucket = new TokenBucket({ capacity: 2, perSecond: 9 });
    const waits = [0, 0, 0, 50, 100, 112, 112].map((now) => bucket.take(now));
    expect(waits).toEqual([0, 0, undefined, undefined, undefined, 0, undefined]);
  });

  it("E84: never holds more than a burst", () => {
    const bucket = new TokenBucket({ capacity: 2, perSecond: 9 });
    bucket.take(0);
    expect([60_000, 60_000, 60_000].map((now) => bucket.take(now))).toEqual([0, 0, undefined]);
  });

  it("E86: makes those in its queue wait one after the other, and refuses behind them", () => {
    const bucket = new TokenBucket({ capacity: 1, perSecond: 1, queue: 2 });
    const waits = [0, 0, 0, 0, 500, 1000, 1000].map((now) => bucket.take(now));
    expect(waits).toEqual([0, 1000, 2000, undefined, undefined, 2000, undefined]);
  });
});

describe("faults and switches", () => {
  it("fails on demand in the platform's own words", async () => {
    await using client = await startClient({ retryAfter: 3 });
    await client.fault({ fault: "server-error", path: "/users" });
    await client.fault({ fault: "too-many-requests", path: "/users", skip: 1 });
    expect(await client.get("/users")).toMatchObject({ status: 500, body: { errorCode: "INTERNAL_SERVER_ERROR" } });
    const refused = await client.get("/users");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("3");
    expect((await client.get("/users")).status).toBe(200);
  });

  it("has committed what it then fails to answer", async () => {
    await using client = await startClient();
    await client.fault({ fault: "commit-then-server-error", path: "/users/u1" });
    expect((await client.put("/users/u1", { name: "One" })).status).toBe(500);
    expect((await client.get("/users/u1")).status).toBe(200);
  });

  it("meets random faults at a rate, the same ones with the same seed", async () => {
    const statuses = async (faultSeed: number) => {
      await using client = await startClient({ faultRate: "0.5", faultSeed });
      const found: number[] = [];
      for (let count = 0; count < 12; count += 1) {
        found.push(
          await client.get("/users").then(
            ({ status }) => status,
            () => 0,
          ),
        );
      }
      return found;
    };
    const once = await statuses(5);
    expect(once).toEqual(await statuses(5));
    expect(new Set(once).size).toBeGreaterThan(1);
  });

  it.each([
    ["/users/u2", { name: "Two", link: "x" }],
    ["/conversations/c1", { type: "group" }],
    ["/conversations/c1/participants/u1", { role: "admin" }],
    ["", { name: "App" }],
  ])("E9: unknownFields refuse: refuses what is not known of %s", async (path, body) => {
    await using client = await startClient({ unknownFields: "refuse" });
    await addUsers(client, "u1");
    await client.put("/conversations/c1", { participants: ["u1"] });
    const [field] = Object.keys(body).slice(-1);
    const reasons = { [String(field)]: "This field is not known." };
    expect(await client.put(path, body)).toMatchObject({ status: 400, body: { reasons } });
  });

  it("E9: unknownFields refuse: refuses what is not known of messages, by its place", async () => {
    await using client = await startClient({ unknownFields: "refuse" });
    await addUsers(client, "u1");
    await client.put("/conversations/c1", { participants: ["u1"] });
    const message = { type: "UserMessage", sender: "u1", text: "Hi", createdAt: 5 };
    const imported = { ...message, createdAt: undefined, timestamp: 5, readBy: [], reactions: {} };
    const answers = [await client.post("/conversations/c1/messages", [message]), await client.import([imported])];
    expect(answers.map(({ status, body }) => [status, Object.keys(body.reasons)])).toEqual([
      [400, ["0.createdAt"]],
      [400, ["0.reactions"]],
    ]);
  });

  it("absentAs: leaves absent values out when the switch says so", async () => {
    await using client = await startClient({ absentAs: "missing" });
    await addUsers(client, "u1");
    await client.put("/conversations/c1", { participants: ["u1"] });
    expect(Object.keys((await client.get("/users/u1")).body).sort()).toEqual([
      "createdAt",
      "custom",
      "id",
      "name",
      "role",
    ]);
    expect((await client.get("/conversations/c1")).body).not.toHaveProperty("lastMessage");
  });
});
