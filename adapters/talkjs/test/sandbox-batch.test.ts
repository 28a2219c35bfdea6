import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Client, startClient, withConversation } from "./sandbox-client.ts";

const HELLO = [{ type: "UserMessage", sender: "u1", text: "Hello" }];
const IMPORT = [{ type: "UserMessage", sender: "u1", text: "Hi", timestamp: 1_600_000_000_000, readBy: [] }];

describe("a batch", () => {
  it("E81: answers each operation with its number, status and body, one failing without the others", async () => {
    await using client = await withConversation();
    const answer = await client.post("/batch", [
      [7, "PUT", "/users/u%204", { name: "Four" }],
      [8, "GET", "/nothing"],
      [9, "GET", "/users/ghost"],
      [3, "PUT", "/users/u5", {}],
      [1, "POST", "/conversations/c1/messages", HELLO],
      [2, "GET", "/conversations/c1/messages", { limit: "1" }],
      [4, "PATCH", "/conversations/c1", {}],
      [5, "GET", ""],
      [6, "GET", "/users/%zz"],
    ]);
    expect(answer).toMatchObject({
      status: 200,
      body: [
        [7, 200, {}],
        [8, 404, "Not found"],
        [9, 404, { errorCode: "USER_NOT_FOUND" }],
        [3, 400, { reasons: { name: expect.any(String) } }],
        [1, 200, [{ id: expect.any(String) }]],
        [2, 200, { data: [{ text: "Hello" }] }],
        [4, 404, "Not found"],
        [5, 200, { id: "sandboxApp" }],
        [6, 400, { errorCode: "INVALID_ARGUMENTS" }],
      ],
    });
    expect((await client.get("/users/u%204")).body).toMatchObject({ id: "u 4", name: "Four" });
  });

  it("E81: undoes what a failing operation had begun, and only that", async () => {
    await using client = await startClient();
    const users = { u1: { name: "One" }, u2: { email: "no list" } };
    const answer = await client.post("/batch", [
      [1, "PUT", "/users", users],
      [2, "PUT", "/users/u3", { name: "Three" }],
    ]);
    expect(answer.body.map(([, status]: readonly number[]) => status)).toEqual([400, 200]);
    expect((await client.get("/users")).body.data).toMatchObject([{ id: "u3" }]);
  });

  it("E81: runs an operation in the API version it names", async () => {
    await using client = await startClient();
    const answer = await client.post("/batch", [
      [1, "GET", "/users/ghost/conversations", {}, { api_version: "2021-07-30" }],
      [2, "GET", "/users/ghost/conversations"],
      [3, "GET", "/users/ghost/conversations", {}, { api_version: "1999-01-01" }],
    ]);
    expect(answer.body).toMatchObject([
      [1, 200, { data: [] }],
      [2, 404, {}],
      [3, 400, {}],
    ]);
  });

  it.each([
    ["E82", "11 operations", Array.from({ length: 11 }, (_, seq) => [seq, "GET", "/users"])],
    [
      "section 11",
      "two operations of one number",
      [
        [1, "GET", "/users"],
        [1, "GET", "/users"],
      ],
    ],
    ["section 11", "an object instead of a list", { operations: [] }],
  ])("%s: refuses %s", async (_, __, body) => {
    await using client = await startClient();
    expect((await client.post("/batch", body)).status).toBe(400);
  });

  it("section 11: takes the query of a GET as texts only", async () => {
    await using client = await startClient();
    expect((await client.post("/batch", [[1, "GET", "/users", { limit: 1 }]])).body[0][1]).toBe(400);
  });

  it("section 11: batchImport: holds imports only when the switch says so, and never files or batches", async () => {
    const statuses = async (client: Client) => {
      const { body } = await client.post("/batch", [
        [1, "POST", "/import/conversations/c1/messages", IMPORT],
        [2, "POST", "/files", {}],
        [3, "POST", "/batch", []],
      ]);
      return body.map(([, status]: readonly number[]) => status);
    };
    await using refusing = await withConversation();
    expect(await statuses(refusing)).toEqual([404, 404, 404]);
    await using accepting = await withConversation({ batchImport: "accept" });
    expect(await statuses(accepting)).toEqual([200, 404, 404]);
  });

  it("E83: batchOrder reversed: runs a user behind who needs him", async () => {
    await using client = await startClient({ batchOrder: "reversed" });
    const answer = await client.post("/batch", [
      [1, "PUT", "/users/u1", { name: "One" }],
      [2, "PUT", "/conversations/c1", { participants: ["u1"] }],
    ]);
    expect(answer.body).toMatchObject([
      [2, 400, {}],
      [1, 200, {}],
    ]);
  });
});

describe("the rate of batches", () => {
  it("E86: lets a batch above the burst wait for its turn", async () => {
    await using client = await startClient({ batchBurst: 1, burst: 1 });
    const statuses = await Promise.all([client.post("/batch", []), client.post("/batch", [])]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("E86: refuses a batch behind 100 that wait", async () => {
    await using client = await startClient({ batchBurst: 1 }, { speed: 0.001 });
    const answered: number[] = [];
    const all = Array.from({ length: 101 }, async () => {
      const { status } = await client.post("/batch", []);
      answered.push(status);
    });
    await Promise.race([...all, sleep(4000)]);
    expect(answered).toEqual([429]);
    void Promise.allSettled(all);
  });

  it("section 3: is not that of other requests", async () => {
    await using client = await startClient({ burst: 100, batchBurst: 100 }, { speed: 0.01 });
    expect((await client.post("/batch", [])).status).toBe(200);
    expect((await client.get("/users")).status).toBe(200);
    expect((await client.get("/users")).status).toBe(429);
  });
});
