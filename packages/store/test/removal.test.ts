import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AnyRecord, Conversation, type Kind, Membership, User } from "@chat-etl/model";
import { expect, it, onTestFinished } from "vitest";
import { type Fillers, openWorkspace } from "../src/index.ts";
import { BROUGHT_OTHERS, broughtMessagesSql } from "../src/removal.ts";
import { ANSWERED_SINCE } from "../src/tallies.ts";

const FILLERS: Fillers = {
  user: (id) => User.parse({ kind: "user", id, type: "placeholder", displayName: id }),
  conversation: (id) => Conversation.parse({ kind: "conversation", id, type: "group", isPlaceholder: true }),
  membership: ({ conversationId, userId }) =>
    Membership.parse({ kind: "membership", conversationId, userId, state: "former", evidence: "author" }),
  systemUser: () => User.parse({ kind: "user", id: "etl:system", type: "system", displayName: "System" }),
};
const REACTIONS = { name: "reactions", kind: "message", isBehind: true, quotaClass: "core" } as const;

/** Messages "m1", "m2", "m3" by ann in the conversation "c": all brought, by requests that took from 100 to 200. */
async function brought() {
  const folder = mkdtempSync(join(tmpdir(), "etl-store-"));
  const workspace = await openWorkspace(folder);
  onTestFinished(() => workspace.close());
  const records = [1, 2, 3].map((n) => {
    const message = { kind: "message", id: `m${n}`, conversationId: "c", authorId: "ann", sentAt: n, text: "" };
    return { record: AnyRecord.parse(message), origin: "test" };
  });
  const page = { stream: "all", cursor: undefined, records, derived: [], refusals: [], drops: [] };
  await workspace.staging.stage(page, { newestFirst: false });
  await workspace.staging.saved();
  await workspace.resolution.fillGaps(FILLERS);
  const { ledger, loading } = workspace.lane("t");
  const shard = { index: 0, of: 1 };
  const messages = await loading.unsettledMessages({ shard, order: "by-time", after: undefined, limit: 10 });
  for (const kind of ["user", "conversation", "membership", "message"] as const) {
    const all = kind === "message" ? messages : await loading.unsettled(kind, undefined, 10);
    const seqs = all.map(({ seq }) => seq);
    const { batch, request } = await ledger.begin(kind, seqs, 100);
    const settled = seqs.map((seq) => ({
      seq,
      id: "",
      settlement: { status: "written", targetId: `${kind}-${seq}` } as const,
      losses: [{ code: "some", detail: "Some." }],
    }));
    await ledger.settle(settled, { kind, at: 200, closes: batch, answers: request });
  }
  const pass = workspace.passLane("t", REACTIONS);
  const reacted = messages.map(({ seq }) => ({ seq, id: "", settlement: { status: "written" } as const, losses: [] }));
  await pass.ledger.settle(reacted, { kind: "message", at: 300 });
  return { folder, workspace, removal: workspace.removal("t", "core").removal };
}

it("gives what was brought newest first, with the target's ids and when its request was in the air", async () => {
  const { removal } = await brought();
  const first = await removal.page("message", undefined, 2);
  const rest = await removal.page("message", first.at(-1)?.place, 2);
  expect([...first, ...rest].map(({ record }) => "id" in record && record.id)).toEqual(["m3", "m2", "m1"]);
  const [conversation] = await removal.page("conversation", undefined, 10);
  expect(first[0]).toMatchObject({ conversationTargetId: conversation?.targetId });
  expect(conversation).toMatchObject({ brought: { from: 100, to: 200 } });
});

it("what is removed is pending again, with all that passes brought to it; the sums hold, also in between", async () => {
  const { workspace, removal } = await brought();
  const sums = async () => {
    const { message } = await workspace.tallies.byKind("t");
    expect(message.staged).toBe(message.written + message.duplicate + message.rejected + message.pending);
    const [pass] = await workspace.tallies.passes("t");
    return [message.written, message.pending, pass?.written];
  };
  const [newest, older] = await removal.page("message", undefined, 2);
  if (newest === undefined || older === undefined) throw new Error("nothing brought");
  await removal.begin(newest, 400);
  expect(await sums()).toEqual([3, 0, 3]);
  expect(await removal.isInTheAir()).toBe(true);
  expect(await removal.forget(newest, ["membership", "message"])).toMatchObject({ message: 1, conversation: 0 });
  await removal.begin(older, 400);
  await removal.keep(older);
  expect(await removal.isInTheAir()).toBe(false);
  expect(await sums()).toEqual([2, 1, 2]);
  expect([...(await removal.brought(["m1", "m3"])).keys()]).toEqual(["m1"]);
});

