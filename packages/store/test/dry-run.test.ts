import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Message, User } from "@chat-etl/model";
import { expect, it, onTestFinished } from "vitest";
import { openWorkspace, type Workspace } from "../src/index.ts";
import { Recent } from "../src/recent.ts";

const PASS = { name: "likes", kind: "message", isBehind: true, quotaClass: "core" } as const;

/** A user and some messages, staged. */
async function staged(): Promise<Workspace> {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-dry-")));
  onTestFinished(() => workspace.close());
  const ann = User.parse({ kind: "user", id: "ann", displayName: "Ann" });
  const messages = Array.from({ length: 30 }, (_, at) =>
    Message.parse({ kind: "message", id: `m${at}`, conversationId: "c", authorId: "ann", sentAt: at, text: "x" }),
  );
  const records = [ann, ...messages].map((record, index) => ({ record, origin: `line ${index}` }));
  const page = { stream: "all", cursor: undefined, records, derived: [], refusals: [], drops: [] };
  await workspace.staging.stage(page, { newestFirst: false });
  await workspace.staging.rest();
  return workspace;
}

it("sees in a dry run what it has settled, and nothing of it afterwards", async () => {
  const workspace = await staged();
  const within = await workspace.dryRun(async () => {
    const { ledger, loading } = workspace.lane("app");
    workspace.passLane("app", PASS);
    const [first] = await loading.unsettled("user", undefined, 1);
    const { batch, request } = await ledger.begin("user", [first?.seq ?? 0], 1);
    const settlement = { status: "written" } as const;
    const losses = [{ code: "avatar", detail: "None." }];
    const settled = { seq: first?.seq ?? 0, id: "ann", settlement, losses };
    await ledger.settle([settled], { kind: "user", at: 2, closes: batch, answers: request });
    return [await loading.pending("user"), (await workspace.tallies.losses("app")).length];
  });
  expect(within).toEqual([0, 1]);
  expect(await workspace.tallies.lastTarget()).toBeUndefined();
  expect(await workspace.lane("app").loading.pending("user")).toBe(1);
  expect(await workspace.tallies.losses("app")).toEqual([]);
  expect(await workspace.tallies.requests("app")).toBe(0);
});

it("takes back what a dry run that fails has written, and can be written to again", async () => {
  const workspace = await staged();
  const failing = workspace.dryRun(async () => {
    await workspace.lane("app").ledger.rejectOlderThan(10, { code: "too-old", message: "Old." }, 1);
    throw new Error("In the middle of it.");
  });
  await expect(failing).rejects.toThrow("In the middle of it.");
  expect((await workspace.tallies.byKind("app")).message.rejected).toBe(0);
  expect(await workspace.lane("app").ledger.rejectOlderThan(10, { code: "too-old", message: "Old." }, 1)).toBe(10);
});

it("shows twenty records of a code at most, with where they were read", async () => {
  const workspace = await staged();
  const { ledger } = workspace.lane("app");
  await ledger.rejectOlderThan(25, { code: "too-old", message: "Old." }, 1);
  const samples = await workspace.samples.rejected("app", { kind: "message", code: "too-old" });
  expect(samples).toHaveLength(20);
  expect(samples[0]).toEqual({ id: "m0", origin: "line 1" });
  expect(await workspace.samples.rejected("app", { kind: "user", code: "too-old" })).toEqual([]);
  expect(await workspace.samples.rejected("app", { kind: "message", pass: "likes", code: "too-old" })).toEqual([]);
});

it("counts what was sent since a plan was made, by passes too, and keeps the newest plan of each target", async () => {
  const workspace = await staged();
  const { ledger } = workspace.lane("app");
  const pass = workspace.passLane("app", PASS).ledger;
  await ledger.answered(await ledger.resend(10), 15);
  await ledger.answered(await ledger.resend(20), 25);
  await pass.answered(await pass.resend(30), 90);
  await workspace.lane("other").ledger.resend(40);
  expect(await workspace.plans.spentSince("app", 20)).toEqual({ requests: 2, durationMs: 70 });
  expect(await workspace.plans.spentSince("app", 100)).toEqual({ requests: 0, durationMs: 0 });
  // A run that ends at 110, a pause, and a second one with a pass; the plan was made before both.
  await ledger.start(100);
  await ledger.answered(await ledger.resend(105), 110);
  await ledger.start(5_000);
  await ledger.answered(await ledger.resend(5_010), 5_020);
  await pass.start(5_030);
  await pass.answered(await pass.resend(5_040), 5_050);
  await workspace.lane("other").ledger.start(60);
  expect(await workspace.plans.spentSince("app", 95)).toEqual({ requests: 3, durationMs: 10 + 20 + 20 });
  expect(await workspace.plans.spentSince("app", 0)).toEqual({ requests: 6, durationMs: 80 + 50 });
  await workspace.plans.keep("app", { plannedAt: 1, requests: 5, durationMs: 10 });
  await workspace.plans.keep("app", { plannedAt: 2, requests: 6, durationMs: 11 });
  expect(await workspace.plans.of("app")).toEqual({ plannedAt: 2, requests: 6, durationMs: 11 });
  expect(await workspace.plans.of("other")).toBeUndefined();
});

it("what was looked up lately is kept up to its size, the newest longest", () => {
  const recent = new Recent<number>(10);
  for (let n = 0; n < 8; n += 1) recent.add(String(n), n, 3);
  expect(["3", "5", "6", "7"].map((key) => recent.get(key))).toEqual([undefined, 5, 6, 7]);
  recent.clear();
  expect(recent.get("7")).toBeUndefined();
});
