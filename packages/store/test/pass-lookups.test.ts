import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AnyRecord, Conversation, Membership, User } from "@chat-etl/model";
import { expect, it } from "vitest";
import { type Fillers, openWorkspace } from "../src/index.ts";
import { LANDED, LAST_LANDED, PASSED, SENT, TARGET_IDS } from "../src/loading.ts";

const FILLERS: Fillers = {
  user: (id) => User.parse({ kind: "user", id, type: "placeholder", displayName: id }),
  conversation: (id) => Conversation.parse({ kind: "conversation", id, type: "group", isPlaceholder: true }),
  membership: ({ conversationId, userId }) =>
    Membership.parse({ kind: "membership", conversationId, userId, state: "former", evidence: "author" }),
  systemUser: () => User.parse({ kind: "user", id: "etl:system", type: "system", displayName: "System" }),
};

const PASS = { name: "threads", kind: "message", isBehind: true, quotaClass: "sends" } as const;

/** What the model takes just so, and SQLite does not. */
const DEEPEST = `{"a":${"[".repeat(999)}${"]".repeat(999)}}`;

/** The messages "m1", "m2", "m3" of one conversation, sent in that order; the first has no reaction. */
async function threeMessages() {
  const folder = mkdtempSync(join(tmpdir(), "etl-store-"));
  const workspace = await openWorkspace(folder);
  const records = [1, 2, 3].map((n) => {
    const [extra, reactions] = [n === 3 ? JSON.parse(DEEPEST) : {}, n === 1 ? [] : [{ emoji: "x" }]];
    const message = { kind: "message", id: `m${n}`, conversationId: "c", authorId: "ann", sentAt: n, text: "" };
    return { record: AnyRecord.parse({ ...message, extra, reactions }), origin: "test" };
  });
  const page = { stream: "all", cursor: undefined, records, derived: [], refusals: [], drops: [] };
  await workspace.staging.stage(page, { newestFirst: false });
  await workspace.staging.saved();
  await workspace.resolution.fillGaps(FILLERS);
  return { folder, workspace };
}

it("looks up what a pass may know of a page by keys: not one lookup goes through the whole ledger", async () => {
  const { folder, workspace } = await threeMessages();
  workspace.lane("t");
  await workspace.close();
  const db = new DatabaseSync(join(folder, "workspace.sqlite"));
  for (const sql of [PASSED, TARGET_IDS, SENT, LANDED, LAST_LANDED]) {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const ledger = steps.map(({ detail }) => String(detail)).filter((detail) => detail.includes("ledger"));
    expect(ledger).toEqual(["SEARCH ledger USING PRIMARY KEY (lane=? AND seq=?)"]);
  }
  db.close();
});

it("the newest message that somebody had read is one of the main load: what a pass brought is newer at the target", async () => {
  const { workspace } = await threeMessages();
  const pass = workspace.passLane("t", PASS);
  const shard = { index: 0, of: 1 };
  const page = { shard, order: "by-time", after: undefined, limit: 10 } as const;
  const [first, second, third] = await workspace.lane("t").loading.unsettledMessages(page);
  const settled = (of: typeof first, targetId?: string) => ({
    seq: of?.seq ?? 0,
    id: "",
    settlement: targetId === undefined ? ({ status: "implied" } as const) : ({ status: "written", targetId } as const),
    losses: [],
  });
  const options = { kind: "message", at: 0 } as const;
  await workspace.lane("t").ledger.settle([settled(first, "10"), settled(second), settled(third, "11")], options);
  await pass.ledger.settle([settled(second, "12")], options);
  expect(await pass.loading.lastLanded("c", 2)).toMatchObject({ record: { id: "m1" }, targetId: "10" });
  expect(await pass.loading.lastLanded("c", 9)).toMatchObject({ record: { id: "m3" }, targetId: "11" });
  expect((await pass.loading.landed(["m2"])).get("m2")).toMatchObject({ targetId: "12" });
  await workspace.close();
});

it("records without any of some fields are settled at once, those that another lane has rejected or not taken yet are not", async () => {
  const { workspace } = await threeMessages();
  const { ledger, loading } = workspace.passLane("t", PASS);
  const main = workspace.lane("t");
  const page = { shard: { index: 0, of: 1 }, order: "by-time", after: undefined, limit: 10 } as const;
  const all = await main.loading.unsettledMessages(page);
  const range = { kind: "message", from: 0, to: (await ledger.lastSeq("message")) + 1, at: 0 } as const;
  expect(await ledger.settleWithout(["reactions", "pin"], range)).toBe(0);
  const settled = all.map(({ seq }) => ({ seq, id: "", settlement: { status: "written" } as const, losses: [] }));
  await main.ledger.settle(settled, { kind: "message", at: 0 });
  expect(await ledger.settleWithout(["reactions", "pin"], range)).toBe(1);
  expect((await loading.unsettledMessages(page)).map(({ record }) => record.id)).toEqual(["m2", "m3"]);
  await workspace.close();
});

it("requests of passes count for their target, and for which one was loaded last", async () => {
  const { workspace } = await threeMessages();
  workspace.lane("first");
  const pass = workspace.passLane("first", PASS);
  const second = workspace.lane("second");
  await second.ledger.answered((await second.ledger.begin("message", [1], 10)).request, 11);
  expect(await workspace.tallies.lastTarget()).toBe("second");
  await pass.ledger.answered((await pass.ledger.begin("message", [1], 20)).request, 21);
  expect(await workspace.tallies.lastTarget()).toBe("first");
  expect([await workspace.tallies.requests("first"), await workspace.tallies.requests("second")]).toEqual([1, 1]);
  expect([
    await workspace.tallies.answeredSince("first", 21),
    await workspace.tallies.answeredSince("second", 21),
  ]).toEqual([1, 0]);
  await workspace.close();
});
