import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AnyRecord,
  type ChatRecord,
  Conversation,
  type Kind,
  Membership,
  type RecordInput,
  User,
} from "@chat-etl/model";
import { expect, it } from "vitest";
import { type Fillers, openWorkspace, type Settlement, type Workspace } from "../src/index.ts";

const FILLERS: Fillers = {
  user: (id) => User.parse({ kind: "user", id, type: "placeholder", displayName: id }),
  conversation: (id) => Conversation.parse({ kind: "conversation", id, type: "group", isPlaceholder: true }),
  membership: ({ conversationId, userId }) =>
    Membership.parse({ kind: "membership", conversationId, userId, state: "former", evidence: "author" }),
  systemUser: () => User.parse({ kind: "user", id: "etl:system", type: "system", displayName: "System" }),
};

const message = (id: string, changes: object = {}): RecordInput =>
  ({ kind: "message", id, conversationId: "c", authorId: null, sentAt: 1_000, text: "hi", ...changes }) as RecordInput;
const user = (id: string, displayName: string): RecordInput => ({ kind: "user", id, displayName });
const pair = (id: string, ...users: readonly string[]): readonly RecordInput[] => [
  { kind: "conversation", id, type: "direct" },
  ...users.map((userId) => ({ kind: "membership", conversationId: id, userId }) as const),
];

interface Given {
  readonly records: readonly RecordInput[];
  readonly derived?: readonly RecordInput[];
  readonly refused?: readonly string[];
}

const staged = (inputs: readonly RecordInput[] = []) =>
  inputs
    .map((input) => AnyRecord.parse(input))
    .map((record) => ({ record, origin: `of ${"id" in record ? record.id : ""}` }));

async function read(workspace: Workspace, { records, derived, refused = [] }: Given, since?: number): Promise<void> {
  const { readings, staging } = workspace;
  await readings.begin({ at: 5, since });
  const reason = { code: "wire-shape", message: "" };
  const refusals = refused.map((origin) => ({ kind: "message" as const, origin, reason }));
  const page = { stream: "all", cursor: "1", records: staged(records), derived: staged(derived), refusals, drops: [] };
  await staging.stage(page, { newestFirst: false });
  await staging.saved();
  await staging.finish("all");
  await readings.finish();
  await workspace.resolution.fillGaps(FILLERS);
}

/** Reads a source as often as it is given; `between` comes behind the first time. */
async function readings(
  times: readonly Given[],
  between: (workspace: Workspace) => Promise<void> = async () => {},
): Promise<Workspace> {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-store-")));
  for (const [index, given] of times.entries()) {
    await read(workspace, given);
    if (index === 0) await between(workspace);
  }
  return workspace;
}

/** Settles everything of some kinds at target "t". */
const settle =
  (kinds: readonly Kind[], settlement: Settlement = { status: "written" }) =>
  async (workspace: Workspace): Promise<void> => {
    const { ledger } = workspace.lane("t");
    for (const kind of kinds) {
      const records = (await pending(workspace, kind)).map(({ seq }) => ({ seq, id: "", settlement, losses: [] }));
      await ledger.settle(records, { kind, at: 1 });
    }
  };

async function pending(workspace: Workspace, kind: Kind): Promise<readonly { seq: number; record: ChatRecord }[]> {
  const { loading } = workspace.lane("t");
  if (kind !== "message") return await loading.unsettled(kind, undefined, 100);
  return await loading.unsettledMessages({
    shard: { index: 0, of: 1 },
    order: "by-time",
    after: undefined,
    limit: 100,
  });
}

async function delta({ tallies }: Workspace, kind: Kind) {
  const { kinds, changes } = (await tallies.delta()) ?? { kinds: undefined, changes: [] };
  return {
    ...kinds?.[kind],
    changes: changes.filter((one) => one.kind === kind).map(({ code, message }) => `${code}: ${message}`),
  };
}

