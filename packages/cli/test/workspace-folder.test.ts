import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, readWorkspace } from "@chat-etl/store";
import { expect, it, onTestFinished } from "vitest";
import { latestWorkspace } from "../src/workspace-folder.ts";

async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "workspaces-"));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
}

/** A workspace whose files are as old as this, in seconds. */
async function workspaceIn(root: string, name: string, age: number): Promise<string> {
  const folder = join(root, name);
  await (await openWorkspace(folder)).close();
  writeFileSync(join(folder, "log.jsonl"), "{}\n");
  const at = Date.now() / 1000 - age;
  for (const file of readdirSync(folder)) utimesSync(join(folder, file), at, at);
  return folder;
}

/** Which one is taken, and what is told. */
function latest(root: string): readonly [folder: string, told: string] {
  let told = "";
  const folder = latestWorkspace(root, (text) => {
    told += text;
  });
  return [folder, told];
}

it("takes the only one without a word, and says if there is none", async () => {
  const root = await newRoot();
  expect(() => latest(root)).toThrow(`There is no workspace in "${root}". Name one with --workspace.`);
  const only = await workspaceIn(root, "a-to-b@app", 100);
  expect(latest(root)).toEqual([only, ""]);
});

it("takes the one that was worked on last, tells which, and how to see another", async () => {
  const root = await newRoot();
  const real = await workspaceIn(root, "a-to-b@app", 100);
  const rehearsal = await workspaceIn(root, "a-to-b@sandbox", 300);
  await workspaceIn(root, "it's old", 400);
  const [taken, told] = latest(root);
  expect(taken).toBe(real);
  expect(told.split("\n")).toEqual([
    `There are several workspaces. This is "${real}", which was worked on last; for another, add:`,
    `  --workspace ${rehearsal}`,
    `  --workspace '${root}/it'\\''s old'`,
    ...["", ""],
  ]);
  // To look at one does not make it the last.
  await (await readWorkspace(rehearsal)).close();
  expect(latest(root)[0]).toBe(real);
  const again = await openWorkspace(rehearsal);
  await again.notes.set("a note", "of a run");
  expect(existsSync(join(rehearsal, "workspace.sqlite-wal"))).toBe(true);
  expect(latest(root)[0]).toBe(rehearsal);
  await again.close();
  expect(latest(root)[0]).toBe(rehearsal);
});
