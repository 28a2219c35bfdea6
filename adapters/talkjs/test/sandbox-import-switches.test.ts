import { describe, expect, it } from "vitest";
import { idsOf, say, startClient, withConversation } from "./sandbox-client.ts";

const LIST = "/conversations/c1/messages";
const AT = 1_600_000_000_123;
const G1 = { type: "UserMessage", sender: "u1", text: "Hi", timestamp: AT, readBy: ["u2", "u1"] };
const G2 = { type: "UserMessage", sender: "u1", createdAt: AT, content: [{ type: "text", children: ["*Hi*"] }] };
const { timestamp: _timestamp, ...WITHOUT_TIME } = G1;

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
