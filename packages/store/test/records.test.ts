import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AnyRecord, type ChatRecord, Conversation, Membership, type RecordInput, User } from "@chat-etl/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Fillers, openWorkspace, type Workspace } from "../src/index.ts";
import { messagePageSql } from "../src/loading.ts";
import { COUNT_ADDED } from "../src/tallies.ts";

const FILLERS: Fillers = {
  user: (id) => User.parse({ kind: "user", id, type: "placeholder", displayName: id }),
  conversation: (id) => Conversation.parse({ kind: "conversation", id, type: "group", isPlaceholder: true }),
  membership: ({ conversationId, userId, firstMessageAt }) =>
    Membership.parse({
      kind: "membership",
      conversationId,
      userId,
      state: "former",
      evidence: "author",
      joinedAt: firstMessageAt,
    }),
  systemUser: () => User.parse({ kind: "user", id: "etl:system", type: "system", displayName: "System" }),
};

async function withRecords(
  inputs: readonly RecordInput[],
  work: (workspace: Workspace) => Promise<void>,
  newestFirst = false,
) {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-store-")));
  const records = inputs.map((input) => ({ record: AnyRecord.parse(input), origin: "test" }));
  await workspace.staging.stage(
    { stream: "all", cursor: undefined, records, derived: [], refusals: [], drops: [] },
    { newestFirst },
  );
  await workspace.staging.saved();
  await workspace.resolution.fillGaps(FILLERS);
  await work(workspace);
  await workspace.close();
}

const message = (id: string, changes: Partial<ChatRecord<"message">> = {}): RecordInput =>
  ({ kind: "message", id, conversationId: "c", authorId: "ann", sentAt: 1_000, text: "hi", ...changes }) as RecordInput;
const direct = (id: string, ...users: string[]): RecordInput[] => [
  { kind: "conversation", id, type: "direct" },
  ...users.map((userId) => ({ kind: "membership", conversationId: id, userId }) as const),
];

async function order(workspace: Workspace, by: "by-time" | "by-conversation" = "by-time"): Promise<string[]> {
  const { loading } = workspace.lane("t");
  const ids: string[] = [];
  for (let after: Awaited<ReturnType<typeof loading.unsettledMessages>>[number]["place"] | undefined; ; ) {
    const page = await loading.unsettledMessages({ shard: { index: 0, of: 1 }, order: by, after, limit: 3 });
    ids.push(...page.map(({ record }) => record.id));
    if (page.length < 3) return ids;
    after = page.at(-1)?.place;
  }
}

it("hands out messages oldest first; equal instants in reading order, or against it for a newest-first source", async () => {
  const inputs = [
    message("a", { sentAt: 5 }),
    message("b", { sentAt: 5 }),
    message("c", { sentAt: 4 }),
    message("d", { sentAt: 5 }),
  ];
  await withRecords(inputs, async (w) => expect(await order(w)).toEqual(["c", "a", "b", "d"]));
  await withRecords(inputs, async (w) => expect(await order(w)).toEqual(["c", "d", "b", "a"]), true);
});

it("a message's own rank decides between equal instants", async () => {
  const inputs = [message("a", { rank: 3 }), message("b", { rank: 1.5 }), message("c", { rank: 2 })];
  await withRecords(inputs, async (w) => expect(await order(w)).toEqual(["b", "c", "a"]), true);
});

it("every shard has its own conversations, and all together have all messages", async () => {
  const inputs = Array.from({ length: 60 }, (_, index) => message(`m${index}`, { conversationId: `c${index % 20}` }));
  await withRecords(inputs, async (workspace) => {
    const { loading } = workspace.lane("t");
    const shards = await Promise.all(
      [0, 1, 2].map((index) =>
        loading.unsettledMessages({ shard: { index, of: 3 }, order: "by-time", after: undefined, limit: 100 }),
      ),
    );
    const conversations = shards.map((shard) => new Set(shard.map(({ record }) => record.conversationId)));
    expect(conversations.reduce((sum, set) => sum + set.size, 0)).toBe(20);
    expect(shards.reduce((sum, shard) => sum + shard.length, 0)).toBe(60);
  });
});

