import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MemoryApp, memoryApp, memorySink, memorySource } from "@chat-etl/memory";
import { type AnySink, definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import { type RunEvent, type RunOptions, run, type Summary } from "../src/index.ts";

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let number = 0;

interface Scene {
  readonly source: MemoryApp;
  readonly target: MemoryApp;
  readonly events: RunEvent[];
  go(options?: Partial<RunOptions> & { readonly sink?: AnySink }): Promise<Summary>;
}

function scene(): Scene {
  number += 1;
  const folder = mkdtempSync(join(tmpdir(), "etl-engine-"));
  const events: RunEvent[] = [];
  return {
    source: memoryApp(`from-${number}`),
    target: memoryApp(`to-${number}`),
    events,
    go: async ({ sink = memorySink, ...options } = {}) => {
      const workspace = await openWorkspace(folder);
      try {
        return await run({
          pipeline: definePipeline({ name: "memory-to-memory", summary: "", source: memorySource, sink }),
          sourceConfig: { app: `from-${number}` },
          sinkConfig: { app: `to-${number}` },
          workspace,
          concurrency: 3,
          limit: Number.POSITIVE_INFINITY,
          speed: 1_000,
          stop: new AbortController().signal,
          logger: QUIET,
          onEvent: (event) => events.push(event),
          ...options,
        });
      } finally {
        await workspace.close();
      }
    },
  };
}

function fill(app: MemoryApp, counts: { readonly rooms: number; readonly notes: number }): void {
  app.people.push({ handle: "ann", name: "Ann" }, { handle: "bob" });
  for (let room = 0; room < counts.rooms; room += 1) {
    app.rooms.push({ room: `room-${room}`, handles: ["ann", "bob"] });
    for (let note = 0; note < counts.notes; note += 1) {
      const by = note % 7 === 3 ? "ghost" : note % 2 ? "ann" : "bob";
      app.notes.push({
        key: `${room}-${note}`,
        room: `room-${room}`,
        by,
        at: 1_000 + Math.floor(note / 3),
        body: `note ${note}`,
        likes: [],
      });
    }
  }
}

it("moves an app whole, every conversation in order", async () => {
  const { source, target, go } = scene();
  fill(source, { rooms: 9, notes: 40 });
  const summary = await go();
  expect(summary).toMatchObject({
    status: "complete",
    kinds: { message: { read: 360, staged: 360, written: 360, pending: 0 } },
  });
  for (const { room } of source.rooms) {
    expect(target.notes.filter((note) => note.room === room)).toEqual(
      source.notes.filter((note) => note.room === room),
    );
  }
});

it("adds a placeholder for an author nobody described, and his membership as a former one", async () => {
  const { source, target, go } = scene();
  fill(source, { rooms: 1, notes: 7 });
  const summary = await go();
  expect(target.people.map(({ handle }) => handle)).toEqual(["ann", "bob", "ghost"]);
  expect(summary.kinds.user).toMatchObject({ read: 2, added: 1, staged: 3, written: 3 });
  expect(summary.kinds.membership).toMatchObject({ read: 2, added: 1, staged: 3, written: 3, implied: 1 });
});

it("sends nothing in a second run", async () => {
  const { source, go } = scene();
  fill(source, { rooms: 3, notes: 20 });
  await go();
  expect(await go()).toMatchObject({ status: "complete", sent: 0, requests: 0, kinds: { message: { written: 60 } } });
});
