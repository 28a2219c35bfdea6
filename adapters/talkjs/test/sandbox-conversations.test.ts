import { describe, expect, it } from "vitest";
import { addUsers, type Client, idsOf, say, startClient } from "./sandbox-client.ts";

async function withUsers(options = {}): Promise<Client> {
  const client = await startClient(options);
  await addUsers(client, "u1", "u2", "u3");
  return client;
}

/** Three conversations, of which the first one created was written to last, and the second never. */
async function withThree(): Promise<Client> {
  const client = await withUsers();
  for (const id of ["first", "second", "third"]) {
    await client.put(`/conversations/${id}`, { participants: ["u1", "u2"], custom: { name: id } });
  }
  await say(client, "third", "u1", "Hello");
  await say(client, "first", "u2", "Hello");
  return client;
}

const old = (date: string) => ({ "talkjs-rest-version": date });
const filter = (value: unknown) => `filter=${encodeURIComponent(JSON.stringify(value))}`;

describe("one conversation", () => {
  it("E24: is created with its participants", async () => {
    await using client = await withUsers();
    expect(await client.put("/conversations/c1", { participants: ["u1", "u2"], subject: "Hi" })).toMatchObject({
      status: 200,
      text: "{}",
    });
    const joined = {
      access: "ReadWrite",
      notify: true,
      isUnread: false,
      joinedAt: expect.any(Number),
      readUntil: null,
    };
    expect((await client.get("/conversations/c1")).body.participants).toEqual({ u1: joined, u2: joined });
  });

  it("E25: is a bare object with nulls before its first message", async () => {
    await using client = await withUsers();
    await client.put("/conversations/c1", { subject: "Hi", welcomeMessages: ["Welcome"] });
    expect((await client.get("/conversations/c1")).body).toEqual({
      id: "c1",
      subject: "Hi",
      topicId: null,
      photoUrl: null,
      welcomeMessages: ["Welcome"],
      custom: {},
      participants: {},
      lastMessage: null,
      createdAt: expect.any(Number),
      everyoneReadUntil: null,
    });
  });

  it("E26: only ever gains participants, and keeps the settings of those it has", async () => {
    await using client = await withUsers();
    await client.put("/conversations/c1", { participants: ["u1", "u2"], subject: "Hi" });
    await client.put("/conversations/c1/participants/u1", { notify: false });
    await client.put("/conversations/c1", { participants: ["u3", "u1"] });
    const { participants, subject } = (await client.get("/conversations/c1")).body;
    expect(Object.keys(participants)).toEqual(["u1", "u2", "u3"]);
    expect({ notify: participants.u1.notify, subject }).toEqual({ notify: false, subject: "Hi" });
  });

  it("E27: refuses an unknown participant, makes him up, or leaves him out, as the switch says", async () => {
    await using strict = await startClient();
    expect((await strict.put("/conversations/c1", { participants: ["ghost"] })).status).toBe(400);
    expect((await strict.get("/conversations/c1")).status).toBe(404);
    await using stub = await startClient({ unknownParticipant: "stub" });
    await stub.put("/conversations/c1", { participants: ["ghost"] });
    expect((await stub.get("/users/ghost")).status).toBe(200);
    await using lenient = await startClient({ unknownParticipant: "ignore" });
    await lenient.put("/conversations/c1", { participants: ["ghost"] });
    expect((await lenient.get("/conversations/c1")).body.participants).toEqual({});
  });

  it("E28: may have no participants", async () => {
    await using client = await startClient();
    expect((await client.put("/conversations/c1", {})).status).toBe(200);
    expect((await client.get("/conversations/c1")).body.participants).toEqual({});
  });

  it("E44: is deleted with its messages", async () => {
    await using client = await withThree();
    const id = await say(client, "first", "u1", "Bye");
    expect(await client.delete("/conversations/first")).toMatchObject({ status: 200, text: "{}" });
    expect(await client.get("/conversations/first")).toMatchObject({
      status: 404,
      body: { errorCode: "CONVERSATION_NOT_FOUND" },
    });
    await client.put("/conversations/first", {});
    expect((await client.get("/conversations/first/messages")).body).toEqual({ data: [] });
    expect((await client.get(`/conversations/first/messages/${id}`)).status).toBe(404);
  });
});

