import { describe, expect, it } from "vitest";
import { idsOf, say, startClient, withConversation } from "./sandbox-client.ts";

const LIST = "/conversations/c1/messages";
const AT = 1_600_000_000_123;
const G1 = { type: "UserMessage", sender: "u1", text: "Hi", timestamp: AT, readBy: ["u2", "u1"] };
const G2 = { type: "UserMessage", sender: "u1", createdAt: AT, content: [{ type: "text", children: ["*Hi*"] }] };
const { timestamp: _timestamp, ...WITHOUT_TIME } = G1;

describe("importing in the documented dialect", () => {
  it("E51: keeps time, author and readers, answers the new ids bare and in order", async () => {
    await using client = await withConversation();
    const answer = await client.import([
      { ...G1, custom: { sourceId: "x1" } },
      { ...G1, timestamp: AT + 5, sender: "u2" },
    ]);
    expect(answer.status).toBe(200);
    const ids = answer.body.map(({ id }: { readonly id: string }) => id);
    expect(answer.body).toEqual(ids.map((id: string) => ({ id })));
    expect((await client.get(LIST)).body.data).toEqual([
      expect.objectContaining({ id: ids[1], createdAt: AT + 5, senderId: "u2", readBy: ["u1"] }),
      {
        id: ids[0],
        conversationId: "c1",
        type: "UserMessage",
        senderId: "u1",
        text: "Hi",
        attachment: null,
        location: null,
        content: [{ type: "text", children: ["Hi"] }],
        custom: { sourceId: "x1" },
        origin: "import",
        readBy: ["u2"],
        referencedMessageId: null,
        reactions: {},
        createdAt: AT,
        editedAt: null,
      },
    ]);
  });

  it.each(["readBy", "timestamp", "sender", "text", "type"])("E52: asks for %s by name", async (field) => {
    await using client = await withConversation();
    const { [field]: _absent, ...rest } = G1 as Readonly<Record<string, unknown>>;
    const answer = await client.import([G1, rest]);
    expect(answer).toMatchObject({ status: 400, body: { reasons: { [`1.${field}`]: expect.any(String) } } });
    expect((await client.get(LIST)).body).toEqual({ data: [] });
  });

  it.each([
    ["E54", "the other dialect's time", [{ ...WITHOUT_TIME, createdAt: AT }]],
    ["E54", "the other dialect's content", [{ ...G1, content: G2.content }]],
    ["E55", "11 messages", Array.from({ length: 11 }, () => G1)],
    ["E57", "a sender who is no participant", [G1, { ...G1, sender: "u3" }]],
    ["E57", "a sender who is nobody", [G1, { ...G1, sender: "nobody" }]],
    ["E58", "a system message", [G1, { type: "SystemMessage", text: "Joined", timestamp: AT, readBy: [] }]],
    ["E61", "an object instead of a list", G1],
    ["E62", "an unknown token", [G1, { ...G1, text: "", attachmentToken: "x" }]],
    ["E64", "a time that is text", [{ ...G1, timestamp: String(AT) }]],
    ["E64", "a time before 1970", [{ ...G1, timestamp: -1 }]],
    ["T17", "custom values that are no strings", [G1, { ...G1, custom: { n: 1 } }]],
    ["section 10", "a message with nothing in it", [G1, { ...G1, text: "" }]],
  ])("%s: refuses %s and stores nothing", async (_, __, body) => {
    await using client = await withConversation();
    expect((await client.import(body)).status).toBe(400);
    expect((await client.get(LIST)).body).toEqual({ data: [] });
  });

  it("E57: refuses a former participant until he is one again", async () => {
    await using client = await withConversation();
    await client.delete("/conversations/c1/participants/u2");
    expect((await client.import([{ ...G1, sender: "u2" }])).status).toBe(400);
    await client.put("/conversations/c1/participants/u2");
    expect((await client.import([{ ...G1, sender: "u2" }])).status).toBe(200);
  });

  it("E56: stores the same message again under another id", async () => {
    await using client = await withConversation();
    const keyed = [{ ...G1, custom: { sourceId: "x1" }, idempotencyKey: "k1" }];
    const answers = [await client.import(keyed), await client.import(keyed)];
    const ids = answers.map(({ body }) => body[0].id);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(idsOf(await client.get(LIST))).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(2);
  });

  it("E59: does not find an unknown conversation", async () => {
    await using client = await withConversation();
    expect(await client.import([G1], "nope")).toMatchObject({
      status: 404,
      body: { errorCode: "CONVERSATION_NOT_FOUND" },
    });
  });

  it("E60: takes nothing, and says so", async () => {
    await using client = await withConversation();
    expect(await client.import([])).toMatchObject({ status: 200, body: [] });
  });

  it("E63: ignores what cannot be imported", async () => {
    await using client = await withConversation();
    const more = { id: "msg_mine", reactions: { "👍": {} }, editedAt: 5, origin: "web", referencedMessageId: "msg_x" };
    const [{ id }] = (await client.import([{ ...G1, ...more }])).body;
    expect((await client.get(`${LIST}/${id}`)).body).toMatchObject({
      id: expect.not.stringContaining("mine"),
      reactions: {},
      editedAt: null,
      origin: "import",
      referencedMessageId: null,
    });
  });

  it("E64: takes seconds for 1970, and the future for what it is", async () => {
    await using client = await withConversation();
    const times = [4_000_000_000_000, 1_600_000_000];
    await client.import(times.map((timestamp) => ({ ...G1, timestamp })));
    const { data } = (await client.get(LIST)).body;
    expect(data.map(({ createdAt }: { readonly createdAt: number }) => createdAt)).toEqual(times);
  });

  it("E66: leaves the last message the last in time", async () => {
    await using client = await withConversation();
    await client.put("/conversations/c2", { participants: ["u1"] });
    await client.import([
      { ...G1, text: "Newest" },
      { ...G1, timestamp: AT - 9, text: "Older" },
    ]);
    await client.import([{ ...G1, timestamp: AT - 5 }]);
    await client.import([{ ...G1, timestamp: AT - 1, text: "Between" }], "c2");
    const { data } = (await client.get("/conversations")).body;
    expect(data.map(({ lastMessage }: { readonly lastMessage: { text: string } }) => lastMessage.text)).toEqual([
      "Newest",
      "Between",
    ]);
  });

  it("E67: lists what was sent at the same instant by id, not by arrival", async () => {
    await using client = await withConversation();
    const answer = await client.import(Array.from({ length: 10 }, () => G1));
    const ids = answer.body.map(({ id }: { readonly id: string }) => id);
    expect(idsOf(await client.get(LIST))).toEqual(ids.toSorted());
  });

  it("T39: counts as unread for whom it does not name, and as read for whom it does", async () => {
    await using client = await withConversation();
    await client.import([{ ...G1, readBy: [] }]);
    const unread = async () => (await client.get("/conversations/c1")).body.participants.u2.isUnread;
    expect(await unread()).toBe(true);
    await client.import([{ ...G1, timestamp: AT + 1 }]);
    expect(await unread()).toBe(false);
    const ofUser = await client.get("/users/u2/conversations?unreadsOnly=true");
    expect(ofUser.body.data).toEqual([]);
  });

  it("T38: forgets who has read when there are more than 300 participants", async () => {
    await using client = await withConversation({ participantMax: "none", unknownParticipant: "stub" });
    const many = Array.from({ length: 299 }, (_, index) => `m${index}`);
    await client.put("/conversations/c1", { participants: many });
    const [{ id }] = (await client.import([G1])).body;
    expect((await client.get(`${LIST}/${id}`)).body.readBy).toEqual([]);
  });
});

