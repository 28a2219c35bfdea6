import { once } from "node:events";
import { truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ended, envFor, etl, newFolder, type Sandbox, start } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";

const CHECK = ["check", "talkjs-to-cometchat"];

async function statsOf(sandbox: Sandbox): Promise<readonly string[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/stats`);
  return Object.keys((await answer.json()) as object);
}

it("tells that both ends can be reached, and writes nothing anywhere", async () => {
  await using source = await openSandbox("talkjs", ["--sample=false"]);
  await using target = await openSandbox("cometchat");
  const cwd = newFolder();
  const { code, stdout, stderr } = await etl(CHECK, { env: envFor(source, target), cwd });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/Source: talkjs\n {2}ok .*\n/);
  expect(stdout).toMatch(/Target: cometchat\n {2}ok .*\n/);
  const requests = [...(await statsOf(source)), ...(await statsOf(target))];
  expect(requests.length).toBeGreaterThanOrEqual(2);
  // An import without a single entry.
  expect(requests.filter((request) => !/^GET .* 200$/.test(request))).toEqual(["POST /v3/data_import/users 200"]);
  expect(stdout).toMatch(/Data import is enabled/);
  const { appId = "", apiKey = "" } = target.config;
  const users = await fetch(`${target.url}/v3/users`, { headers: { appId, apikey: apiKey } });
  expect(await users.json()).toMatchObject({ data: [] });
  expect(stdout).not.toContain(apiKey);
});

it("tells before a run what a source has to tell", async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, "ids.csv"), "email,user_id\nnobody@example.com,x-1\n");
  const path = join(import.meta.dirname, "../adapters/slack-export/test/fixtures/sample-export");
  const flags = ["--source.path", path, "--source.users", "ids.csv", "--sink.folder", "out"];
  const { stdout } = await etl(["check", "slack-export-to-json", "--json", ...flags], { cwd });
  const warning = { level: "warning", message: expect.stringContaining("Rows that fit nobody in the export (1,") };
  const versions = { level: "good", message: expect.stringMatching(/^etl [\d.]+, with Node v[\d.]+\.$/) };
  const machine = [versions, { level: "good", message: expect.stringMatching(/^The export has 1 MB, unpacked; /) }];
  expect(JSON.parse(stdout)).toMatchObject({ source: [{ level: "good" }, warning], machine });
});

it("a problem at one end does not hide the other, and ends with the exit code of a configuration", async () => {
  await using source = await openSandbox("talkjs", ["--sample=false"]);
  await using target = await openSandbox("cometchat");
  const env = { ...envFor(source, target), COMETCHAT_API_KEY: "0123456789abcdef0123456789abcdef01234567" };
  const { code, stdout } = await etl([...CHECK, "--json"], { env });
  expect(code).toBe(2);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    event: "check",
    ok: false,
    source: [{ level: "good" }],
    sink: [{ level: "problem" }],
  });
  expect(stdout).not.toContain(env.COMETCHAT_API_KEY);
});

it("a disk without room for the export is a problem, told with numbers", async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, "archive.json"), JSON.stringify({ source: "forum:one" }));
  writeFileSync(join(cwd, "messages.jsonl"), "");
  // Fifteen terabytes of holes.
  truncateSync(join(cwd, "messages.jsonl"), 15 * 1024 ** 4);
  const flags = ["--source.path", cwd, "--source.mapping", "canonical", "--sink.folder", "out"];
  const { code, stdout } = await etl(["check", "json-to-json", ...flags], { cwd: newFolder() });
  expect(code).toBe(2);
  expect(stdout).toMatch(/This machine\n {2}ok .*\n {2}problem .*15360\.0 GB, unpacked/);
});

it("an app without data import is a problem", async () => {
  await using source = await openSandbox("talkjs", ["--sample=false"]);
  await using target = await openSandbox("cometchat", ["--importEnabled=false"]);
  const { code, stdout } = await etl(CHECK, { env: envFor(source, target) });
  expect(code).toBe(2);
  expect(stdout).toMatch(/ERR_PLAN_RESTRICTION/);
});

it("interrupted, it ends as such and calls it no bug", async () => {
  const silent = createServer();
  const asked = once(silent, "request");
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const account = { COMETCHAT_APP_ID: "app", COMETCHAT_REGION: "us", COMETCHAT_API_KEY: "key" };
  const env = { ...account, COMETCHAT_BASE_URL: `http://127.0.0.1:${port}` };
  const child = start(["check", "json-to-cometchat", "--source.path", ".", "--source.mapping", "canonical"], { env });
  const whole = ended(child);
  await asked;
  child.kill("SIGINT");
  const { code, stderr } = await whole;
  expect(code).toBe(130);
  expect(stderr).not.toContain("bug");
});

it("names all that is missing before it asks anybody", async () => {
  const { code, stdout, stderr } = await etl(CHECK);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("COMETCHAT_API_KEY");
});
