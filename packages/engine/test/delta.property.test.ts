import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MemoryApp, memoryApp, memorySink } from "@chat-etl/memory";
import { type ChatRecord, idOf, KINDS, type Kind } from "@chat-etl/model";
import { definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type RunOptions, run, type Summary } from "../src/index.ts";
import { type TwoWorlds, twoWorlds, worldSource } from "./two-worlds.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** How the two readings go: how many messages the first run sends, and behind which page the second reading is cut off. */
interface Course {
  readonly worlds: TwoWorlds;
  readonly limit: number;
  readonly cutAt: number;
  readonly resumable: boolean;
}

const anyCourse: fc.Arbitrary<Course> = fc.record({
  worlds: twoWorlds,
  limit: fc.constantFrom(1, 5, 10, 1_000),
  cutAt: fc.integer({ min: 1, max: 25 }),
  resumable: fc.boolean(),
});

let number = 0;

/** A world, a target, and a workspace between them. */
function stageOf({ worlds, resumable }: Course) {
  number += 1;
  const app = `delta-${number}`;
  let world = worlds.before;
  const folder = mkdtempSync(join(tmpdir(), "etl-delta-"));
  const source = worldSource(() => world, { resumable });
  const go = async (options: Partial<RunOptions>): Promise<Summary> => {
    const workspace = await openWorkspace(folder);
    try {
      return await run({
        ...{ pipeline: definePipeline({ name: "p", summary: "", source, sink: memorySink }), workspace },
        ...{ sourceConfig: {}, sinkConfig: { app }, concurrency: 2, limit: Number.POSITIVE_INFINITY, speed: 1_000 },
        ...{ stop: new AbortController().signal, logger: SILENT, onEvent: () => {} },
        ...options,
      });
    } finally {
      await workspace.close();
    }
  };
  const move = () => {
    world = worlds.after;
  };
  return { target: memoryApp(app), go, move };
}

/** The second reading, cut off behind a page, and gone on with by a run that knows nothing of it. */
async function goInTwo(go: ReturnType<typeof stageOf>["go"], cutAt: number): Promise<Summary> {
  const control = new AbortController();
  let pages = 0;
  const cut = await go({
    again: {},
    stop: control.signal,
    onEvent: ({ event }) => {
      if (event === "read" && ++pages === cutAt) control.abort();
    },
  });
  return cut.status === "interrupted" ? await go({}) : cut;
}

function byId(world: readonly ChatRecord[], kind: Kind): ReadonlyMap<string, ChatRecord> {
  return new Map(world.filter((record) => record.kind === kind).map((record) => [idOf(record), record]));
}

/** Ids that others name in the first world without being listed: resolving adds them. */
function addedIds(before: readonly ChatRecord[], kind: Kind): ReadonlySet<string> {
  const listed = byId(before, kind);
  const named = before.flatMap((record) => {
    if (record.kind !== "message" && record.kind !== "membership") return [];
    const userId = record.kind === "message" ? (record.authorId ?? "") : record.userId;
    const { conversationId } = record;
    return { user: userId, conversation: conversationId, membership: `${conversationId}/${userId}`, message: "" }[kind];
  });
  return new Set(named.filter((id) => id !== "" && !listed.has(id)));
}

/** What the second reading must find of a kind. What was added is really described now: it counts as changed. */
function expectedDelta({ before, after }: TwoWorlds, kind: Kind) {
  const [old, now, added] = [byId(before, kind), byId(after, kind), addedIds(before, kind)];
  const isEqual = (id: string) => JSON.stringify(old.get(id)) === JSON.stringify(now.get(id));
  const known = [...now.keys()].filter((id) => old.has(id) || added.has(id));
  return {
    fresh: now.size - known.length,
    equal: known.filter(isEqual).length,
    changed: known.filter((id) => !isEqual(id)).length,
    vanished: [...old.keys()].filter((id) => !now.has(id)).length,
  };
}

/** Notes of the target: what was sent before stays as it was, what was not goes in as it is now. */
function expectedNotes({ after }: TwoWorlds, sent: MemoryApp["notes"]): ReadonlyMap<string, string> {
  const now = [...byId(after, "message").values()].filter((record) => record.kind === "message");
  const fit = now
    .filter(({ text }) => text.trim() !== "")
    .map(({ id, text, conversationId }) => [id, `${conversationId} ${text}`] as const);
  return new Map([...fit, ...sent.map(({ key, room, body }) => [key, `${room} ${body}`] as const)]);
}

function expectSums({ kinds }: Summary): void {
  for (const kind of KINDS) {
    const { read, added, staged, dropped, unreadable, written, duplicate, rejected, pending } = kinds[kind];
    expect(read + added, kind).toBe(staged + dropped + unreadable);
    expect(staged, kind).toBe(written + duplicate + rejected - unreadable + pending);
  }
}

it("any two worlds: a delta brings what is new, tells what changed and vanished, and nothing is sent twice", async () => {
  await fc.assert(
    fc.asyncProperty(anyCourse, async (course) => {
      const { worlds, limit, cutAt } = course;
      fc.pre(
        worlds.before.length > 0 &&
          worlds.after.some((record) =>
            worlds.before.some((one) => one.kind === record.kind && idOf(one) === idOf(record)),
          ),
      );
      const { target, go, move } = stageOf(course);
      await go({ limit });
      const sent = structuredClone(target.notes);
      const people = structuredClone(target.people);
      move();
      const summary = await goInTwo(go, cutAt);

      expectSums(summary);
      for (const kind of KINDS)
        expect({ kind, ...summary.delta?.kinds[kind] }).toEqual({ kind, ...expectedDelta(worlds, kind) });
      const wanted = expectedNotes(worlds, sent);
      expect(new Map(target.notes.map(({ key, room, body }) => [key, `${room} ${body}`]))).toEqual(wanted);
      expect(target.notes).toHaveLength(wanted.size);
      expect(target.people.slice(0, people.length)).toEqual(people);
      const messages = byId(worlds.after, "message");
      const known = new Set([...sent.map(({ key }) => key), ...messages.keys()]);
      const rejectedBefore = summary.kinds.message.staged - known.size;
      expect(rejectedBefore, "staged messages beyond those that are there or were sent").toBe(0);
      expect(summary.kinds.message.pending).toBe(0);
      // Nothing came twice, wherever the reading was cut off.
      expect(summary.drops.filter(({ code }) => code !== "vanished")).toEqual([]);

      // Late ones are counted; those sent in the second run keep their order among themselves.
      const newer = (room: string) => Math.max(0, ...sent.filter((note) => note.room === room).map(({ at }) => at));
      const added = target.notes.slice(sent.length);
      expect(summary.losses.order ?? 0).toBe(added.filter(({ room, at }) => at < newer(room)).length);
      for (const room of new Set(added.map((note) => note.room))) {
        const times = added.filter((note) => note.room === room).map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }

      const third = await go({ again: {} });
      expect([third.sent, third.requests]).toEqual([0, 0]);
      expectSums(third);
      for (const kind of KINDS) expect(third.delta?.kinds[kind]).toMatchObject({ fresh: 0, changed: 0, vanished: 0 });
      // What the target has and the source has otherwise stays told.
      const notSo = [...wanted].filter(([id, note]) => {
        const now = messages.get(id);
        return now?.kind === "message" ? `${now.conversationId} ${now.text}` !== note : true;
      });
      const told =
        third.delta?.changes.filter(({ kind }) => kind === "message").reduce((sum, { count }) => sum + count, 0) ?? 0;
      expect(told).toBeGreaterThanOrEqual(notSo.length);
    }),
    { numRuns: 6 },
  );
}, 300_000);
