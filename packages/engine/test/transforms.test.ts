import { memorySink } from "@chat-etl/memory";
import { AnyRecord, type ChatRecord, idOf, KINDS, type RecordInput } from "@chat-etl/model";
import { type AnySource, definePipeline, defineTransform, type Page, type Transform } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { anonymise, dateRange, dropBots, mapUsers, redact } from "@chat-etl/transforms";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scene } from "./scene.ts";
import { twoWorlds, worldSource } from "./two-worlds.ts";

const KEY = "a key for this test alone";

const PLACE = { conversationId: "hall", type: "text" } as const;

/** Ann and a robot in one hall. Whatever can name the robot does. */
const WORLD: readonly RecordInput[] = [
  { kind: "user", id: "ann", displayName: "Ann", friendIds: ["robot"] },
  { kind: "user", id: "robot", displayName: "Robot", type: "bot" },
  { kind: "conversation", id: "hall", type: "group", ownerId: "robot", lastMessageId: "m3" },
  { kind: "membership", conversationId: "hall", userId: "ann" },
  { kind: "membership", conversationId: "hall", userId: "robot" },
  { kind: "message", id: "m1", authorId: "ann", sentAt: 1_000, text: "Call 555-1234", ...PLACE },
  {
    ...{ kind: "message", id: "m2", authorId: "ann", sentAt: 2_000, text: "@Robot help", replyToId: "m3", ...PLACE },
    entities: [{ type: "user_mention", start: 0, end: 6, userId: "robot" }],
    reactions: [
      { emoji: "+", userId: "robot" },
      { emoji: "+", userId: "ann" },
    ],
    readBy: [{ userId: "robot" }],
    pin: { userId: "robot", at: 5 },
  },
  { kind: "message", id: "m3", authorId: "robot", sentAt: 3_000, text: "beep", ...PLACE },
];

/** A workspace whose source is a list of records; messages come first, so that nobody knows yet who a bot is. */
function stageOf(inputs: readonly RecordInput[] = WORLD, { resumable = true } = {}) {
  const stage = scene();
  let world = inputs.map((input) => AnyRecord.parse(input));
  const definition = worldSource(() => world, { resumable });
  const { message, ...others } = definition.streams;
  const capabilities = { ...definition.capabilities, incremental: true };
  const source = { ...definition, capabilities, streams: { message, ...others } } as AnySource;
  const pipeline = (transforms: readonly Transform[]) => ({
    pipeline: definePipeline({ name: "p", summary: "", source, sink: memorySink, transforms }),
  });
  return {
    ...stage,
    pipeline,
    move: (next: readonly ChatRecord[]) => {
      world = [...next];
    },
    staged: async () => {
      const workspace = await openWorkspace(stage.folder);
      try {
        const kinds = await Promise.all(KINDS.map((kind) => workspace.tallies.first(kind, 100)));
        return kinds.flat().map(({ record }) => record);
      } finally {
        await workspace.close();
      }
    },
  };
}

describe("dropping a user", () => {
  it("takes along what he wrote and where he was a member, though they came before him, and every mention of him", async () => {
    const stage = stageOf();
    const summary = await stage.go(stage.pipeline([dropBots()]));
    expect(summary).toMatchObject({
      status: "complete",
      kinds: {
        user: { read: 2, added: 0, dropped: 1, staged: 1, written: 1 },
        membership: { read: 2, added: 0, dropped: 1, staged: 1 },
        message: { read: 3, dropped: 1, staged: 2, written: 2 },
      },
    });
    expect(summary.drops.map(({ kind, code, count }) => [kind, code, count])).toEqual(
      expect.arrayContaining([
        ["user", "bot", 1],
        ["membership", "bot", 1],
        ["message", "bot", 1],
      ]),
    );
    const staged = await stage.staged();
    expect(JSON.stringify(staged)).not.toContain('"robot"');
    expect(staged).toMatchObject([{}, {}, {}, { id: "m1" }, { id: "m2", reactions: [{ userId: "ann" }] }]);
    // Its last message was left out, not lost.
    expect(stage.events.filter(({ event }) => event === "notice")).toEqual([]);
    expect(await stage.go({ ...stage.pipeline([dropBots()]), again: {} })).toMatchObject({
      sent: 0,
      kinds: { message: { read: 3, dropped: 1 } },
      delta: { kinds: { message: { fresh: 0, equal: 2, changed: 0, vanished: 0 }, user: { vanished: 0 } } },
    });
    // Where a part is read again, what was dropped of it is counted already.
    const part = await stage.go({ ...stage.pipeline([dropBots()]), again: { since: 0 } });
    expect(part).toMatchObject({ sent: 0, kinds: { ...summary.kinds, message: { read: 3, dropped: 1 } } });
  });

  it("knows who he is though a later transform gives everybody another id", async () => {
    const stage = stageOf();
    const summary = await stage.go(stage.pipeline([dropBots(), anonymise({ key: KEY })]));
    expect(summary.kinds).toMatchObject({ user: { added: 0, staged: 1 }, message: { dropped: 1, staged: 2 } });
  });

  it("leaves what was sent as it was when he is found to be one later, and does not tell it as vanished", async () => {
    const human = WORLD.map((one) => (one.kind === "user" ? { ...one, type: "human" as const } : one));
    const stage = stageOf(human);
    await stage.go({ ...stage.pipeline([dropBots()]), limit: 2 });
    stage.move(WORLD.map((one) => AnyRecord.parse(one)));
    const summary = await stage.go({ ...stage.pipeline([dropBots()]), again: {} });
    expect(summary).toMatchObject({
      status: "complete",
      kinds: { user: { read: 2, dropped: 0, staged: 2 }, message: { read: 3, dropped: 0, written: 3 } },
      delta: { kinds: { user: { vanished: 0 }, message: { vanished: 0 } } },
    });
  });
});

