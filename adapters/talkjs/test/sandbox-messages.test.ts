import { describe, expect, it } from "vitest";
import { idsOf, say, withConversation } from "./sandbox-client.ts";

const LIST = "/conversations/c1/messages";
const HELLO = { type: "UserMessage", sender: "u1", text: "Hello" };

describe("sending", () => {
  it.each([
    ["E45", "an object instead of a list", HELLO],
    ["E46", "11 messages", Array.from({ length: 11 }, () => HELLO)],
    ["E48", "a sender who is no participant", [HELLO, { ...HELLO, sender: "u3" }]],
    ["E48", "a user's message without a sender", [{ type: "UserMessage", text: "Hello" }]],
    ["E48", "a system message with a sender", [{ ...HELLO, type: "SystemMessage" }]],
    ["E62", "an unknown file token", [{ ...HELLO, text: undefined, content: [{ type: "file", fileToken: "x" }] }]],
    [
      "8.5",
      "a system message with a place",
      [{ type: "SystemMessage", content: [{ type: "location", latitude: 1, longitude: 2 }] }],
    ],
    ["T17", "custom values that are no strings", [HELLO, { ...HELLO, custom: { n: 1 } }]],
    [
      "T21",
      "two blocks",
      [
        {
          ...HELLO,
          text: undefined,
          content: [
            { type: "text", children: [] },
            { type: "text", children: [] },
          ],
        },
      ],
    ],
    ["T33", "an answer to an unknown message", [{ ...HELLO, referencedMessageId: "msg_0000000000000000000000" }]],
  ])("%s: refuses %s and stores nothing", async (_, __, body) => {
    await using client = await withConversation();
    expect((await client.post(LIST, body)).status).toBe(400);
    expect((await client.get(LIST)).body).toEqual({ data: [] });
  });

  it("E47: answers the new ids in order, bare, and lists what was sent together in that order", async () => {
    await using client = await withConversation();
    const answer = await client.post(
      LIST,
      Array.from({ length: 10 }, (_, index) => ({
        ...HELLO,
        sender: index % 2 ? "u1" : "u2",
        text: `Number ${index}`,
      })),
    );
    expect(answer.status).toBe(200);
    const ids = answer.body.map(({ id }: { readonly id: string }) => id);
    for (const id of ids) expect(id).toMatch(/^msg_[0-9A-Za-z]{22}$/u);
    const { data } = (await client.get(LIST)).body;
    expect(data.map(({ id }: { readonly id: string }) => id)).toEqual(ids.toReversed());
    expect(data[0].text).toBe("Number 9");
  });

  it("E47, E68: a sent message has every field, with nulls", async () => {
    await using client = await withConversation();
    const id = await say(client, "c1", "u1", "Hello");
    const message = {
      id,
      conversationId: "c1",
      type: "UserMessage",
      senderId: "u1",
      text: "Hello",
      attachment: null,
      location: null,
      content: [{ type: "text", children: ["Hello"] }],
      custom: {},
      origin: "rest",
      readBy: [],
      referencedMessageId: null,
      reactions: {},
      createdAt: expect.any(Number),
      editedAt: null,
    };
    expect((await client.get(`${LIST}/${id}`)).body).toEqual(message);
    expect((await client.get(LIST)).body).toEqual({ data: [message] });
    expect((await client.get("/conversations/c1")).body.lastMessage).toEqual(message);
  });

  it("E47: a system message has no sender", async () => {
    await using client = await withConversation();
    await client.post(LIST, [{ type: "SystemMessage", text: "*Paid*" }]);
    expect((await client.get(LIST)).body.data).toMatchObject([
      { type: "SystemMessage", senderId: null, text: "*Paid*" },
    ]);
  });

  it("E49: sends once with the same idempotency key", async () => {
    await using client = await withConversation();
    const once = await client.post(LIST, [{ ...HELLO, idempotencyKey: "k1" }]);
    const again = await client.post(LIST, [
      { ...HELLO, idempotencyKey: "k1" },
      { ...HELLO, idempotencyKey: "k2" },
    ]);
    expect(again.body[0]).toEqual(once.body[0]);
    expect(idsOf(await client.get(LIST))).toHaveLength(2);
  });

  it("E50: does not find an unknown conversation", async () => {
    await using client = await withConversation();
    expect(await client.post("/conversations/nope/messages", [HELLO])).toMatchObject({
      status: 404,
      body: { errorCode: "CONVERSATION_NOT_FOUND" },
    });
    expect((await client.get("/conversations/nope/messages")).status).toBe(404);
  });
});

