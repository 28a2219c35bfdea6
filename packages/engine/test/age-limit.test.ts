import { memorySink } from "@chat-etl/memory";
import { type AnySink, BatchError, type Outcome } from "@chat-etl/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Scene, scene } from "./scene.ts";

const DAY = 86_400_000;

interface Note {
  readonly key: string;
  readonly at: number;
}

interface Probing {
  readonly sink: AnySink;
  /** Messages sent in requests of one. */
  readonly alone: string[];
  readonly requests: { count: number };
}

/** A target that refuses a whole batch if one of its messages is older than it keeps them, or is poisoned otherwise. */
function forgetful(
  keepsMs: number | "all",
  options: { readonly maxAgeMs?: number; readonly poison?: string } = {},
): Probing {
  const alone: string[] = [];
  const requests = { count: 0 };
  const bad = ({ key, at }: Note) => key === options.poison || (keepsMs !== "all" && at < Date.now() - keepsMs);
  const sink: AnySink = {
    ...memorySink,
    capabilities: {
      ...memorySink.capabilities,
      ageLimit: () => ({ maxAgeMs: options.maxAgeMs ?? "auto", advice: "Buy a bigger shelf." }),
    },
    open: async (config, context) => {
      const memory = await memorySink.open(config as { app: string }, context);
      const message = async (
        notes: readonly (Note & Parameters<typeof memory.send.message>[0][number])[],
      ): Promise<readonly Outcome[]> => {
        requests.count += 1;
        if (notes.length === 1) alone.push(notes[0]?.key ?? "");
        if (notes.some(bad)) throw new BatchError("ERR_EXCEPTION", "Refused.");
        return await memory.send.message(notes, { signal: context.signal });
      };
      return { ...memory, send: { ...memory.send, message } };
    },
  };
  return { sink, alone, requests };
}

/** Conversations with messages of these ages, in days. */
function aged(...rooms: readonly (readonly number[])[]): Scene {
  const stage = scene();
  stage.source.people.push({ handle: "ann" });
  for (const [index, ages] of rooms.entries()) {
    const room = `room-${index}`;
    stage.source.rooms.push({ room, handles: ["ann"] });
    const sorted = [...ages].sort((a, b) => b - a);
    for (const [note, days] of sorted.entries()) {
      stage.source.notes.push({
        key: `${index}-${note}`,
        room,
        by: "ann",
        at: Date.now() - Math.round(days * DAY),
        body: "hi",
        likes: [],
      });
    }
  }
  return stage;
}

function keysOf(stage: Scene, limitDays: number, which: "younger" | "older"): string[] {
  const isYounger = ({ at }: Note) => at >= Date.now() - limitDays * DAY;
  return stage.source.notes
    .filter((note) => isYounger(note) === (which === "younger"))
    .map(({ key }) => key)
    .sort();
}

it("sends the oldest message first and alone, and nothing more of the kind if it is taken", async () => {
  const stage = aged([400, 300, 2], [350, 1]);
  const { sink, alone } = forgetful("all");
  expect(await stage.go({ sink, concurrency: 1 })).toMatchObject({
    status: "complete",
    kinds: { message: { written: 5 } },
  });
  expect(alone).toEqual(["0-0"]);
});

it("finds the edge in a handful of requests, and rejects what lies behind it without sending it", async () => {
  const rooms = Array.from({ length: 100 }, (_, room) =>
    Array.from({ length: 20 }, (_, note) => 400 - room * 3.7 - note * 0.1),
  );
  const stage = aged(...rooms);
  const { sink, alone } = forgetful(183 * DAY);
  const summary = await stage.go({ sink });
  const older = keysOf(stage, 183, "older").length;
  expect(summary).toMatchObject({
    status: "rejected",
    kinds: { message: { staged: 2000, written: 2000 - older, rejected: older } },
  });
  expect(summary.rejects).toMatchObject([
    { code: "too-old", count: older, message: expect.stringContaining("Buy a bigger shelf.") },
  ]);
  expect(alone.length).toBeLessThan(75);
  expect(stage.target.notes.map(({ key }) => key).sort()).toEqual(keysOf(stage, 183, "younger"));
});

it("tells the operator before the rest is sent", async () => {
  const stage = aged([300, 290, 280, 3, 2, 1]);
  await stage.go({ sink: forgetful(183 * DAY).sink });
  const notice = stage.events.findIndex((event) => event.event === "notice" && event.code === "too-old");
  expect(stage.events[notice]).toMatchObject({
    message: expect.stringContaining("3 of 6 messages (50.0 %) are rejected. Sent before "),
  });
  const last = stage.events.findLastIndex((event) => event.event === "settled" && event.kind === "message");
  expect(notice).toBeGreaterThan(0);
  expect(notice).toBeLessThan(last);
});

it("a fixed number of days sends nothing behind it, not even one", async () => {
  const stage = aged([300, 200, 100, 50]);
  const { sink, alone } = forgetful("all", { maxAgeMs: 183 * DAY });
  expect(await stage.go({ sink })).toMatchObject({ kinds: { message: { written: 2, rejected: 2 } } });
  expect(alone).toEqual([]);
});

it("a fixed number of days is told with its share before anything at all is sent", async () => {
  const stage = aged(Array.from({ length: 30 }, (_, note) => (note === 0 ? 200 : 10)));
  await stage.go({ sink: forgetful("all", { maxAgeMs: 183 * DAY }).sink });
  const told = stage.events.findIndex((event) => event.event === "notice" && event.code === "too-old");
  expect(stage.events[told]).toMatchObject({
    message: expect.stringContaining("1 of 30 messages (3.3 %) are rejected."),
  });
  const sent = stage.events.findIndex((event) => event.event === "settled" && event.sent > 0);
  expect(told).toBeLessThan(sent);
});

it("does not take a message with another fault for a sign of age", async () => {
  const stage = aged([300, 200, 100], [250, 150, 50]);
  const { sink } = forgetful("all", { poison: "0-0" });
  const { kinds, rejects } = await stage.go({ sink });
  expect(kinds.message).toMatchObject({ written: 5, rejected: 1 });
  expect(rejects).toMatchObject([{ code: "ERR_EXCEPTION" }]);
});

it("one long conversation is searched in few requests too; what is sent out of order is counted", async () => {
  const stage = aged(Array.from({ length: 1000 }, (_, note) => 400 - note * 0.4));
  const { sink, requests } = forgetful(183 * DAY);
  const summary = await stage.go({ sink });
  const older = keysOf(stage, 183, "older").length;
  expect(summary.kinds.message).toMatchObject({ written: 1000 - older, rejected: older });
  expect(requests.count).toBeLessThan(300);
  expect(summary.losses.order ?? 0).toBeLessThan(10);
});

it("whatever the ages and the limit: what is young enough is in, in order, and the rest is rejected", async () => {
  const ages = fc.array(fc.double({ min: 0.5, max: 400, noNaN: true }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(ages, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 450 }),
      async (rooms, days) => {
        const stage = aged(...rooms);
        const { sink } = forgetful(days * DAY);
        const summary = await stage.go({ sink });
        const younger = keysOf(stage, days, "younger");
        expect(stage.target.notes.map(({ key }) => key).sort()).toEqual(younger);
        expect(summary.kinds.message).toMatchObject({ written: younger.length, pending: 0 });
        for (const { room } of stage.source.rooms) {
          const times = stage.target.notes.filter((note) => note.room === room).map(({ at }) => at);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);