describe("the order of checks", () => {
  const bad = { text: "not of this conversation", attachmentToken: "unknown" };
  it.each([
    ["the size of the list", Array.from({ length: 11 }, () => ({})), "nope", 400, ["body"]],
    ["the shape of messages", [{ ...G1, sender: "u3" }, {}], "nope", 400, ["1.type"]],
    ["the conversation", [{ ...G1, ...bad, sender: "u3" }], "nope", 404, ["0"]],
    [
      "who takes part",
      [
        { ...G1, ...bad },
        { ...G1, sender: "u3" },
      ],
      "c1",
      400,
      ["1.sender"],
    ],
    ["the tokens", [{ ...G1, ...bad }], "c1", 400, ["attachmentToken"]],
  ] as const)("16.2: looks at %s before what comes behind", async (_, messages, conversationId, status, reasons) => {
    await using client = await withConversation();
    const answer = await client.import(messages, conversationId);
    expect([answer.status, Object.keys(answer.body.reasons)]).toEqual([status, reasons]);
  });
});

describe("importing in the newer dialect", () => {
  const START = { importDialect: "g2" };

  it("E53: takes text or content, with a time called createdAt", async () => {
    await using client = await withConversation(START);
    const { content: _content, ...rest } = G2;
    const answer = await client.import([G2, { ...rest, text: "*Hi*", createdAt: AT + 1 }]);
    expect(answer.status).toBe(200);
    expect((await client.get(LIST)).body.data).toMatchObject([
      { createdAt: AT + 1, text: "*Hi*", content: [{ children: [{ type: "bold", children: ["Hi"] }] }], readBy: [] },
      { createdAt: AT, text: "*Hi*", content: [{ type: "text", children: ["*Hi*"] }], origin: "import" },
    ]);
  });

  it("E53: takes system messages, without a sender", async () => {
    await using client = await withConversation(START);
    const joined = { type: "SystemMessage", createdAt: AT, text: "Bob joined" };
    expect((await client.import([joined])).status).toBe(200);
    expect((await client.get(LIST)).body.data).toMatchObject([
      { type: "SystemMessage", senderId: null, origin: "import", readBy: [] },
    ]);
    expect((await client.import([{ ...joined, sender: "u1" }])).status).toBe(400);
  });

  it.each([
    ["E54", "the other dialect's time", { ...G2, timestamp: AT }],
    ["E54", "the other dialect's readers", { ...G2, readBy: [] }],
    ["E54", "the other dialect's file", { ...G2, attachmentToken: "x" }],
    ["E53", "text and content", { ...G2, text: "Hi" }],
    ["E53", "no time", { ...G2, createdAt: undefined }],
    ["T21", "two blocks", { ...G2, content: [...G2.content, ...G2.content] }],
    ["8.3", "a node of no type", { ...G2, content: [{ type: "text", children: [{ type: "blink", text: "Hi" }] }] }],
    [
      "8.3",
      "an automatic link to elsewhere",
      {
        ...G2,
        content: [{ type: "text", children: [{ type: "autoLink", url: "https://a.example", text: "b.example" }] }],
      },
    ],
    [
      "8.5",
      "a system message with a place",
      { type: "SystemMessage", createdAt: AT, content: [{ type: "location", latitude: 1, longitude: 2 }] },
    ],
  ])("%s: refuses %s", async (_, __, message) => {
    await using client = await withConversation(START);
    expect((await client.import([message])).status).toBe(400);
  });

  it("8.3: takes every documented node", async () => {
    await using client = await withConversation(START);
    const children = [
      { type: "bulletList", children: [{ type: "bulletPoint", children: [{ type: "bold", children: ["a"] }] }] },
      { type: "italic", children: [{ type: "strikethrough", children: ["b"] }] },
      { type: "codeSpan", text: "c" },
      { type: "customEmoji", text: ":d:" },
      { type: "link", url: "https://e.example", children: ["e"] },
      { type: "autoLink", url: "https://f.example/", text: "f.example" },
      { type: "autoLink", url: "tel:+15551234", text: "+1 (555) 1234" },
      { type: "actionButton", action: "g", params: { h: "i" }, children: ["g"] },
      { type: "mention", id: "u 2", text: "Ann" },
    ];
    const [{ id }] = (await client.import([{ ...G2, content: [{ type: "text", children }] }])).body;
    expect((await client.get(`${LIST}/${id}`)).body.content).toEqual([{ type: "text", children }]);
  });
});

