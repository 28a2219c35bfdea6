import { beforeAll, describe, expect, it } from "vitest";
import { as, refused, writerOf } from "./sandbox-action.ts";
import { keyed, message, user, useSandbox } from "./sandbox-world.ts";

// One window lasts 10,000 minutes here, so that none ends while a test runs.
function useQuota(options: Readonly<Record<string, unknown>>) {
  const world = useSandbox(options, 0.0001);
  beforeAll(async () => {
    await world.send("users", keyed([user("ann"), user("bob")], "uid"));
    await world.send("messages", { m1: message("m1") });
  });
  return { ...world, ...writerOf(world) };
}

const TOO_MANY = refused(429, "ERR_TOO_MANY_REQUESTS");

describe("4.1: rate classes", () => {
  const core = useQuota({ coreRequestsPerMinute: 1, standardRequestsPerMinute: 3 });
  const sends = useQuota({});
  const free = useQuota({ coreRequestsPerMinute: "off", standardRequestsPerMinute: "off", sendsPerMinute: "off" });

  it("4.1: counts what makes users and groups apart from all else", async () => {
    const made = await core.post("/users", { uid: "cat", name: "Cat" });
    expect(made.headers.get("x-ratelimit-limit")).toBe("1");
    expect(await core.post("/groups", { guid: "g", name: "g" })).toMatchObject(TOO_MANY);
    expect(await core.post("/groups/g/members", {})).toMatchObject(TOO_MANY);
    const read = await core.get("/users");
    expect([read.status, read.headers.get("x-ratelimit-limit")]).toEqual([200, "3"]);
    expect((await core.put("/users/ann", { name: "A" })).status).toBe(200);
    expect((await core.get("/users")).status).toBe(200);
    expect(await core.get("/users")).toMatchObject(TOO_MANY);
    expect((await core.send("users", {})).status).toBe(200);
  });

  it("4.1: lets each user send 30 times, and shows the app's quota until then", async () => {
    const send = (uid: string) => sends.post("/messages/1/thread", { data: { text: "x" } }, as(uid));
    for (let n = 0; n < 30; n++) expect((await send("ann")).headers.get("x-ratelimit-limit")).toBe("20000");
    const last = await send("ANN");
    expect(last).toMatchObject(TOO_MANY);
    expect(last.headers.get("x-ratelimit-limit")).toBe("30");
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(599_000);
    expect((await send("bob")).status).toBe(200);
  });

  it("4.1: lets each user mark as unread 5 times", async () => {
    const mark = (uid: string, other: string) =>
      sends.del(`/users/${other}/conversation/read`, { messageId: 1 }, as(uid));
    for (let n = 0; n < 5; n++) expect((await mark("bob", "ann")).status).toBe(200);
    expect(await mark("bob", "ann")).toMatchObject(TOO_MANY);
    expect((await mark("ann", "bob")).status).toBe(200);
  });

  it("4.1: off has no limit and no headers", async () => {
    const answer = await free.get("/users");
    expect(answer.headers.has("x-ratelimit-limit")).toBe(false);
    const send = () => free.post("/messages/1/thread", { data: { text: "x" } }, as("ann"));
    for (let n = 0; n < 31; n++) expect((await send()).status).toBe(200);
  });
});
