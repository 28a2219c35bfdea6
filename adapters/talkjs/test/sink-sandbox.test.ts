import { BatchError, ConfigError, TransientError } from "@chat-etl/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { talkjsSink } from "../src/index.ts";
import { TalkjsSinkConfig } from "../src/sink-config.ts";
import { WireConversation } from "../src/wire.ts";
import { anyMessage } from "./encode-arbitraries.ts";
import { configOf, membership, message, NOON, one, user } from "./encode-context.ts";
import { held, loadLobby, NEVER, type SinkWorld, sinkWorld } from "./sink-world.ts";

const TEN = Array.from({ length: 10 }, (_, index) =>
  message({ id: `m${index}`, text: `t${index}`, sentAt: NOON + index }),
);

it("T3: refuses to guess the dialect of an app", async () => {
  const config = TalkjsSinkConfig.parse({ appId: "app1", secretKey: "key" });
  const opening = Promise.resolve(talkjsSink.open(config, { signal: NEVER.signal, logger: console }));
  await expect(opening).rejects.toThrow(ConfigError);
  await expect(opening).rejects.toThrow("etl probe talkjs");
});

describe.each(["g1", "g2"])("dialect %s", (importDialect) => {
  it("E51, E53: brings messages in order, each with its time, author and source id", async () => {
    const world = await sinkWorld({ importDialect });
    await loadLobby(world);
    const outcomes = await world.sink.send.message(world.wires(...TEN), NEVER);
    const found = await held(world);
    expect(found.map(({ id }) => id)).toEqual(outcomes.map((outcome) => "targetId" in outcome && outcome.targetId));
    expect(found.map(({ text, createdAt, senderId, origin }) => [text, createdAt, senderId, origin])).toEqual(
      TEN.map(({ text, sentAt }) => [text, sentAt, "ann", "import"]),
    );
  });

  it("T5, T46, T48: messages go to the import resource only, plural, and never through the batch or as if sent now", async () => {
    const world = await sinkWorld({ importDialect });
    await loadLobby(world);
    await world.sink.send.message(world.wires(...TEN), NEVER);
    const stats: unknown = await (await fetch(`${world.client.url}/_sandbox/stats`)).json();
    const posts = Object.keys(stats as object).filter((request) => request.startsWith("POST "));
    expect(posts).toEqual([expect.stringMatching(/^POST \/v1\/\w+\/import\/conversations\/lobby\/messages 200$/)]);
  });

  it("T18: loading a user once more changes what is given and leaves what others keep beside it", async () => {
    const world = await sinkWorld({ importDialect });
    const load = async (given: Parameters<typeof user>[1]) =>
      await world.sink.send.user([one(encode.user(user("ann", given), world.context))], NEVER);
    await load({ metadata: { plan: "free" } });
    await world.client.call("PUT", "/users/ann", { custom: { theirs: "kept" } });
    await load({ metadata: { plan: "gold" } });
    const { body } = await world.client.call("GET", "/users/ann");
    expect(body).toMatchObject({ custom: { plan: "gold", theirs: "kept" } });
  });

  it("E35–E70: whatever a message holds, TalkJS takes what is made of it", async () => {
    const world = await sinkWorld({ importDialect });
    await loadLobby(world);
    const records = fc.sample(anyMessage, { numRuns: 80, seed: 11 });
    const wires = records.flatMap((record, index) => {
      const encoded = encode.message({ ...record, id: `r${index}` }, world.context);
      return "send" in encoded ? encoded.send : [];
    });
    expect(wires.length).toBeGreaterThan(80);
    for (let at = 0; at < wires.length; at += 10) {
      const outcomes = await world.sink.send.message(wires.slice(at, at + 10), NEVER);
      expect(outcomes.filter(({ status }) => status !== "written")).toEqual([]);
    }
  });

  it.each(["commit-then-cut", "commit-then-server-error", "not-json", "cut", "server-error"])(
    "T1, T2: after %s nothing is doubled and nothing missing",
    async (fault) => {
      const world = await sinkWorld({ importDialect });
      await loadLobby(world);
      const wires = world.wires(...TEN);
      await world.order({ fault, path: "/import/" });
      const failure = await world.sink.send.message(wires, NEVER).catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: "TransientError", delivery: "unknown" });
      const settled = await world.sink.settle?.message?.(wires, NEVER);
      const hasLanded = fault !== "cut" && fault !== "server-error";
      expect(new Set(settled?.map(({ status }) => status))).toEqual(new Set([hasLanded ? "written" : "retry"]));
      if (!hasLanded) await world.sink.send.message(wires, NEVER);
      const found = await held(world);
      expect(found.map(({ text }) => text)).toEqual(TEN.map(({ text }) => text));
      // T34: the new ids are known again.
      const ids = settled?.flatMap((outcome) => ("targetId" in outcome ? (outcome.targetId ?? []) : []));
      if (hasLanded) expect(ids).toEqual(found.map(({ id }) => id));
    },
  );

  it("T37: system messages are there, said by the system or by the user System", async () => {
    const world = await sinkWorld({ importDialect });
    await loadLobby(world);
    const system = message({ id: "s", authorId: null, type: "system", text: "Ann joined" });
    expect(await world.sink.send.message(world.wires(system), NEVER)).toMatchObject([{ status: "written" }]);
    expect(await held(world)).toMatchObject([
      { text: "Ann joined", senderId: importDialect === "g1" ? "system" : null },
    ]);
  });
});

