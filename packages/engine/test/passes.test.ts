import { type MemoryApp, memorySink } from "@chat-etl/memory";
import { type AnyPass, type AnySink, definePass, type Outcome, type PassSender, TransientError } from "@chat-etl/sdk";
import { openWorkspace } from "@chat-etl/store";
import { expect, it } from "vitest";
import { fill, type Scene, scene } from "./scene.ts";

interface Like {
  readonly note: string;
  readonly by: string;
}

const QUOTA = { requests: 1_000, perMs: 1_000 };

/** Likes, one request each: what the memory sink's main load leaves behind. */
const LIKES = definePass<unknown, "message", Like>({
  name: "likes",
  summary: "Who liked what.",
  kind: "message",
  when: "after",
  batch: { max: 1 },
  dedupes: true,
  quotaClass: "core",
  quota: () => QUOTA,
  encode: ({ id, reactions }, { targetId }) => {
    if (targetId !== id) throw new Error("A pass behind the main load knows the target's id.");
    return { send: reactions.flatMap(({ userId }) => (userId === undefined ? [] : [{ note: id, by: userId }])) };
  },
});

/** Who is welcomed before anybody is sent. */
const WELCOME: AnyPass = {
  ...definePass<unknown, "user", string>({
    name: "welcome",
    summary: "",
    kind: "user",
    when: "before",
    batch: { max: 5 },
    dedupes: true,
    quotaClass: "core",
    quota: () => QUOTA,
    encode: ({ id }) => ({ send: [id] }),
  }),
};

function sinkWith(passes: readonly AnyPass[], senders: Readonly<Record<string, PassSender>>): AnySink {
  return {
    ...memorySink,
    passes: () => passes,
    open: async (config, context) => ({
      ...(await memorySink.open(config as { app: string }, context)),
      passes: senders,
    }),
  };
}

function liking(likes: Like[]): PassSender {
  return {
    send: async (batch: readonly Like[]) =>
      batch.map((like): Outcome => {
        likes.push(like);
        return { status: "written" };
      }),
  };
}

/** Notes of which every second is liked by both people; one note is blank, which the sink refuses. */
function world(): Scene {
  const stage = scene();
  fill(stage.source, { rooms: 2, notes: 20 });
  for (const [index, note] of stage.source.notes.entries()) if (index % 2) note.likes.push("ann", "bob");
  stage.source.notes.push({ key: "blank", room: "room-0", by: "ann", at: 9e6, body: " ", likes: ["ann"] });
  return stage;
}

const likesOf = (app: MemoryApp) =>
  app.notes.filter(({ key }) => key !== "blank").flatMap(({ key: note, likes }) => likes.map((by) => ({ note, by })));
const sorted = (likes: readonly Like[]) => likes.map(({ note, by }) => `${note} ${by}`).sort();

it("a pass sends each thing once, of the records that the target has, and says so beside the kinds", async () => {
  const stage = world();
  const likes: Like[] = [];
  const sink = sinkWith([LIKES], { likes: liking(likes) });
  const summary = await stage.go({ sink });
  expect(sorted(likes)).toEqual(sorted(likesOf(stage.source)));
  expect(summary).toMatchObject({
    status: "rejected",
    sent: 49,
    passes: [{ pass: "likes", kind: "message", written: 20, duplicate: 0, rejected: 0, pending: 0 }],
    kinds: { message: { written: 40, rejected: 1, pending: 0 } },
  });
  expect(await stage.go({ sink })).toMatchObject({ requests: 0 });
  expect(likes).toHaveLength(40);
});

it("records without the fields that a pass brings are settled unseen", async () => {
  const stage = world();
  const likes: Like[] = [];
  const seen: string[] = [];
  const pass: AnyPass = {
    ...LIKES,
    fields: ["reactions"],
    encode: (record, context) => {
      if (record.kind !== "message") throw new Error("A pass meets its own kind only.");
      seen.push(record.id);
      return LIKES.encode(record, context);
    },
  };
  const summary = await stage.go({ sink: sinkWith([pass], { likes: liking(likes) }) });
  expect(sorted(likes)).toEqual(sorted(likesOf(stage.source)));
  expect(new Set(seen)).toEqual(new Set(likes.map(({ note }) => note)));
  expect(summary).toMatchObject({ passes: [{ written: 20, pending: 0 }] });
});