it("knows the twins among direct conversations, their members, and what happened first", async () => {
  const inputs = [
    ...direct("d1", "ann", "bob"),
    ...direct("d2", "bob", "ann"),
    ...direct("d3", "ann", "cid"),
    message("m", { conversationId: "d3", authorId: "eve", sentAt: 70 }),
  ];
  await withRecords(inputs, async (workspace) => {
    const facts = await workspace.lane("t").loading.facts(["d1", "d2", "d3", "nowhere"]);
    expect(facts.get("d1")).toMatchObject({ twinCount: 2, memberCount: 2, firstActivityAt: undefined });
    expect(facts.get("d3")).toMatchObject({ twinCount: 1, memberCount: 3, firstActivityAt: 70 });
    expect(facts.get("d3")?.members.map(({ userId }) => userId)).toEqual(["ann", "cid", "eve"]);
    expect(facts.has("nowhere")).toBe(false);
  });
});

it("estimates a join: the first own message, else the conversation's beginning, else its first message", async () => {
  const member = (conversationId: string, userId: string): RecordInput => ({
    kind: "membership",
    conversationId,
    userId,
  });
  const inputs: RecordInput[] = [
    { kind: "conversation", id: "c", type: "group", createdAt: 500 },
    { kind: "conversation", id: "k", type: "group" },
    ...[
      member("c", "ann"),
      member("c", "bob"),
      member("k", "bob"),
      { ...member("c", "cid"), joinedAt: 9 } as RecordInput,
    ],
    message("m1", { sentAt: 900 }),
    message("m2", { sentAt: 800 }),
    message("m3", { sentAt: 700, conversationId: "k" }),
  ];
  await withRecords(inputs, async (workspace) => {
    const members = await workspace.lane("t").loading.unsettled("membership", undefined, 10);
    const joins = members.map(({ record }) => [
      record.conversationId,
      record.userId,
      record.joinedAt,
      record.joinedAtIsEstimated,
    ]);
    expect(joins).toEqual([
      ["c", "ann", 800, true],
      ["c", "bob", 500, true],
      ["k", "bob", 700, true],
      ["c", "cid", 9, false],
      ["k", "ann", 700, false],
    ]);
  });
});

it("counts conversations whose last message never came", async () => {
  const inputs: RecordInput[] = [
    { kind: "conversation", id: "c", type: "group", lastMessageId: "m1" },
    { kind: "conversation", id: "k", type: "group", lastMessageId: "m9" },
    message("m1"),
  ];
  await withRecords(inputs, async ({ resolution }) =>
    expect(await resolution.lostLastMessages()).toEqual({ count: 1, sample: "k" }),
  );
});

it("adds thousands of unknown users without holding them all", async () => {
  const inputs = Array.from({ length: 2_500 }, (_, index) => message(`m${index}`, { authorId: `u${index}` }));
  await withRecords(inputs, async ({ tallies }) => {
    const { user, membership, conversation } = await tallies.byKind("t");
    expect([user.added, membership.added, conversation.added]).toEqual([2_500, 2_500, 1]);
  });
});

it("a record comes back from the file as it went in, whatever its text and ids hold", async () => {
  const id = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
  const text = fc.string({ unit: "binary", maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(id, { minLength: 1, maxLength: 8 }), text, async (ids, words) => {
      const inputs = ids.map((one) => message(one, { text: `${words}\ud83d`, metadata: { [words]: words } }));
      await withRecords(inputs, async (workspace) => {
        const shard = { index: 0, of: 1 };
        const staged = await workspace
          .lane("t")
          .loading.unsettledMessages({ shard, order: "by-time", after: undefined, limit: 100 });
        expect(staged.map(({ record }) => record)).toEqual(inputs.map((input) => AnyRecord.parse(input)));
      });
    }),
    { numRuns: 15 },
  );
});

