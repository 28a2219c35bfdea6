import { expect, it } from "vitest";
import { fill, sameNotes, scene } from "./scene.ts";

it("moves an app whole, every conversation in order", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 9, notes: 40 });
  const summary = await stage.go();
  expect(summary).toMatchObject({
    status: "complete",
    kinds: { message: { read: 360, staged: 360, written: 360, pending: 0 } },
  });
  expect(sameNotes(stage)).toBe(true);
});

it("adds a placeholder for an author nobody described, and a former membership", async () => {
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

it("rejects a value that does not fit its wire schema, with its origin and without its words, and goes on", async () => {
  const { source, target, log, go } = scene();
  fill(source, { rooms: 1, notes: 5 });
  Object.assign(source.notes[2] ?? {}, { at: "yesterday evening" });
  const summary = await go();
  expect(summary).toMatchObject({
    status: "rejected",
    kinds: { message: { read: 5, staged: 4, written: 4, rejected: 1, unreadable: 1 } },
  });
  expect(summary.rejects).toMatchObject([{ kind: "message", code: "wire-shape", count: 1, sample: "notes[2]" }]);
  expect(target.notes).toHaveLength(4);
  expect(JSON.stringify([summary, log])).not.toContain("yesterday");
});

it("counts a value left out by rule, and one given twice", async () => {
  const { source, go } = scene();
  fill(source, { rooms: 1, notes: 6 });
  Object.assign(source.notes[1] ?? {}, { body: "" });
  source.notes.push({ ...source.notes[4], key: "0-4" } as (typeof source.notes)[number]);
  const { kinds, drops } = await go();
  expect(kinds.message).toMatchObject({ read: 7, dropped: 2, staged: 5, written: 5 });
  expect(drops.map(({ code, sample }) => `${code} ${sample}`).sort()).toEqual([
    "duplicate-id notes[6]",
    "emptied notes[1]",
  ]);
});

it("refuses a second message under an id that another one has", async () => {
  const { source, go } = scene();
  fill(source, { rooms: 2, notes: 3 });
  Object.assign(source.notes[5] ?? {}, { key: "0-1" });
  const { kinds, rejects } = await go();
  expect(kinds.message).toMatchObject({ read: 6, staged: 5, rejected: 1 });
  expect(rejects).toMatchObject([{ code: "id-taken" }]);
});

it("sends no more messages than --limit, oldest first, and the rest later", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 30 });
  const first = await stage.go({ limit: 12 });
  expect(first).toMatchObject({ status: "stopped", kinds: { message: { written: 12, pending: 18 } } });
  expect(stage.target.notes.map(({ key }) => key)).toEqual(stage.source.notes.slice(0, 12).map(({ key }) => key));
  expect(await stage.go()).toMatchObject({ status: "complete" });
  expect(sameNotes(stage)).toBe(true);
});

it("stops when asked, saves, and goes on later without reading again", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 4, notes: 30 });
  const control = new AbortController();
  const summary = await stage.go({
    stop: control.signal,
    onEvent: (event) => event.event === "settled" && event.kind === "message" && event.settled > 20 && control.abort(),
  });
  expect(summary.status).toBe("interrupted");
  expect(summary.kinds.message.pending).toBeGreaterThan(0);
  expect(await stage.go()).toMatchObject({ status: "complete", kinds: { message: { written: 120 } } });
  expect(stage.events.filter(({ event }) => event === "read")).toEqual([]);
  expect(sameNotes(stage)).toBe(true);
});

it("tells when the sink's ids would make two users one, before anything is sent", async () => {
  const { memorySink } = await import("@chat-etl/memory");
  const stage = scene();
  stage.source.people.push({ handle: "Bob" }, { handle: "bob" });
  const sink = { ...memorySink, targetId: { user: (id: string) => id.toLowerCase() } };
  await expect(stage.go({ sink })).rejects.toThrow('The user ids "Bob" and "bob" would become one id in memory');
  expect(stage.target.people).toEqual([]);
});

it("does not load a source that gave nothing, or of which a whole kind makes no sense", async () => {
  const empty = scene();
  await expect(empty.go()).rejects.toThrow("The source gave nothing at all, so nothing was sent.");
  const senseless = scene();
  fill(senseless.source, { rooms: 1, notes: 3 });
  for (const note of senseless.source.notes) Object.assign(note, { at: "noon" });
  await expect(senseless.go()).rejects.toThrow('Not one of the 3 values of kind "message" could be read');
  expect(senseless.target.people).toEqual([]);
});

it("a value given again replaces the earlier one whole: its author is known to resolving too", async () => {
  const { source, target, go } = scene();
  fill(source, { rooms: 1, notes: 3 });
  source.notes.push({ ...source.notes[0], by: "late" } as (typeof source.notes)[number]);
  await go();
  expect(target.people.map(({ handle }) => handle)).toContain("late");
});
