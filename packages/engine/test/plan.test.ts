import { memorySink } from "@chat-etl/memory";
import { type AnyPass, type AnySink, definePass, type Outcome } from "@chat-etl/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Plan, Summary } from "../src/index.ts";
import { fill, type Scene, scene } from "./scene.ts";

const QUOTA = { requests: 1_000, perMs: 1_000 };

/** Who is welcomed ahead of the load: whoever has a name. */
const WELCOME = definePass<unknown, "user", string>({
  name: "welcome",
  summary: "",
  kind: "user",
  when: "before",
  batch: { max: 2 },
  dedupes: true,
  quotaClass: "core",
  quota: () => QUOTA,
  encode: ({ id }) => ({ send: id.length % 2 ? [id] : [] }),
});

/** Likes behind the load, two to a request; one of a message that was not sent has no place. */
const LIKES = definePass<unknown, "message", string>({
  name: "likes",
  summary: "",
  kind: "message",
  when: "after",
  fields: ["reactions"],
  batch: { max: 3 },
  dedupes: true,
  quotaClass: "main",
  quota: () => QUOTA,
  requests: () => (batch) => Math.ceil(batch.length / 2),
  encode: ({ id, reactions, rank }, { wasSent }) => {
    if (!wasSent) throw new Error("A pass behind the load meets what was sent.");
    if (reactions.length > 2) return { reject: { code: "popular", message: "Too many likes." } };
    const losses = rank === undefined ? [{ code: "likes-now", detail: "They date from now." }] : [];
    return { send: reactions.map(({ userId }) => `${id} ${userId}`), losses };
  },
});

interface Shape {
  readonly max: number;
  readonly by?: "conversation";
  /** Wires of a message. */
  readonly parts: number;
  readonly passes: readonly AnyPass[];
}

const encodeMessage: AnySink["encode"]["message"] = memorySink.encode.message;

/** The memory sink, with batches as wanted; a request for each three wires of messages. */
function sinkOf({ max, by, parts, passes }: Shape): AnySink {
  const limit = { max, ...(by ? { by } : {}) };
  const taken: Outcome = { status: "written" };
  const sink: AnySink = {
    ...memorySink,
    capabilities: { ...memorySink.capabilities, batch: { ...memorySink.capabilities.batch, message: limit } },
    encode: {
      ...memorySink.encode,
      message: (message, context) => {
        const encoded = encodeMessage(message, context);
        // What went ahead, and whether the conversation has begun, changes what is sent.
        const size = parts + (context.passed?.size ?? 0) + (context.conversation.isBegun ? 0 : 1);
        return "reject" in encoded
          ? encoded
          : { ...encoded, send: Array.from({ length: size }, () => encoded.send[0]) };
      },
    },
    passes: () => passes,
    requests: () => ({ count: { message: (batch) => Math.ceil(batch.length / 3) } }),
    open: async (config, context) => {
      const open = await memorySink.open(config as { app: string }, context);
      const several =
        (each: number) =>
        async (batch: readonly unknown[], { turn }: { turn?(): Promise<void> }) => {
          for (let at = each; at < batch.length; at += each) await turn?.();
          return batch.map(() => taken);
        };
      return {
        ...open,
        send: { ...open.send, message: several(3) },
        passes: { welcome: { send: several(Number.POSITIVE_INFINITY) }, likes: { send: several(2) } },
      };
    },
  };
  return sink;
}

/** What a plan and a run's summary both tell. */
function common(told: Plan | Summary) {
  const { kinds, passes, losses, drops, requests, status } = told;
  const [rejects, lossDetails] = [told.rejects, told.lossDetails].map((groups) =>
    groups.map((group) => ({ ...group, samples: undefined })),
  );
  return { kinds, passes, losses, drops, requests, status, rejects, lossDetails };
}

async function expectAsPlanned(stage: Scene, sink: AnySink): Promise<void> {
  const plan = await stage.plan({ sink });
  if (plan === undefined) throw new Error("The plan was interrupted.");
  const summary = await stage.go({ sink });
  expect(common(plan)).toEqual(common(summary));
  expect(plan.requests).toBe(plan.parts.reduce((sum, { requests }) => sum + requests, 0));
  expect(summary.plan).toMatchObject({ requests: plan.requests, took: { requests: plan.requests } });
}