it("with a conversation goes what is in it; memberships and users are free only when it is gone", async () => {
  const { removal } = await brought();
  const free = async (kind: Kind) => {
    await removal.findMembers();
    return (await removal.page(kind, undefined, 10)).length;
  };
  expect([await free("membership"), await free("user")]).toEqual([0, 0]);
  const [conversation] = await removal.page("conversation", undefined, 10);
  if (conversation === undefined) throw new Error("nothing brought");
  const counts = await removal.forget(conversation, ["membership", "message"]);
  expect(counts).toEqual({ user: 0, conversation: 1, membership: 1, message: 3 });
  expect([await free("membership"), await free("user")]).toEqual([0, 1]);
  expect(await removal.count("message")).toBe(0);
});

it("with a conversation goes the doubt about its messages, which would be sent ahead of it else", async () => {
  const { workspace, removal } = await brought();
  const { ledger } = workspace.lane("t");
  const [message] = await removal.page("message", undefined, 1);
  const [conversation] = await removal.page("conversation", undefined, 10);
  if (message === undefined || conversation === undefined) throw new Error("nothing brought");
  await removal.forget(message, []);
  await ledger.begin("message", [message.seq], 400);
  await removal.forget(conversation, []);
  expect(await removal.inDoubt()).toBe(1);
  await removal.forget(conversation, ["membership", "message"]);
  expect([await removal.inDoubt(), await ledger.inDoubt()]).toEqual([0, []]);
});

it("what is removed does not come late any more when it is sent again", async () => {
  const { workspace, removal } = await brought();
  const { loading } = workspace.lane("t");
  const messages = await removal.page("message", undefined, 10);
  for (const { seq } of messages) await workspace.notes.set(`late:1:${seq}`, "");
  const seqs = messages.map(({ seq }) => seq);
  expect((await loading.late(seqs, 0)).size).toBe(3);
  const [one] = messages;
  if (one) await removal.forget(one, []);
  expect((await loading.late(seqs, 0)).size).toBe(2);
  await removal.recountLosses("message");
  expect(await loading.hasLate()).toBe(false);
});

it("what is removed takes its losses along, so that they are counted once when it is sent again", async () => {
  const { workspace, removal } = await brought();
  const lost = async () => (await workspace.tallies.losses("t")).map(({ kind, count }) => `${kind} ${count}`).sort();
  const all = ["conversation 1", "membership 1", "message 3", "user 1"];
  expect(await lost()).toEqual(all);
  const [newest] = await removal.page("message", undefined, 1);
  if (newest === undefined) throw new Error("nothing brought");
  await removal.forget(newest, []);
  expect(await lost()).toEqual(["conversation 1", "membership 1", "message 2", "user 1"]);
  expect(await workspace.samples.lost("t", { kind: "message", code: "some" })).toHaveLength(2);
  const losses = [{ code: "some", detail: "Some." }];
  const again = { seq: newest.seq, id: "", settlement: { status: "duplicate" } as const, losses };
  await workspace.lane("t").ledger.settle([again], { kind: "message", at: 500 });
  expect(await lost()).toEqual(all);
  // Only what the target had before is left: that has kept its losses.
  for (const one of await removal.page("message", undefined, 10)) await removal.forget(one, []);
  await removal.recountLosses("message");
  expect(await lost()).toEqual(["conversation 1", "membership 1", "message 1", "user 1"]);
  const [conversation] = await removal.page("conversation", undefined, 10);
  if (conversation) await removal.forget(conversation, ["membership", "message"]);
  expect(await lost()).toEqual(["user 1"]);
});

it("pages and rates are found by indexes, whatever the workspace holds", async () => {
  const { folder, removal } = await brought();
  await removal.findMembers();
  const db = new DatabaseSync(join(folder, "workspace.sqlite"), { readOnly: true });
  onTestFinished(() => db.close());
  db.exec("CREATE TEMP TABLE still_member (user TEXT PRIMARY KEY)");
  for (const sql of [broughtMessagesSql(true), BROUGHT_OTHERS, ANSWERED_SINCE]) {
    const steps = db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    expect(
      steps.filter((step) => /^SCAN (?!r USING INDEX|lane|still_member)|TEMP B-TREE/.test(step)),
      sql,
    ).toEqual([]);
  }
});
