import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { type Ended, ended, envFor, etl, newFolder, type Sandbox, start, summaryOf, UNPACED } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";
import { expectWholeWorld, WORLD_SWITCHES } from "./support/world.ts";

const KINDS = ["user", "conversation", "membership", "message"] as const;

/** The lines of an archive's file, parsed. */
function recordsOf(folder: string, kind: (typeof KINDS)[number]) {
  const lines = readFileSync(join(folder, `${kind}s.jsonl`), "utf8").trimEnd();
  return lines === "" ? [] : lines.split("\n").map((line) => JSON.parse(line));
}

const FORUM = `
mapping: 1
name: forum
dates: s
inputs:
  - files: "*.json"
    select: posts
    records:
      - { kind: user, derived: true, id: by, displayName: by }
      - { kind: conversation, derived: true, id: room, type: { const: channel } }
      - { kind: membership, derived: true, conversationId: room, userId: by }
      - { kind: message, id: id, conversationId: room, authorId: by, sentAt: at, text: body }
`;

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** What a run told of how many messages it had read. */
function readCounts(stdout: string): readonly number[] {
  const lines = stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return lines.flatMap(({ event, stream, values }) => (event === "read" && stream === "messages" ? [values] : []));
}

function archive(source: Sandbox, folder: string) {
  const env = {
    TALKJS_APP_ID: source.config.appId ?? "",
    TALKJS_SECRET_KEY: source.config.secretKey ?? "",
    TALKJS_BASE_URL: source.url,
  };
  const args = ["run", "talkjs-to-json", "--json", "--source.requestsPerSecond", "100000", "--sink.folder", folder];
  return { args, env };
}

it("a platform goes into an archive and from there into another one, as if it had gone straight", async () => {
  const [cwd, folder] = [newFolder(), join(newFolder(), "archive")];
  await using source = await openSandbox("talkjs", WORLD_SWITCHES);
  await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
  const { args, env } = archive(source, folder);
  const archived = summaryOf(await etl(args, { cwd, env }));
  expect(archived.status).toBe("complete");
  for (const kind of KINDS) expect(recordsOf(folder, kind), kind).toHaveLength(archived.kinds[kind].staged);
  const load = [
    "run",
    "json-to-cometchat",
    "--json",
    "--source.path",
    folder,
    "--source.mapping",
    "canonical",
    ...UNPACED.slice(2),
  ];
  const loaded = summaryOf(await etl(load, { cwd, env: envFor(source, target) }));
  for (const kind of KINDS)
    expect(loaded.kinds[kind], kind).toMatchObject({ staged: archived.kinds[kind].staged, unreadable: 0, dropped: 0 });
  await expectWholeWorld(target);
  // The archive is the same source as the platform was: what came through it is recognised.
  const straight = summaryOf(
    await etl(["run", "talkjs-to-cometchat", "--json", ...UNPACED], { cwd, env: envFor(source, target) }),
  );
  expect(straight.kinds.message.written).toBe(0);
  expect(straight.kinds.message.duplicate).toBe(loaded.kinds.message.written + loaded.kinds.message.duplicate);
}, 180_000);

it("killed while it reads and while it writes, at any byte, it ends with every record once, and what was read is not read again", async () => {
  const [cwd, path] = [newFolder(), join(newFolder(), "export.json")];
  const folder = join(cwd, "archive");
  const count = 30_000;
  const messages = Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      id: `m${at}`,
      room: `room-${at % 40}`,
      by: `user-${at % 300}`,
      at: 1_700_000_000 + at,
      body: "How are you today? ".repeat(10),
    }),
  );
  writeFileSync(path, `{"posts":[${messages.join(",")}]}`);
  writeFileSync(join(cwd, "forum.yaml"), FORUM);
  const args = [
    "run",
    "json-to-json",
    "--json",
    "--source.path",
    path,
    "--source.mapping",
    "forum.yaml",
    "--sink.folder",
    folder,
  ];
  const kills = { reading: 0, writing: 0 };
  let read = 0;
  for (let round = 1; ; round += 1) {
    const child = start(args, { cwd });
    // By turns in the middle of reading, and when so many more bytes are written.
    const before = sizeOf(join(folder, "messages.jsonl"));
    let isReading = true;
    const watch = setInterval(() => {
      if (sizeOf(join(folder, "messages.jsonl")) > before + 1_800_000) child.kill("SIGKILL");
    }, 2);
    createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => {
      const event = JSON.parse(line);
      if (event.event === "phase") isReading = event.phase === "extract";
      if (event.event !== "read" || event.stream !== "messages") return;
      if (event.values > 7_500 && kills.reading < 2) child.kill("SIGKILL");
    });
    const { code, stdout } = await ended(child);
    clearInterval(watch);
    const told = Math.max(0, ...readCounts(stdout));
    read += told;
    if (code === 0) break;
    if (isReading) expect(told).toBeGreaterThan(7_500);
    kills[isReading ? "reading" : "writing"] += 1;
    // What a crash can leave behind besides: half a line.
    if (existsSync(join(folder, "messages.jsonl")))
      appendFileSync(join(folder, "messages.jsonl"), '{"kind":"message","id":"ha');
    expect(round).toBeLessThan(60);
  }
  expect(kills.reading).toBeGreaterThan(1);
  expect(kills.writing).toBeGreaterThan(1);
  const ids = recordsOf(folder, "message").map(({ id }) => id);
  expect(new Set(ids).size).toBe(count);
  expect(ids).toHaveLength(count);
  // What was told before a kill is staged, but for eight pages of 500 that may be under way, and a transaction of 2,048
  // records; none else is read again.
  expect(read).toBeLessThanOrEqual(count + kills.reading * (8 * 500 + 2_048 + 500));
}, 180_000);

it("refuses a folder that holds something else, another source's archive, or one whose workspace is another", async () => {
  const fixture = join(newFolder(), "chat.jsonl");
  appendFileSync(fixture, `${JSON.stringify({ kind: "user", id: "ann", displayName: "Ann" })}\n`);
  const run = async (folder: string, workspace: string, name: string): Promise<Ended> =>
    await etl([
      "run",
      "json-to-json",
      "--source.path",
      fixture,
      "--source.mapping",
      mapping,
      "--source.name",
      name,
      "--sink.folder",
      folder,
      "--workspace",
      workspace,
    ]);
  const mapping = join(newFolder(), "m.yaml");
  appendFileSync(
    mapping,
    'mapping: 1\nname: m\ninputs: [{ files: "*.jsonl", holds: user, records: [{ kind: any }] }]\n',
  );
  const [folder, workspace] = [join(newFolder(), "a"), newFolder()];
  expect((await run(folder, workspace, "one")).code).toBe(0);
  expect(recordsOf(folder, "user")).toHaveLength(1);
  const again = await run(folder, newFolder(), "one");
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("everything would stand in it twice")]);
  const strange = newFolder();
  appendFileSync(join(strange, "holiday.jpg"), "x");
  expect((await run(strange, newFolder(), "one")).stderr).toContain("is not empty and holds no archive");
  expect(readdirSync(strange)).toEqual(["holiday.jpg"]);
  expect(recordsOf(folder, "user")).toHaveLength(1);
}, 60_000);