it("what the target has stays as it was sent, and each reading tells only what is other than at the one before", async () => {
  const [first, second] = [
    { records: [message("m")] },
    { records: [message("m", { text: "new words", tags: ["x"] })] },
  ];
  const w = await readings([first, second, second], settle(["message"]));
  expect(await delta(w, "message")).toMatchObject({
    equal: 1,
    changed: 0,
    changes: [expect.stringMatching(/^changed: .*text 1, tags 1/)],
  });
  expect(await pending(w, "message")).toEqual([]);
  expect(JSON.stringify(await w.tallies.delta())).not.toContain("new words");
  await read(w, first);
  expect(await delta(w, "message")).toMatchObject({ equal: 1, changes: [] });
  await w.close();
});

it("a message that was rejected and comes changed is pending again; unchanged it stays rejected", async () => {
  const rejected = settle(["message"], { status: "rejected", reason: { code: "blank-text", message: "" } });
  const first = { records: [message("m", { text: " " }), message("n", { text: " " })] };
  const w = await readings([first, { records: [message("m"), message("n", { text: " " })] }], rejected);
  expect((await pending(w, "message")).map(({ record }) => record)).toMatchObject([{ id: "m", text: "hi" }]);
  expect((await w.tallies.byKind("t")).message).toMatchObject({ read: 2, staged: 2, rejected: 1, pending: 1 });
  await w.close();
});

it("what was in the air when a run ended may be at the target: it stays as it was", async () => {
  const w = await readings(
    [{ records: [message("m")] }, { records: [message("m", { text: "other" })] }],
    async (workspace) => {
      const seqs = (await pending(workspace, "message")).map(({ seq }) => seq);
      await workspace.lane("t").ledger.begin("message", seqs, 1);
    },
  );
  expect((await pending(w, "message")).map(({ record }) => record)).toMatchObject([{ text: "hi" }]);
  expect((await delta(w, "message")).changes).toEqual([expect.stringContaining("changed:")]);
  await w.close();
});

it.each([
  ["rejected with a part in", { status: "rejected", reason: { code: "x", message: "No." }, isPartIn: true } as const],
  ["to be removed by an undo that was killed", { status: "written" } as const],
])("what is %s may be at the target: it stays, changed or gone", async (_, settlement) => {
  const first = { records: [message("m"), message("n"), message("o")] };
  const w = await readings([first], settle(["message"], settlement));
  if (settlement.status === "written") {
    const { removal } = w.removal("t", "core");
    for (const brought of await removal.page("message", undefined, 10)) await removal.begin(brought, 1);
  }
  await read(w, { records: [message("m", { text: "other" }), message("n")] });
  expect(await pending(w, "message")).toEqual([]);
  expect((await w.tallies.byKind("t")).message).toMatchObject({ staged: 3, dropped: 0, pending: 0 });
  expect((await delta(w, "message")).changes).toEqual([
    expect.stringMatching(/^vanished:/),
    expect.stringMatching(/^changed:/),
  ]);
  await w.close();
});

it("a value that comes twice in a reading counts by its last one, as it does the first time", async () => {
  const twice = { records: [user("u", "Ann"), user("u", "Anne")] };
  const w = await readings([twice, twice]);
  expect(await delta(w, "user")).toEqual({ fresh: 0, equal: 1, changed: 0, vanished: 0, changes: [] });
  expect(await w.tallies.drops()).toMatchObject([{ code: "duplicate-id", count: 1 }]);
  await read(w, { records: [message("m"), message("m", { conversationId: "d" })] });
  expect(await w.tallies.rejects("t")).toMatchObject([{ code: "id-taken", count: 1 }]);
  await w.close();
});

it("a place in the export, the order of keys and what others brought along are no changes", async () => {
  const first = {
    records: [user("u", "Ann"), message("m", { rank: 1, metadata: { a: 1, b: [2] } })],
    derived: [{ ...user("u", "x"), title: "Dr" } as RecordInput],
  };
  const second = { records: [user("u", "Ann"), message("m", { rank: 2, metadata: { b: [2], a: 1 } })] };
  const w = await readings([first, second]);
  expect(await delta(w, "message")).toMatchObject({ equal: 1, changed: 0, changes: [] });
  expect(await delta(w, "user")).toMatchObject({ equal: 1, changed: 0, changes: [] });
  expect((await pending(w, "user"))[0]?.record).toMatchObject({ displayName: "Ann", title: "Dr" });
  await read(w, { records: [user("u", "Ann B")] });
  expect((await pending(w, "user"))[0]?.record).toMatchObject({ displayName: "Ann B", title: "Dr" });
  await w.close();
});

