import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnyRecord, type Kind } from "@chat-etl/model";
import { expect, it } from "vitest";
import { openWorkspace, type RejectFilter, readWorkspace, type WorkspaceReader } from "../src/index.ts";

async function listed({ quarantine }: WorkspaceReader, filter: RejectFilter): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of quarantine.records("t", filter))
    for (const { id, pass, code } of page) found.push(`${pass ?? "main"} ${code} ${id}`);
  for await (const page of quarantine.refusals(filter)) for (const { origin } of page) found.push(`refused ${origin}`);
  return found;
}

it("gives every reject once: page by page, of one code or kind, those of passes and values that were refused, too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "etl-store-"));
  const workspace = await openWorkspace(folder);
  const ids = Array.from({ length: 250 }, (_, index) => `u${1000 + index}`);
  const message = { kind: "message", id: "m", conversationId: "c", authorId: null, sentAt: 1 } as const;
  const records = [...ids.map((id) => ({ kind: "user", id, displayName: id }) as const), message];
  workspace.staging.add(
    records.map((input) => AnyRecord.parse(input)),
    "test",
  );
  const refusals = Array.from({ length: 120 }, (_, index) => ({
    kind: "message" as Kind,
    origin: `f:${index}`,
    reason: { code: "wire-shape", message: "Broken." },
  }));
  const page = { stream: "s", cursor: undefined, records: [], derived: [], refusals, drops: [] };
  await workspace.staging.stage(page, { newestFirst: false });
  await workspace.staging.saved();
  const settle = async (lane: ReturnType<typeof workspace.lane>, seq: number, code: string) =>
    await lane.ledger.settle(
      [{ seq, id: "", settlement: { status: "rejected", reason: { code, message: "No." } }, losses: [] }],
      { kind: "user", at: 1 },
    );
  const main = workspace.lane("t");
  for (const [index] of ids.entries()) await settle(main, index + 1, index % 2 ? "odd" : "even");
  await settle(main, 251, "odd");
  const pass = workspace.passLane("t", { name: "roles", kind: "user", isBehind: false, quotaClass: "core" });
  await settle(pass, 1, "odd");
  await settle(workspace.lane("other"), 2, "odd");

  const reader = await readWorkspace(folder);
  const all = await listed(reader, {});
  expect([all.length, new Set(all).size]).toEqual([250 + 1 + 1 + 120, all.length]);
  const odd = await listed(reader, { code: "odd" });
  expect(odd).toEqual(all.filter((one) => one.includes(" odd ")));
  expect(odd).toHaveLength(127);
  expect(odd.at(-1)).toBe("roles odd u1000");
  expect(await listed(reader, { code: "odd", kind: "message" })).toEqual(["main odd m"]);
  expect(await listed(reader, { kind: "message" })).toHaveLength(121);
  await reader.close();
  await workspace.close();
});
