import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { ended, etl, linesOf, newFolder, type Sandbox, start, summaryOf } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";

const UNPACED = ["--sink.requestsPerMinute", "1000000", "--sink.coreRequestsPerMinute", "1000000"];
const PROBE = ["probe", "cometchat", ...UNPACED];
const DAY = 86_400_000;

const start90 = async () => await openSandbox("cometchat", ["--requestsPerMinute", "off", "--retentionDays", "90"]);

function envOf({ config, url }: Sandbox): Record<string, string> {
  const { appId = "", region = "", apiKey = "" } = config;
  return { COMETCHAT_APP_ID: appId, COMETCHAT_REGION: region, COMETCHAT_API_KEY: apiKey, COMETCHAT_BASE_URL: url };
}

/** The one file of answers below a folder. */
function answersPath(cwd: string): string {
  const folder = join(cwd, ".etl", "answers");
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? "");
}

/** An archive with a message of ten days and one of a hundred. */
function archiveOf(): string {
  const folder = newFolder();
  const write = (name: string, records: readonly object[]) =>
    writeFileSync(join(folder, name), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const message = (id: string, days: number) => ({
    kind: "message",
    id,
    conversationId: "c1",
    authorId: "ann",
    sentAt: Date.now() - days * DAY,
    text: "hello",
  });
  writeFileSync(join(folder, "archive.json"), JSON.stringify({ source: "talkjs:app" }));
  write("users.jsonl", [{ kind: "user", id: "ann", displayName: "Ann" }]);
  write("conversations.jsonl", [{ kind: "conversation", id: "c1", type: "group", title: "One" }]);
  write("memberships.jsonl", [{ kind: "membership", conversationId: "c1", userId: "ann" }]);
  write("messages.jsonl", [message("old", 100), message("new", 10)]);
  return folder;
}

const runOf = (archive: string, more: readonly string[] = []) => [
  ...["run", "json-to-cometchat", "--json", "--source.path", archive, "--source.mapping", "canonical"],
  ...["--sink.requestsPerMinute", "1000000", ...more],
];

it("finds out, keeps the answers, and a later run uses them unless a flag says otherwise", async () => {
  await using target = await start90();
  const [cwd, env, archive] = [newFolder(), envOf(target), archiveOf()];
  const probed = await etl(PROBE, { cwd, env });
  expect(probed.code).toBe(0);
  expect(probed.stdout).toMatch(/^U4 {4}Messages of up to 90 days are taken.*\n.*\n.*--sink\.retention 90/m);
  const kept = readFileSync(answersPath(cwd), "utf8");
  expect(JSON.parse(kept).answers).toHaveLength(22);
  expect(`${probed.stdout}${probed.stderr}${kept}`).not.toContain(env.COMETCHAT_API_KEY);

  const ran = summaryOf(await etl(runOf(archive), { cwd, env }));
  expect(ran.rejects).toMatchObject([{ kind: "message", code: "too-old", count: 1 }]);
  expect(ran.kinds.message.written).toBe(1);
  const forced = summaryOf(await etl(runOf(archive, ["--sink.retention", "none", "--fresh"]), { cwd, env }));
  expect(forced.rejects).toMatchObject([{ kind: "message", code: "ERR_EXCEPTION", count: 1 }]);

  const checked = await etl(["check", "json-to-cometchat", "--source.path", archive, "--source.mapping", "canonical"], {
    cwd,
    env,
  });
  expect(checked.stdout).toMatch(/etl probe found out: --sink\.retention 90/);
});

it("a damaged file of answers is named, and what to do about it", async () => {
  await using target = await start90();
  const [cwd, env, archive] = [newFolder(), envOf(target), archiveOf()];
  await etl(PROBE, { cwd, env });
  const path = answersPath(cwd);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, 100));
  const cut = await etl(runOf(archive), { cwd, env });
  expect([cut.code, cut.stdout]).toEqual([2, expect.stringMatching(/cannot be read. Delete the file, or probe again/)]);
  writeFileSync(path, text.replace('"retention": "90"', '"retention": "soon"'));
  const wrong = await etl(runOf(archive), { cwd, env });
  expect([wrong.code, wrong.stdout]).toEqual([2, expect.stringMatching(/do not fit this program: delete the file/)]);
});

it("interrupted, it keeps what it knows, deletes what it made, and can be run again", async () => {
  await using target = await start90();
  const [cwd, env] = [newFolder(), envOf(target)];
  const child = start([...PROBE.slice(0, 2), "--json", "--sink.requestsPerMinute", "1200"], { cwd, env });
  const whole = ended(child);
  for await (const line of createInterface({ input: child.stdout ?? process.stdin }))
    if (JSON.parse(line).question === "U4") break;
  child.kill("SIGINT");
  expect((await whole).code).toBe(130);
  expect(JSON.parse(readFileSync(answersPath(cwd), "utf8")).answers.at(-1)).toMatchObject({ question: "U4" });
  const headers = { appId: env.COMETCHAT_APP_ID ?? "", apikey: env.COMETCHAT_API_KEY ?? "" };
  const users = await fetch(`${target.url}/v3/users?withDeactivated=true`, { headers });
  expect(await users.json()).toMatchObject({ data: [] });
  const again = await etl([...PROBE, "--json"], { cwd, env });
  expect([again.code, linesOf(again).length]).toEqual([0, 22]);
});

it("an app without data import ends it with the code of a configuration, and names no key", async () => {
  await using target = await openSandbox("cometchat", ["--importEnabled=false"]);
  const env = envOf(target);
  const { code, stdout, stderr } = await etl(PROBE, { env });
  expect(code).toBe(2);
  expect(stdout).toMatch(/^U20 {3}Data import cannot be used/m);
  expect(`${stdout}${stderr}`).not.toContain(env.COMETCHAT_API_KEY);
});

it("says beforehand what it writes and what stays", async () => {
  const [all, one] = [await etl(["probe", "--help"]), await etl(["probe", "cometchat", "--help"])];
  expect(all.stdout).toMatch(/One of: cometchat/);
  expect(one.stdout.replaceAll("\n", " ")).toMatch(/messages of that group may stay.*--sink\.requestsPerMinute/);
});
