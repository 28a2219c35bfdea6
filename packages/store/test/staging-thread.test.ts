import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { User } from "@chat-etl/model";
import { expect, it } from "vitest";
import { openWorkspace, type Workspace } from "../src/index.ts";

function folder(): string {
  return mkdtempSync(join(tmpdir(), "etl-store-"));
}

/** Page number `at` of people, on disk: one person, and a cursor that says how many there are by then. */
async function save(workspace: Workspace, at: number, id?: string): Promise<void> {
  await stage(workspace, at, id);
  await workspace.staging.saved();
}

/** The same, under way. */
function stage({ staging }: Workspace, at: number, id = `user-${at}`, displayName = "U"): Promise<void> {
  const records = [{ record: User.parse({ kind: "user", id, displayName }), origin: "test" }];
  const page = { stream: "people", cursor: String(at), records, derived: [], refusals: [], drops: [] };
  return staging.stage(page, { newestFirst: false });
}

async function stateOf({ staging, tallies }: Workspace): Promise<{ readonly cursor: number; readonly staged: number }> {
  const { cursor = "0" } = await staging.stream("people");
  return { cursor: Number(cursor), staged: (await tallies.byKind("nowhere")).user.staged };
}

it("saves pages that are under way together in the order they were given", async () => {
  const workspace = await openWorkspace(folder());
  const order: number[] = [];
  const pages = Array.from({ length: 50 }, (_, index) => stage(workspace, index + 1).then(() => order.push(index + 1)));
  await Promise.all(pages);
  await workspace.staging.saved();
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(await stateOf(workspace)).toEqual({ cursor: 50, staged: 50 });
  await workspace.close();
});

it("saves no page behind one that failed, and none later", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  const other = new DatabaseSync(join(path, "workspace.sqlite"));
  other.exec(
    "CREATE TRIGGER bad BEFORE INSERT ON record WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ABORT, 'cannot be saved'); END",
  );
  other.close();
  await Promise.all([stage(workspace, 1), save(workspace, 2)]);
  await Promise.all([stage(workspace, 3, "bad"), stage(workspace, 4), stage(workspace, 5)]);
  await expect(workspace.staging.saved()).rejects.toThrow("cannot be saved");
  await expect(stage(workspace, 6)).rejects.toThrow("cannot be saved");
  expect(await stateOf(workspace)).toEqual({ cursor: 2, staged: 2 });
  await workspace.close();
  const again = await openWorkspace(path);
  await save(again, 3);
  expect(await stateOf(again)).toEqual({ cursor: 3, staged: 3 });
  await again.close();
});

it("lets nobody hold ever more under way: who gives too much waits until some of it is written", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  const other = new DatabaseSync(join(path, "workspace.sqlite"));
  other.exec("BEGIN IMMEDIATE");
  const given: number[] = [];
  const pages = [1, 2, 3, 4].map((at) =>
    stage(workspace, at, undefined, "x".repeat(1_500_000)).then(() => given.push(at)),
  );
  const last = stage(workspace, 5).then(() => given.push(5));
  await Promise.all(pages.slice(0, 2));
  expect(given).toEqual([1, 2]);
  other.exec("COMMIT");
  await Promise.all([...pages, last]);
  await workspace.staging.saved();
  expect(await stateOf(workspace)).toEqual({ cursor: 5, staged: 5 });
  other.close();
  await workspace.close();
});

it("counts what was refused as well: nothing but bad values piles up as little as records do", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  const other = new DatabaseSync(join(path, "workspace.sqlite"));
  other.exec("BEGIN IMMEDIATE");
  const reason = { code: "bad", message: "It is bad." };
  const refusals = Array.from({ length: 8_000 }, (_, no) => ({ kind: "user" as const, origin: `x@${no}`, reason }));
  const page = { stream: "people", records: [], derived: [], refusals, drops: [] };
  const given: number[] = [];
  const pages = [1, 2, 3, 4, 5].map(async (at) => {
    await workspace.staging.stage({ ...page, cursor: String(at) }, { newestFirst: false });
    given.push(at);
  });
  await Promise.all(pages.slice(0, 2));
  expect(given).toEqual([1, 2]);
  other.exec("COMMIT");
  await Promise.all(pages);
  await workspace.staging.saved();
  expect(await stateOf(workspace)).toEqual({ cursor: 5, staged: 0 });
  other.close();
  await workspace.close();
});

