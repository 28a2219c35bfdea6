import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Message, User } from "@chat-etl/model";
import { expect, it } from "vitest";
import { openWorkspace, readWorkspace, setAside } from "../src/index.ts";
import { STEPS } from "../src/schema.ts";

function folder(): string {
  return mkdtempSync(join(tmpdir(), "etl-store-"));
}

const ANN = User.parse({ kind: "user", id: "ann", displayName: "Ann" });

function page(stream: string, cursor: string | undefined, ...records: Parameters<typeof recordOf>[0][]) {
  return { stream, cursor, records: records.map(recordOf), derived: [], refusals: [], drops: [] };
}

function recordOf(record: User | Message) {
  return { record, origin: `test#${record.id}` };
}

/** A process of its own that works on a workspace. */
function script(code: string): string[] {
  const index = new URL("../src/index.ts", import.meta.url).href;
  return ["--conditions=source", "-e", `import { openWorkspace } from "${index}";\n${code}`];
}

it("refuses a workspace that another process uses, and takes it when that process is killed", async () => {
  const path = folder();
  const holder = spawn(
    process.execPath,
    script(`await openWorkspace(${JSON.stringify(path)}); console.log("open"); setInterval(() => {}, 1000);`),
  );
  await once(holder.stdout, "data");
  await expect(openWorkspace(path)).rejects.toThrow(`is in use by another process (process id ${holder.pid})`);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (await openWorkspace(path)).close();
});

it("can be read while another process writes it", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  await workspace.staging.stage(page("people", "1", ANN), { newestFirst: false });
  await workspace.staging.saved();
  const reader = await readWorkspace(path);
  expect((await reader.tallies.byKind("nowhere")).user.staged).toBe(1);
  await reader.close();
  await workspace.close();
});

it("refuses a workspace of a newer format", async () => {
  const path = folder();
  await (await openWorkspace(path)).close();
  const db = new DatabaseSync(join(path, "workspace.sqlite"));
  db.exec(`PRAGMA user_version = ${STEPS.length + 1}`);
  db.close();
  await expect(openWorkspace(path)).rejects.toThrow(
    `has format ${STEPS.length + 1}; this program knows formats up to ${STEPS.length}`,
  );
});

it("migrates a workspace of an older format with what it holds", async () => {
  const path = folder();
  const db = new DatabaseSync(join(path, "workspace.sqlite"));
  db.exec(`${STEPS[0]}; PRAGMA user_version = 1`);
  db.prepare("INSERT INTO record (seq, kind, id, stream, origin, json) VALUES (7, 0, 'ann', 'people', 'x', ?)").run(
    JSON.stringify(ANN),
  );
  db.close();
  // Telling where it stands needs no run before.
  const reader = await readWorkspace(path);
  expect(await reader.tallies.lastTarget()).toBeUndefined();
  expect((await reader.tallies.byKind("target")).user.staged).toBe(1);
  expect(await reader.tallies.drops()).toEqual([]);
  await reader.close();
  const workspace = await openWorkspace(path);
  const { loading } = workspace.lane("target");
  expect(await loading.unsettled("user", undefined, 10)).toMatchObject([{ seq: 7, record: { id: "ann" } }]);
  await workspace.close();
  const migrated = new DatabaseSync(join(path, "workspace.sqlite"));
  expect(migrated.prepare("PRAGMA user_version").get()).toEqual({ user_version: STEPS.length });
  migrated.close();
});

it("refuses a file that is no workspace, without touching it", async () => {
  const path = folder();
  writeFileSync(join(path, "workspace.sqlite"), "these are my holiday photos, all of them, and nothing else at all");
  await expect(openWorkspace(path)).rejects.toThrow("is not a workspace");
});

it("tells that a workspace cannot be written, whichever of its files it is", async () => {
  for (const [name, problem] of [
    ["lock.pid", "Nothing can be written into the folder"],
    ["lock.sqlite", "Nothing can be written into the folder"],
    ["workspace.sqlite", "cannot be opened, or not be written by this user"],
  ] as const) {
    const path = folder();
    // Rights would not do: who tests may be root.
    mkdirSync(join(path, name));
    const failing = openWorkspace(path);
    await expect(failing).rejects.toThrow(problem);
    await expect(failing).rejects.toMatchObject({ name: "ConfigError" });
    if (name !== "workspace.sqlite") expect(() => setAside(path, new Date())).toThrow(problem);
  }
});

it("tells that a workspace is damaged, to whoever reads it", async () => {
  const path = folder();
  const workspace = await openWorkspace(path);
  await workspace.staging.stage(page("people", "1", ANN), { newestFirst: false });
  await workspace.close();
  const file = join(path, "workspace.sqlite");
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0x41, 20_000));
  const reader = await readWorkspace(path);
  await expect(reader.tallies.byKind("target")).rejects.toMatchObject({
    name: "ConfigError",
    message: expect.stringContaining("is damaged"),
  });
  await reader.close();
});