it("who was a placeholder and is described now is completed, or told where the target has the placeholder", async () => {
  const [first, second] = [
    { records: [message("m", { authorId: "ann" })] },
    { records: [user("ann", "Ann"), message("m", { authorId: "ann" })] },
  ];
  const unsent = await readings([first, second]);
  expect((await pending(unsent, "user")).map(({ record }) => record)).toMatchObject([
    { displayName: "Ann", type: "human" },
  ]);
  expect((await unsent.tallies.byKind("t")).user).toMatchObject({ read: 1, added: 0, staged: 1 });
  await unsent.close();
  const sent = await readings([first, second], settle(["user"]));
  expect((await delta(sent, "user")).changes).toEqual([expect.stringMatching(/^changed: .*displayName 1/)]);
  expect((await sent.tallies.byKind("t")).user).toMatchObject({ read: 1, added: 0, staged: 1, written: 1 });
  await sent.close();
});

it("what vanished before it was sent is left out by rule, with those whom only it named", async () => {
  const kept = message("m", { conversationId: "d", authorId: "ann" });
  const w = await readings([{ records: [kept, message("gone", { authorId: "ghost" })] }, { records: [kept] }]);
  const kinds = await w.tallies.byKind("t");
  expect(kinds.message).toMatchObject({ read: 2, staged: 1, dropped: 1 });
  expect(await w.tallies.drops()).toMatchObject([{ code: "vanished", count: 1, sample: "of gone" }]);
  expect((await pending(w, "user")).map(({ record }) => record)).toMatchObject([{ id: "ann" }]);
  expect([kinds.user.staged, kinds.conversation.staged, kinds.membership.staged]).toEqual([1, 1, 1]);
  await w.close();
});

it("what is gone from the source and was removed from the target is left out by the next reading", async () => {
  const w = await readings([{ records: [message("m"), message("gone")] }], settle(["message"]));
  await read(w, { records: [message("m", { text: "edited" })] });
  const { removal } = w.removal("t", "core");
  for (const brought of await removal.page("message", undefined, 10)) {
    await removal.begin(brought, 1);
    await removal.forget(brought, []);
  }
  expect(await w.readings.outdated()).toBe(2);
  await read(w, { records: [message("m", { text: "edited" })] });
  expect((await pending(w, "message")).map(({ record }) => record)).toMatchObject([{ id: "m", text: "edited" }]);
  expect((await w.tallies.byKind("t")).message).toMatchObject({ read: 2, staged: 1, dropped: 1 });
  expect(await delta(w, "message")).toMatchObject({ vanished: 1, changes: [expect.stringMatching(/^changed-unsent/)] });
  expect(await w.readings.outdated()).toBe(0);
  await w.close();
});

it("a membership that the target has keeps the time it was sent with, though a later reading would let it be estimated", async () => {
  const first = { records: pair("p", "ann", "bob") };
  const w = await readings([first], settle(["membership"]));
  await read(w, { records: [...first.records, message("m", { conversationId: "p", authorId: "ann" })] });
  const page = { kind: "membership", after: undefined, limit: 10, share: 1 } as const;
  const memberships = await w.lane("t").settled.page(page);
  expect(memberships.map(({ record }) => "joinedAt" in record && record.joinedAt)).toEqual([false, false]);
  expect((await delta(w, "membership")).changes).toEqual([]);
  await w.close();
});

it("a part that is read again makes nothing vanish, and what was refused of it is told once", async () => {
  const w = await readings([{ records: [message("a"), message("b")], refused: ["of x", "of y"] }]);
  await read(w, { records: [message("b"), message("x")], refused: ["of y"] }, 1);
  expect(await delta(w, "message")).toMatchObject({ fresh: 1, equal: 1, vanished: 0 });
  expect((await w.tallies.byKind("t")).message).toMatchObject({ read: 4, staged: 3, unreadable: 1, dropped: 0 });
  await w.close();
});

