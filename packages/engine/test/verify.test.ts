import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { memorySink, memorySource } from "@chat-etl/memory";
import { definePipeline } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import { type ConversationDigests, type Verification, type VerifyOptions, verify } from "../src/index.ts";
import { undoingNote } from "../src/undo/undo-note.ts";
import { fill, type Scene, scene } from "./scene.ts";

const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };

/** What is expected of a kind that is whole. */
const WHOLE = { missing: 0, doubled: 0, changed: 0, foreign: 0, reordered: 0 };

interface Verified extends Verification {
  readonly digests: readonly ConversationDigests[];
}

async function verified({ folder, targetName }: Scene, options: Partial<VerifyOptions> = {}): Promise<Verified> {
  const workspace = await openWorkspace(folder);
  const digests: ConversationDigests[] = [];
  try {
    const verification = await verify({
      pipeline: definePipeline({ name: "memory-to-memory", summary: "", source: memorySource, sink: memorySink }),
      sinkConfig: { app: targetName },
      workspace,
      share: 1,
      speed: 1,
      stop: new AbortController().signal,
      logger: LOGGER,
      onEvent() {},
      onConversation: (one) => digests.push(one),
      ...options,
    });
    return { ...verification, digests };
  } finally {
    await workspace.close();
  }
}

async function loaded(counts = { rooms: 4, notes: 12 }): Promise<Scene> {
  const stage = scene();
  fill(stage.source, counts);
  await stage.go();
  return stage;
}

/** What differs, as `sort kind id`. */
function differences({ samples }: Verification): readonly string[] {
  return samples.map(({ sort, kind, id }) => `${sort} ${kind} ${id}`).sort();
}

it("finds nothing right after a run, and leaves nothing behind", async () => {
  const stage = await loaded();
  const { status, kinds, conversations, digests, samples } = await verified(stage);
  expect([status, samples]).toEqual(["equal", []]);
  expect(kinds.message).toMatchObject({ ...WHOLE, expected: 48, found: 48, newer: 0, elsewhere: 0 });
  expect(kinds.user).toMatchObject({ ...WHOLE, expected: 3, found: 3 });
  // The ghosts who left are not let in.
  expect(kinds.membership).toMatchObject({ ...WHOLE, expected: 8, found: 8 });
  expect(conversations).toEqual({ compared: 4, equal: 4 });
  expect(digests.length).toBeGreaterThan(0);
  expect(digests.map(({ found }) => found)).toEqual(digests.map(({ sent }) => sent));
  expect(readdirSync(stage.folder).filter((name) => name.startsWith("comparison"))).toEqual([]);
});

it("names what is missing, doubled, changed, foreign and reordered, with where it was read and found", async () => {
  const stage = await loaded();
  const { notes, people, rooms } = stage.target;
  const take = (key: string) =>
    notes.splice(
      notes.findIndex((note) => note.key === key),
      1,
    )[0];
  take("0-2");
  const doubled = notes.find(({ key }) => key === "1-4");
  if (doubled) notes.push({ ...doubled });
  Object.assign(notes.find(({ key }) => key === "2-5") ?? {}, { body: "somebody else's words", at: 7 });
  const last = take("3-0");
  if (last) notes.push(last);
  notes.push({ key: "stranger", room: "room-0", by: "ann", at: 5, body: "hello", likes: [] });
  notes.push({ key: "later", room: "room-0", by: "ann", at: Date.now() + 60_000, body: "hello", likes: [] });
  notes.push({ key: "far", room: "their-room", by: "ann", at: 5, body: "hello", likes: [] });
  Object.assign(people.find(({ handle }) => handle === "bob") ?? {}, { name: "Robert" });
  rooms.find(({ room }) => room === "room-1")?.handles.splice(0, 1);
  rooms.find(({ room }) => room === "room-2")?.handles.push("eve");

  const verification = await verified(stage, { call: "memory-to-memory --sandbox" });
  expect(differences(verification)).toEqual([
    "changed message 2-5",
    "changed user bob",
    "doubled message 1-4",
    'foreign membership ["room-2","eve"]',
    "foreign message stranger",
    "missing membership room-1/ann",
    "missing message 0-2",
    "reordered message 3-1",
  ]);
  expect(verification.kinds.message).toEqual({
    ...{
      expected: 48,
      found: 50,
      missing: 1,
      doubled: 1,
      changed: 1,
      foreign: 1,
      reordered: 1,
      newer: 1,
      elsewhere: 1,
    },
  });
  expect(verification.samples).toContainEqual({
    ...{ sort: "changed", kind: "message", id: "2-5", conversation: "room-2", origin: "notes[29]" },
    ...{ foundAt: expect.stringMatching(/^notes\[\d+]$/), fields: ["at", "body"] },
  });
  expect(verification.conversations).toEqual({ compared: 4, equal: 0 });
  expect(JSON.stringify(verification)).not.toContain("words");
  expect(verification.advice.join()).toContain('"etl run memory-to-memory --sandbox --fresh"');
});

