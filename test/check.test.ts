import { expect, it } from "vitest";
import { envFor, etl, newFolder, type Sandbox, startSandbox } from "./support/etl.ts";

const CHECK = ["check", "talkjs-to-cometchat"];

async function statsOf(sandbox: Sandbox): Promise<readonly string[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/stats`);
  return Object.keys((await answer.json()) as object);
}

it("tells that both ends can be reached, and writes nothing anywhere", async () => {
  await using source = await startSandbox("talkjs", ["--sample=false"]);
  await using target = await startSandbox("cometchat");
  const cwd = newFolder();
  const { code, stdout, stderr } = await etl(CHECK, { env: envFor(source, target), cwd });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/Source: talkjs\n {2}ok .*\n/);
  expect(stdout).toMatch(/Target: cometchat\n {2}ok .*\n/);
  const requests = [...(await statsOf(source)), ...(await statsOf(target))];
  expect(requests.length).toBeGreaterThanOrEqual(2);
  expect(requests.filter((request) => !/^GET .* 200$/.test(request))).toEqual([]);
});

it("a problem at one end does not hide the other, and ends with the exit code of a configuration", async () => {
  await using source = await startSandbox("talkjs", ["--sample=false"]);
  await using target = await startSandbox("cometchat");
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

it("names all that is missing before it asks anybody", async () => {
  const { code, stdout, stderr } = await etl(CHECK);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("COMETCHAT_API_KEY");
});