it("a pair that the target has stays one when somebody joins it, or another between the same two begins", async () => {
  const first = { records: [...pair("p", "ann", "bob"), ...pair("q", "ann", "cid")] };
  const more = [message("m", { conversationId: "p", authorId: "eve" }), ...pair("twin", "ann", "bob")];
  const w = await readings(
    [first, { records: [...first.records, ...more, ...pair("q", "dan").slice(1)] }],
    async (workspace) => {
      const [p] = await pending(workspace, "conversation");
      await workspace
        .lane("t")
        .ledger.settle([{ seq: p?.seq ?? 0, id: "", settlement: { status: "implied" }, losses: [] }], {
          kind: "conversation",
          at: 1,
        });
    },
  );
  const facts = await w.lane("t").loading.facts(["p", "q", "twin"]);
  expect(facts.get("p")).toMatchObject({
    memberCount: 2,
    twinCount: 1,
    isBegun: true,
    members: [{ userId: "ann" }, { userId: "bob" }],
  });
  expect(facts.get("q")).toMatchObject({ memberCount: 3, isBegun: false });
  expect(facts.get("twin")).toMatchObject({ memberCount: 2 });
  await w.close();
});

it("a pair that was in the air when a run ended stays one when somebody joins it", async () => {
  const first = { records: pair("p", "ann", "bob") };
  const w = await readings(
    [first, { records: [...first.records, ...pair("p", "cid").slice(1)] }],
    async (workspace) => {
      const seqs = (await pending(workspace, "conversation")).map(({ seq }) => seq);
      await workspace.lane("t").ledger.begin("conversation", seqs, 1);
    },
  );
  const facts = await w.lane("t").loading.facts(["p"]);
  expect(facts.get("p")).toMatchObject({ memberCount: 2, members: [{ userId: "ann" }, { userId: "bob" }] });
  await w.close();
});

it("who joins a pair is new, though records numbered last were left out before", async () => {
  const first = pair("p", "ann", "bob");
  const w = await readings(
    [{ records: [...first, message("gone", { conversationId: "p", authorId: "zoe" })] }, { records: first }],
    settle(["conversation"]),
  );
  const before = (await w.lane("t").loading.facts(["p"])).get("p")?.members;
  await read(w, { records: [...first, ...pair("p", "cid").slice(1)] });
  expect(before).toMatchObject([{ userId: "ann" }, { userId: "bob" }]);
  expect((await w.lane("t").loading.facts(["p"])).get("p")?.members).toEqual(before);
  await w.close();
});

it("pairs that the target has stay pairs when the gaps are resolved once more, whichever reading gave them", async () => {
  const first = { records: pair("p", "ann", "bob") };
  const more = { records: [...first.records, ...pair("q", "ann", "cid")] };
  const w = await readings([first], settle(["conversation"]));
  // As behind a correction of a replay.
  await w.resolution.fillGaps(FILLERS);
  await read(w, more);
  await settle(["conversation"])(w);
  await w.resolution.fillGaps(FILLERS);
  const facts = await w.lane("t").loading.facts(["p", "q"]);
  expect(facts.get("p")).toMatchObject({ memberCount: 2, members: [{ userId: "ann" }, { userId: "bob" }] });
  expect(facts.get("q")).toMatchObject({ memberCount: 2, members: [{ userId: "ann" }, { userId: "cid" }] });
  await w.close();
});

it("a pair that the target has keeps its two when gaps are filled again in the same reading, whichever it is", async () => {
  const [p, q] = [pair("p", "ann", "bob"), pair("q", "ann", "cid")];
  const w = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-store-")));
  for (const [id, records] of [
    ["p", p],
    ["q", [...p, ...q]],
  ] as const) {
    await read(w, { records });
    await settle(["conversation"], { status: "implied" })(w);
    w.staging.add(
      staged([message(`of ${id}`, { conversationId: id, authorId: "eve" })]).map(({ record }) => record),
      "x",
    );
    await w.resolution.fillGaps(FILLERS);
    const facts = (await w.lane("t").loading.facts([id])).get(id);
    expect(facts).toMatchObject({ memberCount: 2, members: [{ userId: "ann" }, {}] });
  }
  await w.close();
});
