import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { etl, linesOf, newFolder, type Sandbox, summaryOf } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";

const FAST = ["--sandbox-speed", "1000", "--source.requestsPerMinute", "1000000", "--json"];

/** What the sample app holds that only CometChat itself may have. */
const SECRET = "sample-secret";

function accountOf({ url, config }: Sandbox, prefix: string): Record<string, string> {
  return {
    [`${prefix}_APP_ID`]: config.appId ?? "",
    [`${prefix}_REGION`]: config.region ?? "",
    [`${prefix}_API_KEY`]: config.apiKey ?? "",
    [`${prefix}_BASE_URL`]: url,
  };
}

/** All rows of a list of the sandbox. */
async function rowsOf({ url, config }: Sandbox, path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const headers = { appId: config.appId ?? "", apikey: config.apiKey ?? "" };
  const answer = await fetch(`${url}/v3${path}`, { headers });
  const body = (await answer.json()) as { readonly data: readonly Readonly<Record<string, unknown>>[] };
  return body.data;
}

it("a CometChat app is rehearsed into an archive: all of it, without its secrets", async () => {
  const cwd = newFolder();
  const folder = join(cwd, "archive");
  const result = await etl(["run", "cometchat-to-json", "--sandbox", "--sink.folder", folder, ...FAST], { cwd });
  const { status, kinds, workspace } = summaryOf(result);
  expect([result.code, status]).toEqual([0, "complete"]);
  expect(kinds.message).toMatchObject({ dropped: 3, unreadable: 0, written: kinds.message.staged });
  const messages = readFileSync(join(folder, "messages.jsonl"), "utf8").trim().split("\n");
  expect(messages).toHaveLength(kinds.message.read - 3);
  expect(linesOf(result).filter(({ event }) => event === "read")).toContainEqual(
    expect.objectContaining({ stream: "messages", values: kinds.message.read, done: true }),
  );
  // The sandbox keeps its secret to itself: what is read of it stands nowhere else.
  const written = [folder, join(cwd, workspace)].flatMap((place) =>
    readdirSync(place, { withFileTypes: true }).flatMap((file) => (file.isFile() ? [join(place, file.name)] : [])),
  );
  expect(written.length).toBeGreaterThan(5);
  expect(written.filter((file) => readFileSync(file).includes(SECRET))).toEqual([]);
  expect(result.stdout + result.stderr).not.toContain(SECRET);
}, 120_000);

it("a CometChat app goes into another one, and a second run sends nothing", async () => {
  const cwd = newFolder();
  await using source = await openSandbox("cometchat", ["--world", "sample", "--speed", "1000"]);
  await using target = await openSandbox("cometchat", ["--requestsPerMinute", "off"]);
  const env = { ...accountOf(source, "COMETCHAT_SOURCE"), ...accountOf(target, "COMETCHAT") };
  const args = ["run", "cometchat-to-cometchat", "--json", "--source.requestsPerMinute", "1000000"];
  const first = summaryOf(await etl([...args, "--sink.requestsPerMinute", "1000000"], { cwd, env }));
  expect(first.status).toBe("complete");
  expect(first.rejects).toEqual([]);
  const [from, to] = [await rowsOf(source, "/users?withDeactivated=true"), await rowsOf(target, "/users")];
  expect(to.map(({ uid }) => uid)).toEqual(expect.arrayContaining(from.map(({ uid }) => uid)));
  const arrived = await rowsOf(target, "/messages?affix=append&id=0&limit=1000");
  expect(arrived).toHaveLength(first.kinds.message.written);
  const again = summaryOf(await etl([...args, "--sink.requestsPerMinute", "1000000"], { cwd, env }));
  expect([again.status, again.sent]).toEqual(["complete", 0]);
}, 120_000);

it("both sides of a rehearsal are apps of their own", async () => {
  const cwd = newFolder();
  const { status, kinds } = summaryOf(await etl(["run", "cometchat-to-cometchat", "--sandbox", ...FAST], { cwd }));
  expect(status).toBe("complete");
  expect(kinds.message.written).toBeGreaterThan(200);
  const sandboxes = join(cwd, ".etl/cometchat-to-cometchat@sandbox/sandbox");
  expect(readdirSync(sandboxes).sort()).toEqual(["cometchat", "cometchat-source"]);
}, 120_000);

it("an app is not written to itself: that is said before anything is read", async () => {
  const cwd = newFolder();
  await using only = await openSandbox("cometchat", ["--world", "sample"]);
  const env = { ...accountOf(only, "COMETCHAT_SOURCE"), ...accountOf(only, "COMETCHAT") };
  const before = await rowsOf(only, "/messages?affix=append&id=0&limit=1000");
  const { code, stderr, stdout } = await etl(["run", "cometchat-to-cometchat"], { cwd, env });
  expect(code).toBe(2);
  expect(stderr).toContain("it would be written to itself");
  expect(stdout).not.toContain("Reading");
  const checked = await etl(["check", "cometchat-to-cometchat"], { cwd, env });
  expect([checked.code, checked.stderr]).toEqual([2, expect.stringContaining("it would be written to itself")]);
  expect(await rowsOf(only, "/messages?affix=append&id=0&limit=1000")).toEqual(before);
}, 60_000);