it("tells that a folder cannot be made", async () => {
  const path = folder();
  writeFileSync(join(path, "file"), "");
  await expect(openWorkspace(join(path, "file", "below"))).rejects.toThrow("cannot be made (ENOTDIR)");
});

it("keeps to one source", async () => {
  const workspace = await openWorkspace(folder());
  // A mistyped name that never gave anything binds nobody.
  await workspace.keepTo({ account: "talkjs:typo", by: "talkjs" });
  await workspace.keepTo({ account: "talkjs:one", by: "talkjs" });
  await workspace.staging.stage(page("people", "1", ANN), { newestFirst: false });
  await workspace.staging.saved();
  await workspace.keepTo({ account: "talkjs:one", by: "talkjs" });
  await expect(workspace.keepTo({ account: "talkjs:other", by: "talkjs" })).rejects.toThrow(
    'holds records of "talkjs:one (talkjs)", not of "talkjs:other (talkjs)". Name another workspace with --workspace, or start',
  );
  const may = { account: "talkjs:one", by: "talkjs", reads: "may" };
  await expect(workspace.keepTo(may)).rejects.toThrow("of the same account, give --delta: what is new is sent. Else");
  const june = { account: "talkjs:june", by: "talkjs", reads: "june" };
  await expect(workspace.keepTo(june, { mayMove: false, asKept: "--source.name one" })).rejects.toThrow(
    "If it is another export of the same account, give --source.name one --delta: what is new is sent. Else name",
  );
  await workspace.close();
});

it.each([1, 8])(
  "commits a page and its cursor together, %i under way: a killed process leaves both or neither",
  async (count) => {
    const path = folder();
    const code = `
    const w = await openWorkspace(${JSON.stringify(path)});
    const underWay = [];
    for (let at = 0; ; at += 10) {
      const records = Array.from({ length: 10 }, (_, i) => ({ origin: "x", record: { kind: "user", id: "u" + (at + i), displayName: "U" } }));
      underWay.push(w.staging.stage({ stream: "people", cursor: String(at + 10), records, derived: [], refusals: [], drops: [] }, { newestFirst: false }));
      if (underWay.length === ${count}) await underWay.shift();
      if (at === 200) await w.staging.saved().then(() => console.log("busy"));
    }`;
    for (let round = 0; round < 3; round += 1) {
      const writer = spawn(process.execPath, script(code));
      await once(writer.stdout, "data");
      writer.kill("SIGKILL");
      await once(writer, "exit");
      const workspace = await openWorkspace(path);
      const { cursor } = await workspace.staging.stream("people");
      expect((await workspace.tallies.byKind("x")).user.staged).toBe(Number(cursor));
      expect(Number(cursor)).toBeGreaterThanOrEqual(210);
      await workspace.staging.restart("people");
      await workspace.close();
    }
  },
);

it("says so when the disk is full, and keeps what was saved", async () => {
  const path = folder();
  const code = `
    const w = await openWorkspace(${JSON.stringify(path)});
    try {
      for (let at = 0; at < 100000; at += 1) {
        const record = { kind: "user", id: "u" + at, displayName: "x".repeat(5000) };
        await w.staging.stage({ stream: "people", cursor: String(at + 1), records: [{ origin: "x", record }], derived: [], refusals: [], drops: [] }, { newestFirst: false });
        if (at % 10 === 0) await w.staging.saved();
      }
    } catch (error) { console.log(error.name + ": " + error.message); }`;
  // No file may grow beyond 2 MiB: what the process meets is what a full disk gives.
  const quoted = script(code)
    .map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`)
    .join(" ");
  const { stdout } = spawnSync("bash", ["-c", `ulimit -f 2048; exec '${process.execPath}' ${quoted}`], {
    encoding: "utf8",
  });
  expect(stdout).toContain("TransientError: The workspace file");
  expect(stdout).toContain("its disk is full or failing. Free space and run again");
  const workspace = await openWorkspace(path);
  const { cursor } = await workspace.staging.stream("people");
  expect(Number(cursor)).toBeGreaterThan(50);
  expect((await workspace.tallies.byKind("x")).user.staged).toBe(Number(cursor));
  await workspace.close();
});

it("sets an old workspace aside without deleting anything, and leaves strangers' files alone", async () => {
  const path = folder();
  await (await openWorkspace(path)).close();
  writeFileSync(join(path, "notes.txt"), "mine");
  writeFileSync(join(path, "verification.json"), "of the old load");
  mkdirSync(join(path, "sandbox"));
  const old = setAside(path, new Date("2026-01-02T03:04:05.678Z"));
  expect(old).toBe(join(path, "old-2026-01-02T03-04-05.678Z"));
  expect(readdirSync(old ?? "").sort()).toEqual(["sandbox", "verification.json", "workspace.sqlite"]);
  expect(existsSync(join(path, "notes.txt"))).toBe(true);
  expect(setAside(path, new Date())).toBeUndefined();
});
