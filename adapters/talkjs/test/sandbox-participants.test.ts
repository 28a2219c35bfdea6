import { expect, it } from "vitest";
import { addUsers, type Client, idsOf, say, startClient } from "./sandbox-client.ts";

const PLACE = "/conversations/c1/participants/u3";

async function withConversation(options = {}): Promise<Client> {
  const client = await startClient(options);
  await addUsers(client, "u1", "u2", "u3");
  await client.put("/conversations/c1", { participants: ["u1", "u2"] });
  return client;
}

async function participants(client: Client) {
  return (await client.get("/conversations/c1")).body.participants;
}

it("E36: an empty PUT adds a participant who may do everything", async () => {
  await using client = await withConversation();
  expect(await client.put(PLACE)).toMatchObject({ status: 200, text: "{}" });
  expect((await participants(client)).u3).toMatchObject({ access: "ReadWrite", notify: true });
});

it("E36: a PUT needs the conversation and the user", async () => {
  await using client = await withConversation();
  expect((await client.put("/conversations/nope/participants/u3")).body.errorCode).toBe("CONVERSATION_NOT_FOUND");
  expect((await client.put("/conversations/c1/participants/ghost")).status).toBe(400);
});

it("E37: a PUT resets what it leaves out", async () => {
  await using client = await withConversation();
  await client.put(PLACE, { access: "Read" });
  await client.put(PLACE, { notify: false });
  expect((await participants(client)).u3).toMatchObject({ access: "ReadWrite", notify: false });
});

it("E38: a PATCH changes only what it sends", async () => {
  await using client = await withConversation();
  await client.put(PLACE, { access: "Read" });
  expect(await client.patch(PLACE, { notify: "MentionsOnly" })).toMatchObject({ status: 200, text: "{}" });
  expect((await participants(client)).u3).toMatchObject({ access: "Read", notify: "MentionsOnly" });
});

it("E39: access None hides a participant but leaves him his list", async () => {
  await using client = await withConversation();
  expect((await client.patch("/conversations/c1/participants/u2", { access: "None" })).status).toBe(200);
  expect(Object.keys(await participants(client))).toEqual(["u1"]);
  expect(idsOf(await client.get("/users/u2/conversations"))).toEqual(["c1"]);
  await client.patch("/conversations/c1/participants/u2", { access: "Read" });
  expect((await participants(client)).u2).toMatchObject({ access: "Read" });
});

it("E40: readUntil decides who has read what", async () => {
  await using client = await withConversation();
  const id = await say(client, "c1", "u1", "Hello");
  const { createdAt } = (await client.get(`/conversations/c1/messages/${id}`)).body;
  expect((await participants(client)).u2).toMatchObject({ isUnread: true, readUntil: null });
  expect((await participants(client)).u1).toMatchObject({ isUnread: false });
  await client.patch("/conversations/c1/participants/u2", { readUntil: createdAt });
  await client.patch("/conversations/c1/participants/u1", { readUntil: createdAt - 1 });
  const { everyoneReadUntil, participants: after, lastMessage } = (await client.get("/conversations/c1")).body;
  expect(after.u2).toMatchObject({ isUnread: false, readUntil: createdAt });
  expect(everyoneReadUntil).toBe(createdAt - 1);
  expect(lastMessage.readBy).toEqual(["u2"]);
});

it("E41: a PATCH needs a participant", async () => {
  await using client = await withConversation();
  const answer = await client.patch(PLACE, { notify: false });
  expect(answer).toMatchObject({ status: 404, body: { errorCode: "PARTICIPANT_NOT_FOUND" } });
});

it("E42: leaving works twice and empties the leaver's list, but not before 2021-07-30", async () => {
  await using client = await withConversation();
  await client.put(PLACE);
  expect((await client.delete(PLACE)).status).toBe(200);
  expect((await client.delete(PLACE)).status).toBe(200);
  expect(Object.keys(await participants(client))).toEqual(["u1", "u2"]);
  expect(idsOf(await client.get("/users/u3/conversations"))).toEqual([]);
  const before = await client.get("/users/u3/conversations", { "talkjs-rest-version": "2021-02-09" });
  expect(idsOf(before)).toEqual(["c1"]);
  expect((await client.patch(PLACE, { notify: false })).status).toBe(404);
});

it("E43: refuses one participant too many, and adds none of them", async () => {
  await using client = await withConversation({ participantMax: "3" });
  await addUsers(client, "u4");
  expect((await client.put("/conversations/c1", { participants: ["u3", "u4"] })).status).toBe(400);
  expect(Object.keys(await participants(client))).toEqual(["u1", "u2"]);
  expect((await client.put(PLACE)).status).toBe(200);
  expect((await client.put("/conversations/c1/participants/u4")).status).toBe(400);
  expect((await client.put(PLACE, { notify: false })).status).toBe(200);
});