const worlds = fc.record({
  rooms: fc.integer({ min: 1, max: 6 }),
  notes: fc.integer({ min: 0, max: 25 }),
  blankEvery: fc.integer({ min: 2, max: 9 }),
  likesOf: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
  max: fc.integer({ min: 1, max: 12 }),
  by: fc.constantFrom("conversation" as const, undefined),
  parts: fc.integer({ min: 1, max: 4 }),
  passes: fc.subarray<AnyPass>([WELCOME, LIKES]),
  concurrency: fc.integer({ min: 1, max: 4 }),
});

it("whatever is moved, a run then does what the plan said, to the request", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ rooms, notes, blankEvery, likesOf, by, ...shape }) => {
      const stage = scene({ concurrency: shape.concurrency });
      fill(stage.source, { rooms, notes });
      for (const [index, note] of stage.source.notes.entries()) {
        if (index % blankEvery === 0) Object.assign(note, { body: " " });
        note.likes.push(...["ann", "bob", "ghost"].slice(0, likesOf[index % likesOf.length]));
      }
      await expectAsPlanned(stage, sinkOf({ ...shape, ...(by ? { by } : {}) }));
    }),
    { numRuns: 12 },
  );
});

it("pages and batches meet where they meet in a run", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 7, notes: 180 });
  await expectAsPlanned(stage, sinkOf({ max: 7, parts: 2, passes: [WELCOME, LIKES] }));
});

it("nothing is sent, nothing is settled, and no pass counts as begun", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 2, notes: 10 });
  const sink = sinkOf({ max: 5, parts: 1, passes: [WELCOME, LIKES] });
  const plan = await stage.plan({ sink });
  expect(plan).toMatchObject({ status: "complete", open: { message: 20 } });
  expect([stage.target.people, stage.target.rooms, stage.target.notes]).toEqual([[], [], []]);
  // A pass that was begun would keep a run without it from being complete.
  expect(await stage.go()).toMatchObject({ status: "complete", passes: [], kinds: { message: { written: 20 } } });
});

it("plans what a limited run left, and shows where the rejected stand in the source", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 2, notes: 30 });
  for (const note of stage.source.notes.slice(0, 25)) Object.assign(note, { body: " " });
  Object.assign(stage.source.notes[26] ?? {}, { at: "noon" });
  await stage.go({ limit: 10 });
  const plan = await stage.plan();
  expect(plan?.open.message).toBeLessThan(59);
  expect(plan).toMatchObject({ status: "rejected", kinds: { message: { rejected: 26, pending: 0 } } });
  const blank = plan?.rejects.find(({ code }) => code === "blank-text");
  expect(blank?.samples).toHaveLength(20);
  expect(blank?.samples[0]).toEqual({ id: "0-0", origin: "notes[0]" });
  expect(plan?.rejects.find(({ code }) => code === "wire-shape")?.samples).toEqual([{ origin: "notes[26]" }]);
  expect(await stage.go()).toMatchObject({ requests: plan?.requests });
});

it("a known age is applied, an unknown one is said to be unknown", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 10 });
  Object.assign(stage.source.notes[9] ?? {}, { at: Date.now() });
  const limited = (maxAgeMs: number | "auto"): AnySink => ({
    ...memorySink,
    capabilities: { ...memorySink.capabilities, ageLimit: () => ({ maxAgeMs, advice: "Ask for more." }) },
  });
  const unknown = await stage.plan({ sink: limited("auto") });
  expect(unknown?.unknowns.join(" ")).toContain("from which age on, is found out while loading");
  const known = await stage.plan({ sink: limited(1_000_000) });
  expect(known).toMatchObject({ notices: [{ code: "too-old" }], rejects: [{ code: "too-old", count: 9 }] });
  expect(known?.unknowns.join(" ")).not.toContain("age");
});

it("tells as a run does when two ids would become one", async () => {
  const stage = scene();
  stage.source.people.push({ handle: "Bob" }, { handle: "bob" });
  const sink: AnySink = { ...memorySink, targetId: { user: (id) => id.toLowerCase() } };
  await expect(stage.plan({ sink })).rejects.toThrow('The user ids "Bob" and "bob" would become one id in memory');
  // What was begun is taken back all the same.
  expect(await stage.go()).toMatchObject({ status: "complete", kinds: { user: { written: 2 } } });
});

it("stops when asked, and goes on later", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 2, notes: 700 });
  const control = new AbortController();
  const stopping = await stage.plan({
    stop: control.signal,
    // As an interrupt comes: from outside, when the process listens.
    onEvent: (event) => event.event === "phase" && event.phase === "plan" && setImmediate(() => control.abort()),
  });
  expect(stopping).toBeUndefined();
  expect(await stage.plan()).toMatchObject({ open: { message: 1_400 } });
});