it("keeps the messages of a range of time, and does not miss a last message outside it", async () => {
  const stage = stageOf();
  const range = dateRange({ from: 2_000, until: new Date(3_000) });
  const { kinds, drops } = await stage.go(stage.pipeline([range]));
  expect(kinds.message).toMatchObject({ read: 3, dropped: 2, staged: 1, written: 1 });
  expect(drops).toMatchObject([{ code: "date-range", count: 2 }]);
  expect(stage.events.filter(({ event }) => event === "notice")).toEqual([]);
});

it("makes one user of two whom a map gives one id, and tells how many records were changed", async () => {
  const stage = stageOf();
  const { kinds } = await stage.go(stage.pipeline([mapUsers({ robot: "ann" }), redact({ pattern: /\d{3}-\d{4}/ })]));
  expect(kinds).toMatchObject({ user: { read: 2, dropped: 1, staged: 1 }, message: { staged: 3 } });
  expect(stage.target.notes.map(({ by, body }) => `${by}: ${body}`)).toEqual([
    "ann: Call [redacted]",
    "ann: @Robot help",
    "ann: beep",
  ]);
  const told = stage.events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
  expect(told).toContain('The transform "redact" changed 1 of the records that were read.');
});

it("keeps a workspace to the transforms it began with", async () => {
  const stage = stageOf();
  const at = (...transforms: readonly Transform[]) => stage.go(stage.pipeline(transforms));
  await at(dropBots(), redact({ pattern: /a/ }));
  await expect(at()).rejects.toThrow("with the transforms drop-bots, redact, and this run has no transforms");
  await expect(at(dropBots(), redact({ pattern: /b/ }))).rejects.toThrow("but other options of theirs");
  expect(await at(dropBots(), redact({ pattern: /a/ }))).toMatchObject({ status: "complete", sent: 0 });
  const other = stageOf();
  await other.go(other.pipeline([]));
  await expect(other.go(other.pipeline([dropBots()]))).rejects.toThrow("with no transforms, and this run has");
});

it("sends a corrected record as the correction has it: no transform is applied again", async () => {
  const stage = stageOf(WORLD.map((one) => (one.kind === "message" && one.id === "m1" ? { ...one, text: " " } : one)));
  const parts = stage.pipeline([redact({ pattern: /\d/ })]);
  expect(await stage.go(parts)).toMatchObject({ status: "rejected", rejects: [{ code: "blank-text" }] });
  const record = (await stage.staged()).find((one) => idOf(one) === "m1");
  const value = { kind: "message", id: "m1", record: { ...record, text: "Call 1" } };
  async function* corrections(): AsyncGenerator<Page> {
    yield { values: [{ value, origin: "rejects.jsonl:1" }] };
  }
  expect(await stage.go({ ...parts, replay: { corrections: corrections() } })).toMatchObject({ sent: 1 });
  expect(stage.target.notes.map(({ body }) => body)).toContain("Call 1");
});

describe("a transform that is not right", () => {
  const own = (apply: Transform["apply"]) => defineTransform({ name: "own", summary: "", apply });

  it.each([
    ["makes no record", own((record) => ({ ...record, id: "" }) as ChatRecord)],
    ["gives back nothing", own(() => undefined as unknown as ChatRecord)],
    ["gives back a text", own(() => "secret words" as unknown as ChatRecord)],
    ["makes another kind", own(() => ({ kind: "user", id: "x", displayName: "x" }))],
  ])("%s: the record is rejected, and what came with it goes on", async (_, transform) => {
    const stage = stageOf();
    const { kinds, rejects } = await stage.go(stage.pipeline([onlyFor("m1", transform)]));
    expect(kinds.message).toMatchObject({ read: 3, unreadable: 1, staged: 2 });
    expect(rejects).toMatchObject([{ code: "transform-shape", sample: "message m1" }]);
  });

  it("throws: the run stops and says which one and where, without its words", async () => {
    const stage = stageOf();
    const failing = own(() => {
      throw new TypeError("secret words");
    });
    const failure = stage.go(stage.pipeline([onlyFor("m1", failing)]));
    await expect(failure).rejects.toThrow('The transform "own" threw TypeError at the message from message m1.');
  });

  it("makes a time of what is none: it is to blame, and not how deep the value is nested", async () => {
    const stage = stageOf();
    const failing = own((record) => ({ ...record, text: new Date(Number.NaN).toISOString() }) as ChatRecord);
    const failure = stage.go(stage.pipeline([onlyFor("m1", failing)]));
    await expect(failure).rejects.toThrow('The transform "own" threw RangeError at the message from message m1.');
  });
});