it("T2: what of a batch had arrived is not sent again, by custom or, without it, by author, time and text", async () => {
  const world = await sinkWorld({ importDialect: "g1" });
  await loadLobby(world);
  const wires = world.wires(...TEN);
  await world.sink.send.message(wires.slice(0, 3), NEVER);
  const bare = { type: "UserMessage", sender: "ann", text: "t3", timestamp: NOON + 3, readBy: [] };
  await world.client.call("POST", "/import/conversations/lobby/messages", [bare]);
  const settled = await world.sink.settle?.message?.(wires, NEVER);
  expect(settled?.map(({ status }) => status)).toEqual([...Array(4).fill("written"), ...Array(6).fill("retry")]);
});

/** How often the messages of a conversation were read. */
async function readings({ client }: SinkWorld): Promise<number> {
  const stats = (await (await fetch(`${client.url}/_sandbox/stats`)).json()) as Record<string, number>;
  const counts = Object.entries(stats).filter(([request]) => /^GET .*\/messages 200$/.test(request));
  return counts.reduce((sum, [, count]) => sum + count, 0);
}

it("T2: what is still arriving is waited for", async () => {
  const world = await sinkWorld({ importDialect: "g2" }, { config: { settleSeconds: "4" } });
  await loadLobby(world);
  const wires = world.wires(...TEN);
  const settling = world.sink.settle?.message?.(wires, NEVER);
  // It has looked once and found nothing.
  await expect.poll(() => readings(world), { timeout: 20_000 }).toBeGreaterThan(0);
  await world.sink.send.message(wires, NEVER);
  expect(new Set((await settling)?.map(({ status }) => status))).toEqual(new Set(["written"]));
});

it("T14: a message by somebody outside is rejected alone, whatever else came with it, stored or not", async () => {
  for (const importAtomic of ["all", "partial"]) {
    const world = await sinkWorld({ importDialect: "g2", importAtomic });
    await loadLobby(world);
    const wires = world.wires(message({ id: "1" }), message({ id: "2", authorId: "ghost" }), message({ id: "3" }));
    const outcomes = await world.sink.send.message(wires, NEVER);
    const first = importAtomic === "all" ? "retry" : "written";
    expect(outcomes).toMatchObject([
      { status: first },
      { status: "rejected", reason: { code: "author-outside" } },
      { status: "retry" },
    ]);
  }
});

it("T14: a message of the system is rejected with what TalkJS said when it did not let him in", async () => {
  const world = await sinkWorld({ importDialect: "g1", participantMax: 2 });
  await loadLobby(world);
  const wires = world.wires(message({ id: "1" }), message({ id: "2", type: "system", event: "joined" }));
  expect(await world.sink.send.message(wires, NEVER)).toMatchObject([
    { status: "retry" },
    { status: "rejected", reason: { code: "system-outside", message: expect.stringContaining("INVALID_ARGUMENTS") } },
  ]);
});

it("a user __proto__ is there when he was sent, takes part and writes", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  await world.sink.send.user([one(encode.user(user("__proto__"), world.context))], NEVER);
  expect((await world.client.call("GET", "/users/__proto__")).status).toBe(200);
  await world.sink.send.membership([one(encode.membership(membership("__proto__"), world.context))], NEVER);
  const { body } = await world.client.call("GET", "/conversations/lobby");
  expect(Object.keys(WireConversation.parse(body).participants ?? {}).sort()).toEqual(["__proto__", "ann", "bob"]);
  const wires = world.wires(...["__proto__", "ghost"].map((authorId) => message({ id: authorId, authorId })));
  expect(await world.sink.send.message(wires, NEVER)).toMatchObject([{ status: "retry" }, { status: "rejected" }]);
});

it("T4: ten of one conversation are one request", () => {
  expect(talkjsSink.capabilities.batch.message).toEqual({ max: 10, by: "conversation" });
  expect(talkjsSink.capabilities.dedupes).not.toContain("message");
  expect(talkjsSink.capabilities.quota(configOf())).toEqual({ requests: 9, perMs: 1_000, burst: 600 });
});

it("a conversation that nothing was sent of is not read first", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  const turns: string[] = [];
  const sending = { ...NEVER, turn: async () => void turns.push("turn") };
  const [wire] = world.wires(message());
  await world.sink.send.message(wire ? [{ ...wire, isBegun: false }] : [], sending);
  expect(turns).toEqual([]);
});