describe("reading", () => {
  it("E68: pages newest first, at most 100 a page", async () => {
    await using client = await withConversation();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await say(client, "c1", "u1", `Number ${count}`));
    expect(idsOf(await client.get(`${LIST}?limit=2`))).toEqual(ids.slice(0, 2));
    expect(idsOf(await client.get(`${LIST}?limit=2&startingAfter=${ids[1]}`))).toEqual(ids.slice(2, 4));
    expect(idsOf(await client.get(`${LIST}?limit=2&startingAfter=${ids[3]}`))).toEqual(ids.slice(4));
    expect((await client.get(`${LIST}?limit=101`)).status).toBe(400);
  });

  it("E69: keeps the raw text and parses it into a tree", async () => {
    await using client = await withConversation();
    const text = "*Hi* <!!mention:u%202|Ann>";
    const id = await say(client, "c1", "u1", text);
    expect((await client.get(`${LIST}/${id}`)).body).toMatchObject({
      text,
      content: [
        {
          type: "text",
          children: [{ type: "bold", children: ["Hi"] }, " ", { type: "mention", id: "u 2", text: "Ann" }],
        },
      ],
    });
  });

  it("E69: keeps a content tree and writes its text", async () => {
    await using client = await withConversation();
    const content = [{ type: "text", children: ["*plain* ", { type: "bold", children: ["bold"] }] }];
    const [{ id }] = (await client.post(LIST, [{ type: "UserMessage", sender: "u1", content }])).body;
    expect((await client.get(`${LIST}/${id}`)).body).toMatchObject({ text: "*plain* *bold*", content });
  });

  it("E71: gives a place as a pair, latitude first, and as a block", async () => {
    await using client = await withConversation();
    const content = [{ type: "location", latitude: 51.4, longitude: 5.5 }];
    const [{ id }] = (await client.post(LIST, [{ type: "UserMessage", sender: "u1", content }])).body;
    expect((await client.get(`${LIST}/${id}`)).body).toMatchObject({ text: "", location: [51.4, 5.5], content });
  });

  it("E18: does not find a message of another conversation", async () => {
    await using client = await withConversation();
    await client.put("/conversations/c2", {});
    const id = await say(client, "c1", "u1", "Hello");
    expect(await client.get(`/conversations/c2/messages/${id}`)).toMatchObject({
      status: 404,
      body: { errorCode: "MESSAGE_NOT_FOUND" },
    });
    expect((await client.get(`/conversations/c2/messages?startingAfter=${id}`)).status).toBe(400);
  });
});

