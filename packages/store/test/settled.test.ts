import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AnyRecord, type ChatRecord } from "@chat-etl/model";
import { expect, it } from "vitest";
import { Comparison, openWorkspace } from "../src/index.ts";
import { BROUGHT, settledPageSql } from "../src/settled.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "etl-store-"));

const FILLERS = {
  user: () => never(),
  conversation: () => never(),
  membership: () => never(),
  systemUser: () => never(),
};

function never(): never {
  throw new Error("Nothing was to be added.");
}

/** Two people in one conversation, and what they wrote, newest first. */
async function staged() {
  const folder = newFolder();
  const workspace = await openWorkspace(folder);
  const user = (id: string) => AnyRecord.parse({ kind: "user", id, displayName: id });
  const member = (userId: string) => AnyRecord.parse({ kind: "membership", conversationId: "c", userId });
  const message = (n: number) =>
    AnyRecord.parse({ kind: "message", id: `m${n}`, conversationId: "c", authorId: "ann", sentAt: n, text: "" });
  const records: ChatRecord[] = [
    ...[user("ann"), user("bob"), AnyRecord.parse({ kind: "conversation", id: "c", type: "group" })],
    ...[member("ann"), member("bob"), message(3), message(2), message(1)],
  ];
  const page = { stream: "all", cursor: undefined, derived: [], refusals: [], drops: [] };
  const found = records.map((record) => ({ record, origin: "test" }));
  await workspace.staging.stage({ ...page, records: found }, { newestFirst: true });
  await workspace.staging.saved();
  await workspace.resolution.fillGaps(FILLERS);
  return { folder, workspace };
}

it("tells of every record what became of it, in the order of its conversation, and which run settled it", async () => {
  const { workspace } = await staged();
  const { ledger, settled } = workspace.lane("t");
  const leave = workspace.passLane("t", { name: "leave", kind: "message", isBehind: true, quotaClass: "main" });
  const all = await settled.page({ kind: "message", after: undefined, limit: 10, share: 1 });
  expect(all.map(({ record, status }) => [record.kind === "message" && record.id, status])).toEqual([
    ["m1", undefined],
    ["m2", undefined],
    ["m3", undefined],
  ]);
  const [first, second] = all.map(({ seq }) => ({
    seq,
    id: "",
    settlement: { status: "written" } as const,
    losses: [],
  }));
  if (first === undefined || second === undefined) throw new Error("Two are there.");
  await ledger.start(1_000);
  await ledger.settle([first], { kind: "message", at: 1_500 });
  await ledger.start(20_000);
  await ledger.settle([second], { kind: "message", at: 20_000 });
  await leave.ledger.settle([first], { kind: "message", at: 30_000 });
  const later = await settled.page({ kind: "message", after: undefined, limit: 2, share: 1 });
  expect(later.map(({ status, startedAt, passes }) => [status, startedAt, [...passes]])).toEqual([
    ["written", 1_000, ["leave"]],
    ["written", 20_000, []],
  ]);
  const rest = await settled.page({ kind: "message", after: later[1]?.place, limit: 2, share: 1 });
  expect(rest.map(({ status, startedAt }) => [status, startedAt])).toEqual([[undefined, undefined]]);
  expect(await settled.lastAt()).toBe(20_000);
  await workspace.close();
});

it("finds a page by its index, sorting nothing and not going through the whole ledger", async () => {
  const { folder, workspace } = await staged();
  workspace.lane("t");
  await workspace.close();
  const db = new DatabaseSync(join(folder, "workspace.sqlite"));
  const page = [true, false].flatMap((goesOn) => [
    settledPageSql("message", { goesOn }),
    settledPageSql("user", { goesOn }),
  ]);
  for (const sql of [...page, BROUGHT]) {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const details = steps.map(({ detail }) => String(detail));
    expect(details.filter((detail) => detail.includes("ledger")).join()).toMatch(
      /^SEARCH ledger USING PRIMARY KEY \(lane=\? AND seq=\?\)( LEFT-JOIN)?$/,
    );
    expect(details.join()).not.toContain("TEMP B-TREE");
  }
  db.close();
});

it("compares by keys, and leaves no file behind", async () => {
  const folder = newFolder();
  const comparison = new Comparison(folder, "oldest-first");
  const seen = (key: string) => ({ kind: "message", key, conversation: "c", shows: `{"a":"${key}"}` }) as const;
  await comparison.expect([1, 2, 3, 4].map((n) => ({ ...seen(`m${n}`), seq: n })));
  await comparison.expect([{ ...seen("may"), seq: 5, isOptional: true }]);
  // The same place read twice is one thing.
  for (const key of ["m1", "m3", "m3", "m2", "may"]) await comparison.find([{ ...seen(key), origin: key }]);
  await comparison.find([{ ...seen("m2"), origin: "again" }]);
  await comparison.compare({ cutOver: 0, quiet: [], differing: () => ["a"] });
  expect(comparison.counts().message).toMatchObject({ expected: 4, found: 5, missing: 1, doubled: 1, reordered: 1 });
  expect(comparison.samples("reordered", 9).map(({ key }) => key)).toEqual(["m3"]);
  comparison.close();
  expect(readdirSync(folder)).toEqual([]);
});
