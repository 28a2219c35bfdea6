import { createServer } from "node:http";
import type { HttpClient } from "@chat-etl/io";
import { TransientError } from "@chat-etl/sdk";
import { describe, expect, it, onTestFinished } from "vitest";
import { qualifiedEmoji } from "../src/encode/emoji.ts";
import { encode } from "../src/encode.ts";
import { openTarget } from "../src/load/client.ts";
import { MessageTimes } from "../src/load/message-times.ts";
import { readBack } from "../src/load/read-back.ts";
import { refuseLoaded } from "../src/load/refuse-loaded.ts";
import { reactions } from "../src/passes/reactions.ts";
import type { MessageWire } from "../src/wire-import.ts";
import { configOf, contextOf, lossCodes, membership, message, NOON, one, sent, user } from "./encode-context.ts";
import { held, loadLobby, NEVER, sinkWorld } from "./sink-world.ts";

const TEN = Array.from({ length: 10 }, (_, index) =>
  message({ id: `m${index}`, text: `t${index}`, sentAt: NOON + index }),
);

/** An app that answers as it is told. */
async function serving(answer: (url: URL) => unknown): Promise<HttpClient> {
  const server = createServer((request, response) => {
    const body = answer(new URL(request.url ?? "", "http://x"));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const http = openTarget(configOf({ baseUrl }), { signal: NEVER.signal, logger: console });
  onTestFinished(async () => {
    await http.close();
    server.close();
  });
  return http;
}

/** Reads back from an app that answers every list as it is told. */
async function listing(answer: (url: URL) => unknown) {
  const http = await serving(answer);
  return async () => await readBack(http, "lobby", { since: NOON, turn: async () => {} });
}

describe("reading back", () => {
  const rows = Array.from({ length: 120 }, (_, index) => ({ id: `x${index}`, createdAt: NOON + 1_000 - index }));

  it.each([10, 30, 50])("T7: goes on behind pages that the app cuts at %i", async (size) => {
    const read = await listing(({ searchParams }) => {
      const from = rows.findIndex(({ id }) => id === searchParams.get("startingAfter")) + 1;
      return { data: rows.slice(from, from + size) };
    });
    expect(await read()).toHaveLength(120);
  });

  it("T2: says that it cannot tell when pages go in circles or hold no list", async () => {
    const circling = await listing(() => ({ data: rows.slice(0, 100) }));
    await expect(circling()).rejects.toMatchObject({ name: "TransientError", delivery: "unknown" });
    const listless = await listing(() => ({ messages: [] }));
    await expect(listless()).rejects.toBeInstanceOf(TransientError);
  });
});

it("T1: a message of the same id from another source is not taken for ours, and ours of before is", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  const other = sent(encode.message(message({ id: "1" }), { ...world.context, source: "slack:T2" }));
  await world.sink.send.message(other, NEVER);
  const [ours] = world.wires(message({ id: "1" }));
  const settled = await world.sink.settle?.message?.(ours ? [ours] : [], NEVER);
  expect(settled).toMatchObject([{ status: "retry" }]);
  // What was loaded before messages told their source.
  const { source: _, ...custom } = ours?.custom ?? { source: "" };
  await world.sink.send.message([{ ...ours, custom } as MessageWire], NEVER);
  expect(await world.sink.settle?.message?.(ours ? [ours] : [], NEVER)).toMatchObject([{ status: "written" }]);
});

it("T1, T2: what arrives after it was given up and sent again is taken out when the run ends, and nothing else", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  const wires = world.wires(...TEN);
  expect(new Set((await world.sink.settle?.message?.(wires, NEVER))?.map(({ status }) => status))).toEqual(
    new Set(["retry"]),
  );
  const outcomes = await world.sink.send.message(wires, NEVER);
  const other = sent(encode.message(message({ id: "m3" }), { ...world.context, source: "slack:T2" }));
  // Late: the first sending of the ten; and beside it some of the same ids, of another source and of who knows which.
  const late = await world.open();
  await late.send.message(other, NEVER);
  await late.send.message(wires, NEVER);
  const [nameless] = world.wires(message({ id: "m4" }));
  const { source: _, ...custom } = nameless?.custom ?? { source: "" };
  await late.send.message([{ ...nameless, custom } as MessageWire], NEVER);
  expect(await held(world)).toHaveLength(22);
  await world.sink.close?.();
  const found = await held(world);
  expect(found).toHaveLength(12);
  const ids = outcomes.flatMap((outcome) => ("targetId" in outcome ? (outcome.targetId ?? []) : []));
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
});

it("T1: a new workspace sees what an earlier one has loaded although the app's filter finds nothing", async () => {
  const ours = { id: "c1", custom: { source: "slack:T1", sourceId: "C1" } };
  const filtering = await serving(({ searchParams }) => ({ data: searchParams.has("filter") ? [] : [ours] }));
  await expect(refuseLoaded(filtering)).rejects.toThrow("there twice");
  const empty = await serving(() => ({ data: [{ id: "c2", custom: {} }] }));
  await expect(refuseLoaded(empty)).resolves.toBeUndefined();
});