describe("the import's switches", () => {
  it("importDialect both: takes either, and the newer time of two", async () => {
    await using client = await withConversation({ importDialect: "both" });
    expect((await client.import([G1, G2, { ...G1, createdAt: AT + 7 }])).status).toBe(200);
    expect((await client.get(LIST)).body.data[0].createdAt).toBe(AT + 7);
    expect((await client.import([WITHOUT_TIME])).status).toBe(400);
  });

  it.each([
    ["g1", { ...WITHOUT_TIME, readBy: undefined, createdAt: AT }],
    ["g2", G1],
  ])(
    "E54: importForeign ignore: dates a message of the other dialect than %s to the present",
    async (importDialect, message) => {
      await using client = await withConversation({ importDialect, importForeign: "ignore" });
      const before = Date.now();
      expect((await client.import([message])).status).toBe(200);
      expect((await client.get(LIST)).body.data[0].createdAt).toBeGreaterThanOrEqual(before);
    },
  );

  it("E55: importMax: takes so many", async () => {
    await using client = await withConversation({ importMax: "100" });
    expect((await client.import(Array.from({ length: 100 }, () => G1))).body).toHaveLength(100);
    expect((await client.import(Array.from({ length: 101 }, () => G1))).status).toBe(400);
  });

  it("importAtomic partial: keeps what stands before the bad one, and refuses all the same", async () => {
    await using client = await withConversation({ importAtomic: "partial" });
    const answer = await client.import([G1, { ...G1, timestamp: AT + 1 }, { ...G1, sender: "u3" }, G1]);
    expect(answer).toMatchObject({ status: 400, body: { reasons: { "2.sender": expect.any(String) } } });
    expect(idsOf(await client.get(LIST))).toHaveLength(2);
    expect((await client.get("/conversations/c1")).body.lastMessage.createdAt).toBe(AT + 1);
  });

  it("E58: importSystem: decides over system messages whatever the dialect", async () => {
    await using on = await withConversation({ importSystem: "on" });
    const joined = { type: "SystemMessage", text: "Joined", timestamp: AT, readBy: [] };
    expect((await on.import([joined])).status).toBe(200);
    await using off = await withConversation({ importSystem: "off", importDialect: "g2" });
    expect((await off.import([{ type: "SystemMessage", text: "Joined", createdAt: AT }])).status).toBe(400);
  });

  it("importReplies keep: keeps the message that is answered, if it is there", async () => {
    await using client = await withConversation({ importReplies: "keep" });
    const target = await say(client, "c1", "u1", "Hello");
    const [{ id }] = (await client.import([{ ...G1, referencedMessageId: target }])).body;
    expect((await client.get(`${LIST}/${id}`)).body.referencedMessageId).toBe(target);
    expect((await client.import([{ ...G1, referencedMessageId: "msg_x" }])).status).toBe(400);
  });

  it("importEmpty accept: takes a message with nothing in it", async () => {
    await using client = await withConversation({ importEmpty: "accept" });
    expect((await client.import([{ ...G1, text: "" }])).status).toBe(200);
  });

  it("readOnlySender: decides over who may only read", async () => {
    for (const [readOnlySender, status] of [
      ["refuse", 400],
      ["accept", 200],
    ] as const) {
      await using client = await withConversation({ readOnlySender });
      await client.put("/conversations/c1/participants/u1", { access: "Read" });
      expect((await client.import([G1])).status).toBe(status);
    }
  });
});

