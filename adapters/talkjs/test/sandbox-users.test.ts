import { describe, expect, it } from "vitest";
import { addUsers, idsOf, startClient } from "./sandbox-client.ts";

describe("writing users", () => {
  it("E9: ignores unknown fields", async () => {
    await using client = await startClient();
    expect((await client.put("/users/u1", { name: "One", shoeSize: 43 })).status).toBe(200);
    expect((await client.get("/users/u1")).body).not.toHaveProperty("shoeSize");
  });

  it("E10: fills a new user with defaults and nulls", async () => {
    await using client = await startClient();
    await client.put("/users/u1", { name: "One" });
    expect((await client.get("/users/u1")).body).toEqual({
      id: "u1",
      name: "One",
      email: null,
      phone: null,
      photoUrl: null,
      role: "default",
      locale: null,
      welcomeMessage: null,
      availabilityText: null,
      custom: {},
      pushTokens: null,
      createdAt: expect.any(Number),
    });
  });

  it("E11: refuses a new user without a name", async () => {
    await using client = await startClient();
    for (const body of [{}, undefined]) {
      expect(await client.put("/users/u1", body)).toMatchObject({ status: 400, body: { reasons: { name: /name/u } } });
    }
    expect((await client.get("/users/u1")).status).toBe(404);
  });

  it("E12: changes only what is sent", async () => {
    await using client = await startClient();
    await client.put("/users/u1", { name: "One", role: "buyer" });
    await client.put("/users/u1", { email: ["a@b"] });
    expect((await client.get("/users/u1")).body).toMatchObject({ name: "One", role: "buyer", email: ["a@b"] });
  });

  it("E13: clears a field with null", async () => {
    await using client = await startClient();
    await client.put("/users/u1", { name: "One", photoUrl: "https://example.com/1.jpg" });
    await client.put("/users/u1", { photoUrl: null });
    expect((await client.get("/users/u1")).body.photoUrl).toBeNull();
  });

  it("E14: merges custom, removes a key with null and all with null", async () => {
    await using client = await startClient();
    const custom = async (patch: unknown) => {
      await client.put("/users/u1", { name: "One", custom: patch });
      return (await client.get("/users/u1")).body.custom;
    };
    await custom({ a: "1" });
    expect(await custom({ b: "2" })).toEqual({ a: "1", b: "2" });
    expect(await custom({ a: null })).toEqual({ b: "2" });
    expect(await custom(null)).toEqual({});
  });

  it.each([{ n: 5 }, { nested: { a: "1" } }, { yes: true }])(
    "E15: refuses custom %o and changes nothing",
    async (custom) => {
      await using client = await startClient();
      await client.put("/users/u1", { name: "One", custom: { a: "1" } });
      expect((await client.put("/users/u1", { name: "Two", custom })).status).toBe(400);
      expect((await client.get("/users/u1")).body).toMatchObject({ name: "One", custom: { a: "1" } });
    },
  );

  it("E16: refuses an e-mail that is no list", async () => {
    await using client = await startClient();
    const answer = await client.put("/users/u1", { name: "One", email: "a@b" });
    expect(answer).toMatchObject({ status: 400, body: { reasons: { email: expect.any(String) } } });
  });

  it("E17: stores any photo URL and any role", async () => {
    await using client = await startClient();
    await client.put("/users/u1", { name: "One", photoUrl: "photo_url", role: "anything" });
    expect((await client.get("/users/u1")).body).toMatchObject({ photoUrl: "photo_url", role: "anything" });
  });

  it("E18: does not find an unknown user", async () => {
    await using client = await startClient();
    expect(await client.get("/users/unknown")).toMatchObject({ status: 404, body: { errorCode: "USER_NOT_FOUND" } });
  });

  it("E19: applies none of many users when one is invalid", async () => {
    await using client = await startClient();
    const answer = await client.put("/users", { u1: { name: "One" }, u2: { name: 2 }, u3: { name: "Three" } });
    expect(answer.status).toBe(400);
    expect((await client.get("/users")).body.data).toEqual([]);
  });

  it("E20: refuses 101 users at once", async () => {
    await using client = await startClient();
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`u${n}`, { name: "U" }]));
    expect((await client.put("/users", many(101))).status).toBe(400);
    expect((await client.get("/users")).body.data).toEqual([]);
    expect((await client.put("/users", many(100))).status).toBe(200);
    expect((await client.get("/users?limit=100")).body.data).toHaveLength(100);
  });

  it.each([
    "Bob",
    "a.b@c.de",
    "dept/x",
    "50%",
    "a%2Fb",
    "two words",
    "李雷",
    "who?a=1&b#2+3",
    "🦊",
    "0",
    "x".repeat(150),
  ])("T45: keeps the id %s apart from its encoding", async (id) => {
    await using client = await startClient();
    await addUsers(client, id, id.toLowerCase(), `${id}2`);
    const answer = await client.get(`/users/${encodeURIComponent(id)}`);
    expect(answer).toMatchObject({ status: 200, body: { id } });
  });
});

describe("listing users", () => {
  it("E21: hands out pages behind an id, then an empty one", async () => {
    await using client = await startClient();
    await addUsers(client, "a", "b", "c", "d", "e");
    const pages = ["", "&startingAfter=b", "&startingAfter=d", "&startingAfter=e"].map((after) =>
      client.get(`/users?limit=2${after}`),
    );
    expect((await Promise.all(pages)).map(idsOf)).toEqual([["a", "b"], ["c", "d"], ["e"], []]);
  });

  it("E21: hands out 10 where no limit is given", async () => {
    await using client = await startClient();
    await addUsers(client, ...Array.from({ length: 12 }, (_, index) => `u${index}`));
    expect(idsOf(await client.get("/users"))).toHaveLength(10);
  });

  it.each(["0", "-1", "abc", "1.5", "", "101"])("E22: refuses the limit %j", async (limit) => {
    await using client = await startClient();
    expect(await client.get(`/users?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { reasons: { limit: /./u } },
    });
  });

  it("E22: gives a smaller page when the switch says so", async () => {
    await using client = await startClient({ overLimit: "clamp", conversationPageMax: "2" });
    for (const id of ["c1", "c2", "c3"]) await client.put(`/conversations/${id}`, {});
    expect(idsOf(await client.get("/conversations?limit=100"))).toHaveLength(2);
    expect((await client.get("/users?limit=101")).status).toBe(200);
    expect((await client.get("/users?limit=0")).status).toBe(400);
  });

  it("E22: takes at most 30 conversations a page, 100 with the switch of older times", async () => {
    await using today = await startClient();
    expect((await today.get("/conversations?limit=30")).status).toBe(200);
    expect((await today.get("/conversations?limit=31")).status).toBe(400);
    await using before = await startClient({ conversationPageMax: 100 });
    expect((await before.get("/conversations?limit=100")).status).toBe(200);
  });

  it("E23: refuses an unknown place to start, or has nothing there when the switch says so", async () => {
    await using strict = await startClient();
    await using lenient = await startClient({ unknownCursor: "empty" });
    for (const client of [strict, lenient]) {
      await addUsers(client, "u1");
      await client.put("/conversations/c1", {});
    }
    for (const list of ["/users", "/conversations", "/conversations/c1/messages"]) {
      expect((await strict.get(`${list}?startingAfter=nope`)).status).toBe(400);
      expect((await lenient.get(`${list}?startingAfter=nope`)).body).toEqual({ data: [] });
    }
  });
});