it("keeps nobody alive that has nothing to save", () => {
  const index = new URL("../src/index.ts", import.meta.url).href;
  const code = `
    import { openWorkspace } from "${index}";
    const w = await openWorkspace(${JSON.stringify(folder())});
    w.staging.begin();`;
  const { status } = spawnSync(process.execPath, ["--conditions=source", "-e", code], { timeout: 20_000 });
  expect(status).toBe(0);
});

it("tells who waits for room that what is under way cannot be saved", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  const other = new DatabaseSync(join(path, "workspace.sqlite"));
  other.exec("CREATE TRIGGER bad BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'cannot be saved'); END");
  other.close();
  await expect(stage(workspace, 1, undefined, "x".repeat(5_000_000))).rejects.toThrow("cannot be saved");
  await workspace.close();
});

it("has on disk, once it says so, all that was given by then, and a moment later what nobody asked for", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  const other = new DatabaseSync(join(path, "workspace.sqlite"), { readOnly: true });
  const onDisk = () => Number(other.prepare("SELECT count(*) AS count FROM record").get()?.count);
  for (let at = 1; at <= 30; at += 3) {
    const pages = [stage(workspace, at), stage(workspace, at + 1), stage(workspace, at + 2)];
    await workspace.staging.saved();
    expect(onDisk()).toBe(at + 2);
    await Promise.all(pages);
  }
  await stage(workspace, 31);
  await expect.poll(onDisk).toBe(31);
  other.close();
  await workspace.close();
});

it("tells who asks for it that what was written before could not be saved", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  const other = new DatabaseSync(join(path, "workspace.sqlite"));
  // Checked when the transaction ends, as a full disk may be met.
  other.exec(
    "CREATE TABLE late (id TEXT REFERENCES stream (name) DEFERRABLE INITIALLY DEFERRED); CREATE TRIGGER bad AFTER INSERT ON record BEGIN INSERT INTO late VALUES ('nobody'); END",
  );
  other.close();
  await stage(workspace, 1);
  await expect(workspace.staging.saved()).rejects.toThrow("FOREIGN KEY");
  await expect(stage(workspace, 2)).rejects.toThrow("FOREIGN KEY");
  expect(await stateOf(workspace)).toEqual({ cursor: 0, staged: 0 });
  await workspace.close();
});

it("closing saves what is under way and leaves nothing but the file", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  const pages = Array.from({ length: 20 }, (_, index) => stage(workspace, index + 1));
  await workspace.close();
  const db = new DatabaseSync(join(path, "workspace.sqlite"), { readOnly: true });
  expect(db.prepare("SELECT cursor FROM stream").get()).toEqual({ cursor: "20" });
  expect(db.prepare("SELECT count(*) AS count FROM record").get()).toEqual({ count: 20 });
  db.close();
  await Promise.all(pages);
});

it("can rest in between: the thread ends, and the next page starts another", async () => {
  const workspace = await openWorkspace(folder());
  await stage(workspace, 1);
  await workspace.staging.rest();
  await workspace.staging.rest();
  await save(workspace, 2);
  expect(await stateOf(workspace)).toEqual({ cursor: 2, staged: 2 });
  await workspace.close();
});

it("does not keep a process alive that forgets to close, but lets it finish what is under way", () => {
  const path = folder();
  const index = new URL("../src/index.ts", import.meta.url).href;
  const code = `
    import { openWorkspace } from "${index}";
    const w = await openWorkspace(${JSON.stringify(path)});
    const record = { kind: "user", id: "u", displayName: "U" };
    const page = { stream: "people", cursor: "1", records: [{ origin: "x", record }], derived: [], refusals: [], drops: [] };
    w.staging.stage(page, { newestFirst: false }).then(() => console.log("given"));`;
  const { stdout, status } = spawnSync(process.execPath, ["--conditions=source", "-e", code], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ stdout, status }).toEqual({ stdout: "given\n", status: 0 });
  const db = new DatabaseSync(join(path, "workspace.sqlite"), { readOnly: true });
  expect(db.prepare("SELECT count(*) AS count FROM record").get()).toEqual({ count: 1 });
  db.close();
});