function onlyFor(id: string, transform: Transform): Transform {
  return { ...transform, apply: (record) => (idOf(record) === id ? transform.apply(record) : record) };
}

/** Drops users called Bob, rooms with the title y, and messages that say hello. */
const RULES = defineTransform({
  name: "rules",
  summary: "",
  apply: (record) => (isLeftOut(record) ? { drop: { code: "rule", message: "A rule." } } : record),
});

function isLeftOut(record: ChatRecord): boolean {
  if (record.kind === "user") return record.displayName === "Bob";
  if (record.kind === "conversation") return record.title === "y";
  return record.kind === "message" && record.text === "hello";
}

/** Records that the rules leave out of a world, with what goes along. */
function leftOutOf(world: readonly ChatRecord[]): ReadonlySet<ChatRecord> {
  const gone = new Set(world.filter(isLeftOut).map((record) => `${record.kind} ${idOf(record)}`));
  const goes = (record: ChatRecord) => {
    if (isLeftOut(record)) return true;
    if (record.kind !== "membership" && record.kind !== "message") return false;
    const user = record.kind === "membership" ? record.userId : record.authorId;
    return gone.has(`user ${user}`) || gone.has(`conversation ${record.conversationId}`);
  };
  return new Set(world.filter(goes));
}

it("any two worlds, read twice and cut off anywhere: every value is counted once, and nobody comes who is left out", async () => {
  const course = fc.record({
    worlds: twoWorlds,
    cutAt: fc.integer({ min: 1, max: 25 }),
    resumable: fc.boolean(),
    limit: fc.constantFrom(3, 1_000),
  });
  await fc.assert(
    fc.asyncProperty(course, async ({ worlds: { before, after }, cutAt, resumable, limit }) => {
      const stays = (record: ChatRecord) => after.some((one) => nameOf(one) === nameOf(record));
      const kept = before.filter((record) => !leftOutOf(before).has(record));
      fc.pre(kept.some(stays));
      const stage = stageOf(before, { resumable });
      const parts = stage.pipeline([RULES]);
      const first = await stage.go({ ...parts, limit });
      for (const kind of KINDS) {
        const all = before.filter((record) => record.kind === kind);
        const dropped = all.filter((record) => leftOutOf(before).has(record));
        expect(first.kinds[kind]).toMatchObject({ read: all.length, dropped: dropped.length });
      }
      const people = new Set(stage.target.people.map(({ handle }) => handle));
      const rooms = new Set(stage.target.rooms.map(({ room }) => room));
      const sent = new Set(stage.target.notes.map(({ key }) => key));
      stage.move(after);
      const control = new AbortController();
      let pages = 0;
      const onEvent = ({ event }: { readonly event: string }) => {
        if (event === "read" && ++pages === cutAt) control.abort();
      };
      const cut = await stage.go({ ...parts, again: {}, stop: control.signal, onEvent });
      const second = cut.status === "interrupted" ? await stage.go(parts) : cut;
      for (const kind of KINDS) {
        const given = after.filter((record) => record.kind === kind).length;
        const vanished = kept.filter((record) => record.kind === kind && !stays(record)).length;
        expect([kind, second.kinds[kind].read]).toEqual([kind, given + vanished]);
        expect([kind, second.delta?.kinds[kind]?.vanished ?? 0]).toEqual([kind, vanished]);
      }
      for (const { key, by, room } of stage.target.notes.filter((note) => !sent.has(note.key))) {
        const from = (kind: string, id: string | null) =>
          after.find((record) => record.kind === kind && idOf(record) === id);
        const [author, place, message] = [from("user", by), from("conversation", room), from("message", key)];
        expect(message && isLeftOut(message)).toBe(false);
        expect(author && isLeftOut(author) && !people.has(by ?? "")).not.toBe(true);
        expect(place && isLeftOut(place) && !rooms.has(room)).not.toBe(true);
      }
      const third = await stage.go({ ...parts, again: {} });
      expect([third.sent, third.kinds]).toEqual([0, second.kinds]);
    }),
    { numRuns: 5 },
  );
});

function nameOf(record: ChatRecord): string {
  return `${record.kind} ${idOf(record)}`;
}
