import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnyRecord, type ChatRecord, idOf, KINDS, type Kind, type RecordInput } from "@chat-etl/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openWorkspace, type Workspace } from "../src/index.ts";

const USERS = ["u0", "u1", "u2"];
const ROOMS = ["c0", "c1", "c2"];
const NOTES = ["m0", "m1", "m2", "m3", "m4"];

const some = (ids: readonly string[]) => fc.option(fc.constantFrom(...ids), { nil: undefined });
const one = (ids: readonly string[]) => fc.constantFrom(...ids);

/** People, rooms and messages that name each other in every way that counts. */
const anyWorld: fc.Arbitrary<readonly RecordInput[]> = fc
  .tuple(
    fc.tuple(...ROOMS.map(() => fc.record({ ownerId: some(USERS), creatorId: some(USERS) }))),
    fc.tuple(
      ...NOTES.map(() =>
        fc.record({
          authorId: fc.option(one(USERS), { nil: null }),
          conversationId: one(ROOMS),
          replyToId: some(NOTES),
          threadRootId: some(NOTES),
        }),
      ),
    ),
    fc.uniqueArray(fc.tuple(one(ROOMS), one(USERS)), { maxLength: 4, selector: String }),
  )
  .map(([rooms, notes, seats]) => [
    ...USERS.map((id) => ({ kind: "user", id, displayName: id }) as const),
    ...rooms.map((room, index) => ({ kind: "conversation", id: ROOMS[index] ?? "", type: "group", ...room }) as const),
    ...seats.map(([conversationId, userId]) => ({ kind: "membership", conversationId, userId }) as const),
    ...notes.map((note, index) => ({ kind: "message", id: NOTES[index] ?? "", sentAt: index, ...note }) as const),
  ]);

const LANES = [{ dedupes: KINDS }];

it("what follows a released record is exactly what was rejected and names it, or names what follows it", async () => {
  const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-store-")));
  let number = 0;
  const fates = fc.array(fc.constantFrom("taken", "wanted", "other"), { minLength: 15, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(anyWorld, fates, async (world, fate) => {
      number += 1;
      const records = world.map((input) => AnyRecord.parse(prefixed(input, `${number}-`)));
      workspace.staging.add(records, "test");
      const fateOf = (index: number) => fate[index] ?? "taken";
      const target = `t${number}`;
      await settle(workspace, target, records, fateOf);
      const release = await workspace.release(target, LANES);
      await release.choose("wanted");
      await release.chooseFollowing();
      const { chosen, following } = await release.commit({ lateWithinMs: 0 });
      const wanted = expected(records, fateOf);
      expect(await pending(workspace, target, records)).toEqual([...wanted].map(labelOf).sort());
      const count = (counts: Readonly<Record<Kind, number>>) => KINDS.reduce((sum, kind) => sum + counts[kind], 0);
      expect(count(chosen) + count(following)).toBe(wanted.size);
    }),
    { numRuns: 30 },
  );
  await workspace.close();
}, 60_000);

/** The same, as one would say it. */
function expected(records: readonly ChatRecord[], fateOf: (index: number) => string): ReadonlySet<ChatRecord> {
  const rejected = records.filter((_, index) => fateOf(index) !== "taken");
  const released = new Set(records.filter((_, index) => fateOf(index) === "wanted"));
  for (let before = -1; before !== released.size; ) {
    before = released.size;
    for (const record of rejected) if ([...released].some((other) => names(record, other))) released.add(record);
  }
  return released;
}

function names(record: ChatRecord, { kind, ...other }: ChatRecord): boolean {
  const id = "id" in other ? other.id : undefined;
  const named: Readonly<Partial<Record<Kind, readonly unknown[]>>> =
    record.kind === "conversation"
      ? { user: [record.ownerId, record.creatorId] }
      : record.kind === "membership"
        ? { user: [record.userId], conversation: [record.conversationId] }
        : record.kind === "message"
          ? {
              user: [record.authorId],
              conversation: [record.conversationId],
              message: [record.replyToId, record.threadRootId],
            }
          : {};
  return id !== undefined && (named[kind] ?? []).includes(id);
}

async function settle(
  workspace: Workspace,
  target: string,
  records: readonly ChatRecord[],
  fateOf: (index: number) => string,
): Promise<void> {
  const { ledger } = workspace.lane(target);
  const release = await workspace.release(target, LANES);
  for (const [index, record] of records.entries()) {
    const seq = (await release.standing(record.kind, idOf(record), undefined))?.seq ?? 0;
    const code = fateOf(index);
    const reason = { code, message: "No." };
    const settlement = code === "taken" ? ({ status: "written" } as const) : ({ status: "rejected", reason } as const);
    await ledger.settle([{ seq, id: "", settlement, losses: [] }], { kind: record.kind, at: 1 });
  }
}

async function pending(
  workspace: Workspace,
  target: string,
  records: readonly ChatRecord[],
): Promise<readonly string[]> {
  const release = await workspace.release(target, LANES);
  const open: string[] = [];
  for (const record of records) {
    if ((await release.standing(record.kind, idOf(record), undefined))?.status === "pending")
      open.push(labelOf(record));
  }
  return open.sort();
}

function labelOf(record: ChatRecord): string {
  return `${record.kind} ${idOf(record)}`;
}

/** Ids of a world of its own. */
function prefixed(input: RecordInput, prefix: string): RecordInput {
  const entries = Object.entries(input).map(([name, value]) =>
    (name === "id" || name.endsWith("Id")) && typeof value === "string" ? [name, `${prefix}${value}`] : [name, value],
  );
  return Object.fromEntries(entries) as RecordInput;
}

const at = (id: string, sentAt: number): RecordInput => ({
  kind: "message",
  id,
  conversationId: "c",
  authorId: "ann",
  sentAt,
});

it.each([
  [Number.POSITIVE_INFINITY, ["old", "near"]],
  [60_000, ["near"]],
  [0, []],
])(
  "with %d ms in which arrival decides, tells which messages come after the last one that landed",
  async (ms, late) => {
    const workspace = await openWorkspace(mkdtempSync(join(tmpdir(), "etl-store-")));
    const records = [at("old", 0), at("near", 100_000), at("last", 130_000), at("new", 140_000)].map((input) =>
      AnyRecord.parse(input),
    );
    workspace.staging.add(records, "test");
    await settle(workspace, "t", records, (index) => (index === 2 ? "taken" : "refused"));
    const release = await workspace.release("t", LANES);
    await release.choose(undefined);
    expect(await release.commit({ lateWithinMs: ms })).toMatchObject({ late: late.length, chosen: { message: 3 } });
    const { loading } = workspace.lane("t");
    const seqs = (
      await loading.unsettledMessages({ shard: { index: 0, of: 1 }, order: "by-time", after: undefined, limit: 9 })
    ).map(({ seq, record }) => [seq, record.id] as const);
    const found = await loading.late(
      seqs.map(([seq]) => seq),
      ms,
    );
    expect(seqs.filter(([seq]) => found.has(seq)).map(([, id]) => id)).toEqual(late);
    await workspace.close();
  },
);