it("a pass asked for later goes over what is in already", async () => {
  const stage = world();
  const likes: Like[] = [];
  await stage.go();
  const summary = await stage.go({ sink: sinkWith([LIKES], { likes: liking(likes) }) });
  expect(summary).toMatchObject({ sent: 0, passes: [{ written: 20, pending: 0 }] });
  expect(likes).toHaveLength(40);
});

it("a pass behind the main load waits until nothing of it is left", async () => {
  const stage = world();
  const likes: Like[] = [];
  const sink = sinkWith([LIKES], { likes: liking(likes) });
  const first = await stage.go({ sink, limit: 11 });
  expect(stage.target.notes).toHaveLength(11);
  expect(likes).toEqual([]);
  expect(first).toMatchObject({ status: "stopped", reason: expect.stringContaining("likes") });
  await stage.go({ sink });
  expect(sorted(likes)).toEqual(sorted(likesOf(stage.source)));
});

it("a pass waits for one that an earlier run began", async () => {
  const stage = world();
  const likes: Like[] = [];
  const counted: Like[] = [];
  const count: AnyPass = { ...LIKES, name: "count" } as AnyPass;
  const stop = new AbortController();
  const interrupting: PassSender = {
    send: async (batch, options) => {
      stop.abort();
      return await liking(likes).send(batch, options);
    },
  };
  await stage.go({ sink: sinkWith([LIKES], { likes: interrupting }), stop: stop.signal, concurrency: 1 });
  const other = await stage.go({ sink: sinkWith([count], { count: liking(counted) }) });
  expect(other).toMatchObject({ status: "stopped", reason: expect.stringContaining('"likes"') });
  expect(counted).toEqual([]);
  await stage.go({ sink: sinkWith([LIKES, count], { likes: liking(likes), count: liking(counted) }) });
  expect(sorted(counted)).toEqual(sorted(likesOf(stage.source)));
});

it("a pass that goes before is over all staged records, before the first of them is sent", async () => {
  const stage = world();
  const welcomed: string[] = [];
  const sender: PassSender = {
    send: async (batch: readonly string[]) => {
      expect(stage.target.people).toEqual([]);
      welcomed.push(...batch);
      return batch.map((): Outcome => ({ status: "written" }));
    },
  };
  await stage.go({ sink: sinkWith([WELCOME], { welcome: sender }) });
  expect(welcomed.sort()).toEqual(["ann", "bob", "ghost"]);
});

it("a pass that was begun and is not asked for again is not forgotten", async () => {
  const stage = world();
  const likes: Like[] = [];
  const stop = new AbortController();
  const interrupting: PassSender = {
    send: async (batch, options) => {
      stop.abort();
      return await liking(likes).send(batch, options);
    },
  };
  await stage.go({ sink: sinkWith([LIKES], { likes: interrupting }), stop: stop.signal, concurrency: 1 });
  const without = await stage.go();
  expect(without).toMatchObject({ status: "stopped", reason: expect.stringContaining('"likes"') });
  const finished = await stage.go({ sink: sinkWith([LIKES], { likes: liking(likes) }) });
  expect(finished).toMatchObject({ status: "rejected", reason: undefined, passes: [{ pending: 0 }] });
  // What was in the air when it ended goes again: the target dedupes.
  expect([...new Set(sorted(likes))]).toEqual(sorted(likesOf(stage.source)));
});

it("a pass that finds nothing to bring says so: perhaps the source was not asked for it", async () => {
  const stage = scene();
  fill(stage.source, { rooms: 1, notes: 3 });
  await stage.go({ sink: sinkWith([{ ...LIKES, fields: ["reactions"] } as AnyPass], { likes: liking([]) }) });
  expect(stage.events).toContainEqual(expect.objectContaining({ event: "notice", code: "pass-without-work" }));
  const other = world();
  await other.go({ sink: sinkWith([{ ...LIKES, fields: ["reactions"] } as AnyPass], { likes: liking([]) }) });
  expect(other.events).not.toContainEqual(expect.objectContaining({ code: "pass-without-work" }));
});