describe("lists of conversations", () => {
  it("E29: are ordered by last activity, newest first, empty ones included", async () => {
    await using client = await withThree();
    expect(idsOf(await client.get("/conversations"))).toEqual(["first", "third", "second"]);
    const pages = ["", "&startingAfter=first", "&startingAfter=third", "&startingAfter=second"];
    const answers = await Promise.all(pages.map((after) => client.get(`/conversations?limit=1${after}`)));
    expect(answers.map(idsOf)).toEqual([["first"], ["third"], ["second"], []]);
  });

  it("E29: fall back to the creation when the last message is deleted", async () => {
    await using client = await withThree();
    const last = (await client.get("/conversations/first")).body.lastMessage.id;
    await client.delete(`/conversations/first/messages/${last}`);
    expect(idsOf(await client.get("/conversations"))).toEqual(["third", "second", "first"]);
  });

  it("E30: are ordered by creation before 2021-02-09, whatever is asked for", async () => {
    await using client = await withThree();
    const list = "/conversations?orderBy=lastActivity&orderDirection=ASC";
    expect(idsOf(await client.get(list, old("2021-01-01")))).toEqual(["third", "second", "first"]);
    expect(idsOf(await client.get(list, old("2021-02-09")))).toEqual(["second", "third", "first"]);
  });

  it("E30: are ordered as the app's own version says", async () => {
    await using client = await startClient({ defaultVersion: "2021-01-01" });
    for (const id of ["a", "b"]) await client.put(`/conversations/${id}`, {});
    expect(idsOf(await client.get("/conversations?orderBy=createdAt&orderDirection=ASC"))).toEqual(["b", "a"]);
    expect((await client.get("/conversations", old("yesterday"))).status).toBe(400);
  });

  it("E31: are ordered by creation, oldest first, when asked to", async () => {
    await using client = await withThree();
    const list = "/conversations?orderBy=createdAt&orderDirection=ASC";
    expect(idsOf(await client.get(list))).toEqual(["first", "second", "third"]);
    expect(idsOf(await client.get(`${list}&limit=1&startingAfter=first`))).toEqual(["second"]);
    expect((await client.get("/conversations?orderBy=subject")).status).toBe(400);
  });

  it("E31: start at a timestamp of the sort key", async () => {
    await using client = await withThree();
    const { createdAt } = (await client.get("/conversations/second")).body;
    const list = `/conversations?orderBy=createdAt&offsetTs=${createdAt}`;
    expect(idsOf(await client.get(`${list}&orderDirection=ASC`))).toEqual(["second", "third"]);
    expect(idsOf(await client.get(`${list}&orderDirection=DESC`))).toEqual(["second", "first"]);
    expect((await client.get("/conversations?offsetTs=soon")).status).toBe(400);
  });

  it("E32: are bounded by the last message, leaving out empty conversations", async () => {
    await using client = await withThree();
    const at = (await client.get("/conversations/third")).body.lastMessage.createdAt;
    expect(idsOf(await client.get(`/conversations?lastMessageAfter=${at}`))).toEqual(["first"]);
    expect(idsOf(await client.get(`/conversations?lastMessageAfter=${at - 1}`))).toEqual(["first", "third"]);
    expect(idsOf(await client.get(`/conversations?lastMessageBefore=${at + 1}`))).toEqual(["third"]);
    expect(idsOf(await client.get("/conversations?lastMessageBefore=9999999999999"))).toEqual(["first", "third"]);
  });

  it.each([
    [{ custom: { name: "third" } }, ["third"]],
    [{ custom: { name: ["==", "third"] } }, ["third"]],
    [{ custom: { name: ["!=", "third"] } }, ["first", "second"]],
    [{ custom: { name: ["oneOf", ["first", "second", "Third"]] } }, ["first", "second"]],
    [{ custom: { name: ["!oneOf", ["first", "second"]] } }, ["third"]],
    [{ custom: { name: "exists", colour: "!exists" } }, ["first", "third", "second"]],
    [{ custom: { name: "!exists" } }, []],
  ])("E33: are filtered by custom fields: %j", async (wanted, found) => {
    await using client = await withThree();
    expect(idsOf(await client.get(`/conversations?${filter(wanted)}`)).toSorted()).toEqual(found.toSorted());
  });

  it("E33: fill their pages although most conversations do not match", async () => {
    await using client = await withThree();
    const list = `/conversations?limit=1&${filter({ custom: { name: ["oneOf", ["first", "second"]] } })}`;
    expect(idsOf(await client.get(`${list}&startingAfter=first`))).toEqual(["second"]);
  });

  it.each(["{", "[]", '{"colour":"red"}', '{"custom":{"name":["like","x"]}}'])(
    "E33: refuse the filter %s",
    async (text) => {
      await using client = await withThree();
      expect((await client.get(`/conversations?filter=${encodeURIComponent(text)}`)).status).toBe(400);
    },
  );

  it("E33: of a user are filtered by his access", async () => {
    await using client = await withThree();
    await client.put("/conversations/second/participants/u1", { access: "Read" });
    expect(idsOf(await client.get(`/users/u1/conversations?${filter({ access: ["==", "Read"] })}`))).toEqual([
      "second",
    ]);
    expect((await client.get(`/conversations?${filter({ access: ["==", "Read"] })}`)).status).toBe(400);
  });

  it("E34: of an unknown user are not found, and empty before 2024-01-01", async () => {
    await using client = await withUsers();
    expect(await client.get("/users/unknown/conversations")).toMatchObject({
      status: 404,
      body: { errorCode: "USER_NOT_FOUND" },
    });
    const before = await client.get("/users/unknown/conversations", old("2021-07-30"));
    expect(before).toMatchObject({ status: 200, body: { data: [] } });
  });

  it("E35: of a user hold his own, or only those he has not read", async () => {
    await using client = await withThree();
    await client.put("/conversations/foreign", { participants: ["u2", "u3"] });
    await say(client, "foreign", "u2", "Psst");
    expect(idsOf(await client.get("/users/u1/conversations"))).toEqual(["first", "third", "second"]);
    expect(idsOf(await client.get("/users/u1/conversations?unreadsOnly=true"))).toEqual(["first"]);
    await client.patch("/conversations/first/participants/u1", { readUntil: 9_999_999_999_999 });
    expect(idsOf(await client.get("/users/u1/conversations?unreadsOnly=true"))).toEqual([]);
  });
});