it("messages of one instant keep their order, over batches and over restarts", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  const equal = Array.from({ length: 30 }, (_, index) => message({ id: `e${index}`, text: `t${index}` }));
  for (const [start, sink] of [
    [0, world.sink],
    [10, world.sink],
    [20, await world.open()],
  ] as const)
    await sink.send.message(world.wires(...equal.slice(start, start + 10)), NEVER);
  const found = await held(world);
  expect(found.map(({ text }) => text)).toEqual(equal.map(({ text }) => text));
  expect(found.map(({ createdAt }) => createdAt)).toEqual(equal.map((_, index) => NOON + index));
  expect(found[7]?.custom).toEqual({ sourceId: "e7", source: "slack:T1", sentAt: String(NOON) });
});

it("T47: users are refused together, and the next of them can be sent", async () => {
  const world = await sinkWorld({});
  const good = one(encode.user(user("ann"), world.context));
  const bad = { id: "bad", fields: { name: "Bad", custom: { seats: 3 as unknown as string } } };
  const refusal = world.sink.send.user([good, bad], NEVER);
  await expect(refusal).rejects.toBeInstanceOf(BatchError);
  expect(await world.sink.send.user([good], NEVER)).toEqual([{ status: "written", targetId: "ann" }]);
});

it("T16: whoever does not fit into a full conversation is rejected alone", async () => {
  const world = await sinkWorld({ participantMax: 3 });
  await loadLobby(world);
  const ids = ["u1", "u2", "u3"];
  await world.sink.send.user(
    ids.map((id) => one(encode.user(user(id), world.context))),
    NEVER,
  );
  const wires = ids.map((id) => one(encode.membership(membership(id), world.context)));
  const outcomes = await world.sink.send.membership(wires, NEVER);
  expect(outcomes.map(({ status }) => status)).toEqual(["written", "rejected", "rejected"]);
});

it("T11, T12, T13: participants go in together, and those with settings of their own get both", async () => {
  const world = await sinkWorld({});
  await loadLobby(world);
  await world.sink.send.user(
    ["c", "d"].map((id) => one(encode.user(user(id), world.context))),
    NEVER,
  );
  const quiet = [membership("c", { notify: "none" }), membership("d", { notify: "mentions" })];
  await world.sink.send.membership(
    quiet.map((record) => one(encode.membership(record, world.context))),
    NEVER,
  );
  const { body } = await world.client.call("GET", "/conversations/lobby");
  expect(body.participants).toMatchObject({
    ann: { access: "ReadWrite", notify: true },
    c: { access: "ReadWrite", notify: false },
    d: { access: "ReadWrite", notify: "MentionsOnly" },
  });
});

it("T42, T44: a wrong app and a wrong key are told apart, by variables of the target's own", async () => {
  for (const [config, named] of [
    [{ appId: "nobody" }, "TALKJS_TARGET_APP_ID"],
    [{ secretKey: "sk_test_wrong" }, "TALKJS_TARGET_SECRET_KEY"],
  ] as const) {
    const { sink } = await sinkWorld({}, { config });
    await expect(sink.check()).rejects.toThrow(named);
    await expect(sink.check()).rejects.toBeInstanceOf(ConfigError);
  }
});

it("T45: ids go into addresses encoded", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  const id = "a/b?c#d%e f+ü";
  await world.sink.send.conversation([{ id, fields: { participants: ["ann"], custom: {} } }], NEVER);
  const [wire] = world.wires(message());
  const outcomes = wire && (await world.sink.send.message([{ ...wire, conversationId: id }], NEVER));
  expect(outcomes).toMatchObject([{ status: "written" }]);
  expect(await held(world, id)).toHaveLength(1);
});

it("T1: a new workspace does not load over what an earlier one has loaded", async () => {
  const world = await sinkWorld({});
  await world.open({ isFirst: true });
  await loadLobby(world);
  await expect(world.open({ isFirst: true })).rejects.toThrow("there twice");
  const again = await world.open({ isFirst: false });
  expect(await again.send.message(world.wires(message()), NEVER)).toMatchObject([{ status: "written" }]);
});

it("429: nothing was taken, so nothing is in doubt", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  await world.order({ fault: "too-many-requests", path: "/import/" });
  const failure = await world.sink.send.message(world.wires(message()), NEVER).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TransientError);
  expect(failure).toMatchObject({ delivery: "none" });
});

it("asks for a turn before every request but the first", async () => {
  const world = await sinkWorld({ importDialect: "g1" });
  await loadLobby(world);
  const turns: string[] = [];
  const sending = (name: string) => ({ ...NEVER, turn: async () => void turns.push(name) });
  // Reads what an earlier run left in the conversation, lets the system's user in, imports.
  const system = message({ id: "s", authorId: null, type: "system", text: "Ann joined" });
  await world.sink.send.message(world.wires(system), sending("first batch"));
  await world.sink.send.message(world.wires(message()), sending("second batch"));
  expect(turns).toEqual(["first batch", "first batch"]);
});