it("a pass is told whether the main load sent the record itself", async () => {
  const stage = world();
  const told = new Map<string, boolean>();
  const spy: AnyPass = {
    ...LIKES,
    encode: (record, { wasSent }) => {
      if (record.kind === "message") told.set(record.id, wasSent);
      return { send: [] };
    },
  };
  const sink = sinkWith([spy], { likes: liking([]) });
  const encode: AnySink["encode"] = {
    ...sink.encode,
    message: (note, context) => (note.id === "0-4" ? { send: [] } : sink.encode.message(note, context)),
  };
  await stage.go({ sink: { ...sink, encode } });
  expect([...told].filter(([, wasSent]) => !wasSent)).toEqual([["0-4", false]]);
  expect(told.size).toBe(40);
});

it("who is encoded later knows whether the pass ahead brought what it needs", async () => {
  const stage = world();
  const sender: PassSender = {
    send: async (batch: readonly string[]) =>
      batch.map((id): Outcome => {
        if (id !== "bob") return { status: "written" };
        return { status: "rejected", reason: { code: "unwelcome", message: "Not bob." } };
      }),
  };
  const sink = sinkWith([WELCOME], { welcome: sender });
  const passed: [string, boolean][] = [];
  const encode: AnySink["encode"] = {
    ...sink.encode,
    user: (user, context) => {
      passed.push([user.id, context.passed?.has("welcome") ?? false]);
      return sink.encode.user(user, context);
    },
  };
  const summary = await stage.go({ sink: { ...sink, encode } });
  expect(Object.fromEntries(passed)).toEqual({ ann: true, bob: false, ghost: true });
  expect(summary.kinds.user).toMatchObject({ written: 3 });
});

it("what was not answered is read back where a second sending would make a second copy", async () => {
  const stage = world();
  const likes: Like[] = [];
  const really = liking(likes);
  let calls = 0;
  const sender: PassSender = {
    send: async (batch: readonly never[], options) => {
      calls += 1;
      if (calls % 3 !== 2) await really.send(batch, options);
      if (calls % 3 !== 0) throw new TransientError("Cut.", { delivery: "unknown" });
      return batch.map((): Outcome => ({ status: "written" }));
    },
    settle: async (batch: readonly Like[]) =>
      batch.map(
        ({ note, by }): Outcome =>
          likes.some((like) => like.note === note && like.by === by)
            ? { status: "written" }
            : { status: "retry", reason: { code: "absent", message: "It is not there." } },
      ),
  };
  await stage.go({ sink: sinkWith([{ ...LIKES, dedupes: false } as AnyPass], { likes: sender }) });
  expect(sorted(likes)).toEqual(sorted(likesOf(stage.source)));
});

it("what a pass cannot bring is rejected in its name, and the record stays written", async () => {
  const stage = world();
  const sender: PassSender = {
    send: async (batch: readonly unknown[]) =>
      batch.map((): Outcome => ({ status: "rejected", reason: { code: "no-likes", message: "Nobody likes here." } })),
  };
  const summary = await stage.go({ sink: sinkWith([LIKES], { likes: sender }) });
  expect(summary).toMatchObject({
    status: "rejected",
    kinds: { message: { written: 40 } },
    passes: [{ rejected: 20 }],
  });
  expect(summary.rejects).toContainEqual(expect.objectContaining({ pass: "likes", code: "no-likes", count: 20 }));
});

it("passes of one quota class remember each other's requests, the main load's are its own", async () => {
  const stage = world();
  await stage.go({ sink: sinkWith([LIKES, WELCOME], { likes: liking([]), welcome: liking([]) }) });
  const workspace = await openWorkspace(stage.folder);
  try {
    const target = (await workspace.tallies.lastTarget()) ?? "";
    const pass = { kind: "message", isBehind: true } as const;
    const core = workspace.passLane(target, { ...pass, name: "likes", quotaClass: "core" });
    const other = workspace.passLane(target, { ...pass, name: "other", quotaClass: "sends" });
    expect(await core.ledger.requestsSince(0, Date.now())).toHaveLength(41);
    expect(await other.ledger.requestsSince(0, Date.now())).toHaveLength(0);
    const main = await workspace.lane(target).ledger.requestsSince(0, Date.now());
    expect(await workspace.tallies.requests(target)).toBe(main.length + 41);
    expect(await workspace.tallies.answeredSince(target, 0)).toBe(main.length + 41);
  } finally {
    await workspace.close();
  }
});