it("hands out every page by an index, without sorting or reading all messages", async () => {
  const folder = mkdtempSync(join(tmpdir(), "etl-store-"));
  const workspace = await openWorkspace(folder);
  workspace.lane("t");
  await workspace.close();
  const db = new DatabaseSync(join(folder, "workspace.sqlite"));
  for (const order of ["by-time", "by-conversation"] as const) {
    for (const [goesOn, behind] of [[true], [false], [true, 1]] as const) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${messagePageSql(order, { goesOn, behind })}`).all();
      const steps = plan.map(({ detail }) => String(detail)).join("; ");
      expect(steps).toMatch(/(SEARCH|SCAN) r USING INDEX message_by_/);
      expect(steps).not.toContain("TEMP B-TREE");
    }
  }
  expect(db.prepare(`EXPLAIN QUERY PLAN ${COUNT_ADDED}`).get()?.detail).toContain("INDEX record_added");
  db.close();
});

it("the system's user is added for messages without an author, and for those of type system only when asked for", async () => {
  const system = FILLERS.systemUser();
  const users = async (workspace: Workspace) => {
    const found = await workspace.lane("t").loading.unsettled("user", undefined, 10);
    return found.map(({ record }) => record.id);
  };
  await withRecords([message("m1", { type: "system" })], async (workspace) => {
    expect(await users(workspace)).toEqual(["ann"]);
    for (const _ of ["once", "again"]) await workspace.resolution.addSystemUser(system);
    expect(await users(workspace)).toEqual(["ann", "etl:system"]);
  });
  await withRecords([message("m1")], async (workspace) => {
    await workspace.resolution.addSystemUser(system);
    expect(await users(workspace)).toEqual(["ann"]);
  });
});

it("a record that others bring along fills in what the listed one leaves open, whichever comes first", async () => {
  const listed = { kind: "membership", conversationId: "c", userId: "ann", role: "admin" } as const;
  // Joined and left once, and is listed: so he came back.
  const joined = { ...listed, role: "member", evidence: "join_event", joinedAt: 7 } as const;
  const left = { ...joined, joinedAt: 9, leftAt: 8 } as const;
  // Listed once more: what was brought along stays.
  const again = { ...listed, role: "owner" } as const;
  const parts = { listed, joined, left, again };
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(["listed", "joined", "left", "again"] as const, { minLength: 4 }),
      async (names) => {
        const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-store-")));
        for (const name of names) {
          const page = { stream: "all", cursor: undefined, records: [], derived: [], refusals: [], drops: [] };
          const staged = [{ record: AnyRecord.parse(parts[name]), origin: name }];
          await workspace.staging.stage(
            name === "listed" || name === "again" ? { ...page, records: staged } : { ...page, derived: staged },
            {
              newestFirst: false,
            },
          );
        }
        await workspace.staging.rest();
        const [first] = await workspace.tallies.first("membership", 1);
        const joinedFirst = names.indexOf("joined") < names.indexOf("left");
        expect(first?.record).toMatchObject({
          role: names.indexOf("listed") < names.indexOf("again") ? "owner" : "admin",
          evidence: "listed",
          joinedAt: joinedFirst ? 7 : 9,
        });
        expect(first?.record).not.toHaveProperty("leftAt");
        const column = await workspace.resolution
          .fillGaps(FILLERS)
          .then(() => workspace.tallies.first("membership", 1));
        expect(column[0]?.record).toMatchObject({ joinedAt: joinedFirst ? 7 : 9, joinedAtIsEstimated: false });
        await workspace.close();
      },
    ),
    { numRuns: 12 },
  );
});

it("a record that others bring along yields to the source's own, whichever comes first, and is counted as added", async () => {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-store-")));
  const user = (id: string, displayName: string) => ({
    record: User.parse({ kind: "user", id, displayName }),
    origin: "test",
  });
  const page = { stream: "all", cursor: undefined, records: [], derived: [], refusals: [], drops: [] };
  const stage = (part: object) => workspace.staging.stage({ ...page, ...part }, { newestFirst: false });
  await stage({ derived: [user("ann", "ann"), user("bob", "bob"), user("cyd", "cyd")] });
  await stage({ records: [user("ann", "Ann"), user("dan", "Dan")] });
  await stage({ derived: [user("bob", "later"), user("dan", "dan")] });
  await workspace.staging.saved();
  await workspace.resolution.fillGaps(FILLERS);
  const users = await workspace.lane("t").loading.unsettled("user", undefined, 10);
  expect(users.map(({ record }) => record.displayName)).toEqual(["Ann", "bob", "cyd", "Dan"]);
  expect((await workspace.tallies.byKind("t")).user).toMatchObject({ read: 2, added: 2, dropped: 0, staged: 4 });
  await workspace.close();
});