describe("messages of one instant", () => {
  const wire = (sentAt: number) => ({ conversationId: "lobby", sentAt }) as MessageWire;

  it("keep their order however many there are", () => {
    const times = new MessageTimes();
    times.learn("lobby", [{ sentAt: NOON, time: NOON + 70_000 }]);
    expect(times.of([wire(NOON), wire(NOON), wire(NOON + 1)])).toEqual([NOON + 70_001, NOON + 70_002, NOON + 70_003]);
  });

  it("leave the time of a message alone that was sent before them", () => {
    const times = new MessageTimes();
    times.learn("lobby", [{ sentAt: NOON, time: NOON }]);
    expect(times.of([wire(NOON - 5_000)])).toEqual([NOON - 5_000]);
    expect(times.of([wire(NOON + 70_000)])).toEqual([NOON + 70_000]);
  });
});

it("T14: a conversation that is gone is no reason to call its authors outsiders", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  await world.client.call("DELETE", "/conversations/lobby");
  const refusal = world.sink.send.message(world.wires(...TEN), NEVER);
  await expect(refusal).rejects.toMatchObject({ name: "BatchError", code: "CONVERSATION_NOT_FOUND" });
});

it("T45: dots for an id lead nowhere else: a conversation gets another id, a user comes with it", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  const record = { ...contextOf().conversation.record, id: ".." };
  const context = { ...world.context, conversation: { ...world.context.conversation, record } };
  const people = ["ann", "."].map((id) => one(encode.user(user(id), context)));
  await world.sink.send.user(people, NEVER);
  await world.sink.send.conversation([one(encode.conversation(record, context))], NEVER);
  for (const id of ["ann", "."]) {
    const wire = one(encode.membership(membership(id, { notify: "none" }), context));
    expect(await world.sink.send.membership([wire], NEVER)).toMatchObject([{ status: "written" }]);
  }
  const wires = sent(encode.message(message({ authorId: "." }), context));
  expect(await world.sink.send.message(wires, NEVER)).toMatchObject([{ status: "written" }]);
  expect(await held(world, "..~")).toMatchObject([{ senderId: "." }]);
  const leaving = { method: "DELETE", path: "/conversations/..~/participants/." };
  const outcomes = await world.sink.passes?.leave?.send([leaving as never], NEVER);
  expect(outcomes).toMatchObject([{ status: "rejected", reason: { code: "unaddressable-user" } }]);
});

it("T53: an older history behind newer messages leaves the last message the last", async () => {
  const world = await sinkWorld({ importDialect: "g2" });
  await loadLobby(world);
  await world.sink.send.message(world.wires(...TEN), NEVER);
  await world.sink.send.message(world.wires(message({ id: "old", text: "old", sentAt: NOON - 86_400_000 })), NEVER);
  const { body } = await world.client.call("GET", "/conversations/lobby");
  expect(body.lastMessage).toMatchObject({ text: "t9", createdAt: NOON + 9 });
  expect((await held(world))[0]).toMatchObject({ text: "old", createdAt: NOON - 86_400_000 });
});

it("T35, T36: who reacted is brought by a call each; two spellings of an emoji are one", async () => {
  const world = await sinkWorld({ importDialect: "g2" }, { config: { passes: "reactions" } });
  await loadLobby(world);
  const record = message({
    reactions: [
      { emoji: "\u2764", userId: "ann" },
      { emoji: "\u2764\ufe0f", userId: "bob" },
      { emoji: ":party:", userId: "bob" },
      { emoji: "👍", count: 3 },
    ],
  });
  await world.sink.send.message(world.wires(record), NEVER);
  const encoded = reactions.encode(record, { ...world.context, wasSent: true });
  expect(lossCodes(encoded)).toEqual(["reaction-now", "reaction-nobody"]);
  const outcomes = await world.sink.passes?.reactions?.send(sent(encoded) as never[], NEVER);
  expect(outcomes?.map(({ status }) => status)).toEqual(["written", "written", "written"]);
  const [found] = await held(world);
  expect(Object.entries(found.reactions)).toMatchObject([
    ["\u2764\ufe0f", { count: 2 }],
    [":party:", { count: 1 }],
  ]);
});

it("T36: what TalkJS keeps of a spelling is one of its own; what is no emoji stays as it is", () => {
  const spellings = ["\u2764", "\u2764\ufe0f", "👍🏽", "👨\u200d👩\u200d👧", "1\u20e3", ":party:", "abc", "1"];
  expect(spellings.map(qualifiedEmoji)).toEqual([
    ...["\u2764\ufe0f", "\u2764\ufe0f", "👍🏽", "👨\u200d👩\u200d👧", "1\ufe0f\u20e3", ":party:", "abc", "1"],
  ]);
});