describe("faults while importing", () => {
  it.each(["commit-then-server-error", "commit-then-cut"])(
    "E88: %s has stored what it does not answer",
    async (fault) => {
      await using client = await withConversation();
      await client.fault({ fault, path: "/import/" });
      const status = await client.import([G1]).then(
        (answer) => answer.status,
        () => "cut",
      );
      expect(status).toBe(fault === "commit-then-cut" ? "cut" : 500);
      expect(idsOf(await client.get(LIST))).toHaveLength(1);
    },
  );

  it.each([
    ["server-error", 500],
    ["bad-gateway", 502],
    ["too-many-requests", 429],
  ])("16.1: %s has stored nothing", async (fault, status) => {
    await using client = await withConversation();
    await client.fault({ fault, path: "/import/", count: 2 });
    expect([(await client.import([G1])).status, (await client.import([G1])).status]).toEqual([status, status]);
    expect(idsOf(await client.get(LIST))).toHaveLength(0);
    expect((await client.import([G1])).status).toBe(200);
  });

  it("16.1: slow and not-json have stored what they answer late or not as JSON", async () => {
    await using client = await withConversation();
    await client.fault({ fault: "slow", path: "/import/", delayMs: 20 });
    await client.fault({ fault: "not-json", path: "/import/", skip: 1 });
    expect((await client.import([G1])).body).toHaveLength(1);
    expect(await client.import([G1])).toMatchObject({ status: 200, body: undefined });
    expect(idsOf(await client.get(LIST))).toHaveLength(2);
  });

  it("missing-key: answers one id too few", async () => {
    await using client = await withConversation();
    await client.fault({ fault: "missing-key", path: "/import/" });
    expect((await client.import([G1, G1])).body).toHaveLength(1);
    expect(idsOf(await client.get(LIST))).toHaveLength(2);
  });
});

describe("the world", () => {
  it.each([
    [{}, { sample: true, side: "source" }, true],
    [{}, { sample: true }, true],
    [{}, { sample: true, side: "sink" }, false],
    [{}, { sample: false }, false],
    [{ world: "none" }, { sample: true, side: "source" }, false],
    [{ world: "sample" }, { side: "sink" }, true],
  ] as const)("with %j as %j: holds the sample: %j", async (options, start, held) => {
    await using client = await startClient(options, start);
    expect((await client.get("/users")).body.data.length > 0).toBe(held);
  });
});

describe("the config", () => {
  it.each([
    ["g1", "g1"],
    ["g2", "g2"],
    ["both", "g2"],
  ])("of a target with importDialect %s names the dialect %s", async (importDialect, dialect) => {
    await using target = await startClient({ importDialect }, { side: "sink" });
    expect(target.config.dialect).toBe(dialect);
    await using source = await startClient({ importDialect }, { side: "source" });
    expect(source.config).not.toHaveProperty("dialect");
  });
});