it("compares a share of the conversations whole, and the rest not at all", async () => {
  const stage = await loaded({ rooms: 40, notes: 6 });
  const { kinds, conversations, status, digests } = await verified(stage, { share: 0.3 });
  expect(status).toBe("equal");
  expect(conversations.compared).toBeGreaterThan(3);
  expect(conversations.compared).toBeLessThan(25);
  expect(kinds.message).toMatchObject({ ...WHOLE, expected: 6 * conversations.compared });
  expect(kinds.user.expected).toBe(3);
  const other = stage.target.notes.find(({ room }) => !digests.some(({ conversation }) => conversation === room));
  Object.assign(other ?? {}, { body: "changed" });
  expect((await verified(stage, { share: 0.3 })).status).toBe("equal");
  expect((await verified(stage)).status).toBe("different");
});

it("what is still to come is not missing, and it is said that it is to come", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 2, notes: 20 });
  await stage.go({ limit: 15 });
  const { status, kinds, pending, advice } = await verified(stage);
  expect([status, kinds.message.expected, pending]).toEqual(["equal", 15, 25]);
  expect(advice).toEqual([expect.stringContaining("25 records are still to be sent")]);
});

it("refuses where nothing was loaded, and ends when it is interrupted", async () => {
  await expect(verified(scene())).rejects.toThrow("Nothing was loaded");
  const stage = await loaded();
  const stop = AbortSignal.abort(new Error("Interrupted."));
  await expect(verified(stage, { stop })).rejects.toThrow("Interrupted.");
  expect(readdirSync(stage.folder).filter((name) => name.startsWith("comparison"))).toEqual([]);
});

it("messages that a later reading gave late stand where they came to stand, however many they are", async () => {
  const stage = await loaded({ rooms: 1, notes: 6 });
  for (let late = 0; late < 30; late += 1)
    stage.source.notes.push({ key: `late-${late}`, room: "room-0", by: "ann", at: late, body: "late", likes: [] });
  const { losses } = await stage.go({ again: {} });
  expect(losses).toMatchObject({ order: 30 });
  const { status, samples } = await verified(stage);
  expect([status, samples]).toEqual(["equal", []]);
});

it("what people wrote between two runs is theirs, if the source had nothing as new", async () => {
  const stage = await loaded({ rooms: 1, notes: 6 });
  await sleep(20);
  stage.target.notes.push({ key: "theirs", room: "room-0", by: "ann", at: Date.now(), body: "hello", likes: [] });
  stage.target.notes.push({ key: "stranger", room: "room-0", by: "ann", at: 5, body: "hello", likes: [] });
  await sleep(20);
  stage.source.notes.push({ key: "given late", room: "room-0", by: "ann", at: 2_000, body: "new", likes: [] });
  await stage.go({ again: {} });
  const { samples, kinds } = await verified(stage);
  expect(samples.map(({ sort, id }) => `${sort} ${id}`)).toEqual(["foreign stranger"]);
  expect(kinds.message).toMatchObject({ foreign: 1, newer: 1 });
});

it("what was being removed when an undo was killed may be there and need not, and no plan is made before it has ended", async () => {
  const stage = await loaded({ rooms: 1, notes: 6 });
  const workspace = await openWorkspace(stage.folder);
  const { removal } = workspace.removal(stage.targetName, "main");
  for (const brought of await removal.page("message", undefined, 2)) await removal.begin(brought, 1);
  await workspace.notes.set(undoingNote(stage.targetName), "");
  await workspace.close();
  stage.target.notes.pop();
  const { status, kinds, samples } = await verified(stage);
  expect([status, samples]).toEqual(["equal", []]);
  expect(kinds.message).toMatchObject({ ...WHOLE, expected: 4, found: 5 });
  await expect(stage.plan()).rejects.toThrow('Run "etl undo memory-to-memory" again first');
});