describe("changing", () => {
  it("E72: an edit sets its time and leaves custom alone", async () => {
    await using client = await withConversation();
    const [{ id }] = (await client.post(LIST, [{ ...HELLO, custom: { a: "1" } }])).body;
    expect(await client.put(`${LIST}/${id}`, { text: "_Bye_" })).toMatchObject({ status: 200, text: "{}" });
    expect((await client.get(`${LIST}/${id}`)).body).toMatchObject({
      text: "_Bye_",
      content: [{ type: "text", children: [{ type: "italic", children: ["Bye"] }] }],
      custom: { a: "1" },
      editedAt: expect.any(Number),
    });
  });

  it("E73: custom is merged, and that is no edit", async () => {
    await using client = await withConversation();
    const [{ id }] = (await client.post(LIST, [{ ...HELLO, custom: { a: "1" } }])).body;
    await client.put(`${LIST}/${id}`, { custom: { b: "2" } });
    expect((await client.get(`${LIST}/${id}`)).body).toMatchObject({ custom: { a: "1", b: "2" }, editedAt: null });
  });

  it("E74: a deleted message leaves no trace, and can be deleted again", async () => {
    await using client = await withConversation();
    const kept = await say(client, "c1", "u1", "Stays");
    const gone = await say(client, "c1", "u1", "Goes");
    const answer = await client.post(LIST, [{ ...HELLO, referencedMessageId: gone }]);
    for (let count = 0; count < 2; count += 1) expect((await client.delete(`${LIST}/${gone}`)).status).toBe(200);
    expect((await client.get(`${LIST}/${gone}`)).status).toBe(404);
    const { data } = (await client.get(LIST)).body;
    expect(data.map(({ id }: { readonly id: string }) => id)).toEqual([answer.body[0].id, kept]);
    expect(data[0].referencedMessageId).toBe(gone);
  });
});

describe("reactions", () => {
  const reaction = (id: string, emoji: string, userId?: string) =>
    `${LIST}/${id}/reactions/${encodeURIComponent(emoji)}${userId ? `/${userId}` : ""}`;

  it("E75: count each user once", async () => {
    await using client = await withConversation();
    const id = await say(client, "c1", "u1", "Hello");
    for (let count = 0; count < 2; count += 1) expect((await client.put(reaction(id, "👍", "u1"))).status).toBe(200);
    await client.put(reaction(id, "👍", "u2"));
    await client.put(reaction(id, ":yes:", "u2"));
    const { reactions } = (await client.get(`${LIST}/${id}`)).body;
    expect(reactions).toMatchObject({ "👍": { count: 2 }, ":yes:": { count: 1 } });
    await client.delete(reaction(id, ":yes:", "u2"));
    expect(Object.keys((await client.get(`${LIST}/${id}`)).body.reactions)).toEqual(["👍"]);
  });

  it.each([
    ["❤", "❤️"],
    ["1⃣", "1️⃣"],
    ["🏳‍🌈", "🏳️‍🌈"],
    ["🤷🏽‍♂", "🤷🏽‍♂️"],
    ["👍", "👍"],
    ["☝🏿", "☝🏿"],
  ])("E75: turn %s into its fully-qualified form", async (sent, kept) => {
    await using client = await withConversation();
    const id = await say(client, "c1", "u1", "Hello");
    await client.put(reaction(id, sent, "u1"));
    expect(Object.keys((await client.get(`${LIST}/${id}`)).body.reactions)).toEqual([kept]);
    expect((await client.get(reaction(id, sent))).body.data).toHaveLength(1);
  });

  it("E76: are of at most 50 kinds, and emoji", async () => {
    await using client = await withConversation();
    const id = await say(client, "c1", "u1", "Hello");
    for (let count = 0; count < 50; count += 1) await client.put(reaction(id, `:e${count}:`, "u1"));
    expect((await client.put(reaction(id, ":e50:", "u1"))).status).toBe(400);
    expect((await client.put(reaction(id, ":e49:", "u2"))).status).toBe(200);
    expect((await client.get(reaction(id, "word"))).status).toBe(400);
  });

  it("E77: tell who reacted when asked", async () => {
    await using client = await withConversation();
    const id = await say(client, "c1", "u1", "Hello");
    for (const userId of ["u2", "u1", "u3"]) await client.put(reaction(id, "👍", userId));
    const entry = (userId: string) => ({ userId, createdAt: expect.any(Number) });
    expect((await client.get(`${reaction(id, "👍")}?limit=100`)).body).toEqual({ data: ["u1", "u2", "u3"].map(entry) });
    const rest = await client.get(`${reaction(id, "👍")}?limit=2&startingAfter=u2`);
    expect(rest.body).toEqual({ data: [entry("u3")] });
    expect((await client.get(reaction(id, "👎"))).body).toEqual({ data: [] });
  });
});
