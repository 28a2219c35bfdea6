import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeExport } from "@chat-etl/talkjs/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { envFor, etl, newFolder, orderFault, type Sandbox, start, summaryOf, UNPACED } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";
import { REHEARSAL_SWITCHES, WORLD, WORLD_SWITCHES } from "./support/world.ts";

const RUN = ["run", "talkjs-to-cometchat"];

describe("configuration", () => {
  it("tells everything that is missing in one message: option, variable, and where the value is found", async () => {
    const { code, stderr, stdout } = await etl(RUN);
    expect([code, stdout]).toEqual([2, ""]);
    for (const word of [
      "--source.appId or TALKJS_APP_ID",
      "TALKJS_SECRET_KEY",
      "--sink.appId or COMETCHAT_APP_ID",
      "--sink.region",
      "COMETCHAT_API_KEY",
      "dashboard",
    ]) {
      expect(stderr).toContain(word);
    }
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("names an option that is wrong or not known; never takes a secret as a flag, and does not repeat it", async () => {
    const wrong = ["--sink.region", "asia", "--sink.colour", "red", "--source.secretKey", "sk_live_hush"];
    const { code, stderr } = await etl([...RUN, ...wrong]);
    expect(code).toBe(2);
    expect(stderr).toContain("--source.secretKey is not accepted as a flag");
    expect(stderr).not.toContain("sk_live_hush");
    expect(stderr).toContain('--sink.region or COMETCHAT_REGION must be one of "us", "eu", "in"');
    expect(stderr).toContain("--sink.colour is not known; the sink has --sink.appId");
  });

  it("flags go before variables, and variables before .env", async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, ".env"), "TALKJS_APP_ID=file\nCOMETCHAT_REGION=file\nCOMETCHAT_APP_ID=file/\n");
    const env = { COMETCHAT_REGION: "variable", COMETCHAT_APP_ID: "variable/" };
    const { stderr: good } = await etl([...RUN, "--sink.appId", "flag", "--sink.region", "eu"], { cwd, env });
    expect(good).not.toContain("TALKJS_APP_ID is missing");
    expect(good).not.toContain("--sink.appId");
    expect(good).not.toContain("--sink.region");
    expect(good).toContain("COMETCHAT_API_KEY is missing");
  });

  it("names the pipelines there are when it is given another, and the commands when there is none", async () => {
    expect(await etl(["run", "talkjs-to-nowhere"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("like talkjs-to-cometchat, of the sources talkjs, talkjs-export,"),
    });
    expect(await etl(["fly"])).toMatchObject({ code: 2 });
    expect(await etl([])).toMatchObject({ code: 2, stderr: expect.stringContaining("Name a command") });
  });

  it.each([
    [["run"], 'Name a pipeline: etl run PIPELINE. See "etl list".\n'],
    [["probe", "--json"], 'Name a platform: etl probe PLATFORM. See "etl probe --help".\n'],
  ])("says what %j lacks", async (args, stderr) => {
    expect(await etl(args)).toMatchObject({ code: 2, stderr });
  });

  it("names a flag of its own that is not right", async () => {
    const { code, stderr } = await etl([...RUN, "--concurrency", "many", "--limit", "0"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--concurrency");
    expect(stderr).toContain("--limit");
  });
});

describe("a rehearsal", () => {
  it("ends with 2 on a sandbox switch that is not known, and names it", async () => {
    const { code, stderr } = await etl([
      ...RUN,
      "--sandbox",
      "--sink.sandbox.retentionDay",
      "3",
      "--sink.sandbox.poisonMode",
      "no",
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("--sink.sandbox.retentionDay is not known");
    expect(stderr).toContain('--sink.sandbox.poisonMode must be one of "stop", "skip", "row"');
  });

  it("goes on when whoever read its output goes away, and when its log cannot be written", async () => {
    const workspace = join(newFolder(), "space");
    mkdirSync(join(workspace, "log.jsonl"), { recursive: true });
    const args = [...RUN, "--sandbox", ...REHEARSAL_SWITCHES, "--json", "--workspace", workspace];
    const { code, stdout, stderr } = await etl(args, { shell: '"$@" | head -1; exit $PIPESTATUS' });
    expect([code, stderr, stdout.split("\n")]).toEqual([3, "", [expect.stringContaining("{"), ""]]);
  });

  it("a port that is taken, and a flag without its value, are the operator's to mend", async () => {
    await using taken = await openSandbox("cometchat");
    const port = new URL(taken.url).port;
    expect(await etl(["sandbox", "talkjs", "--port", port])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Port ${port} is in use.`),
    });
    expect(await etl([...RUN, "--sandbox", "--concurrency"])).toMatchObject({ code: 2 });
  });
});

describe("platforms that say no", () => {
  let source: Sandbox;
  let target: Sandbox;
  beforeAll(async () => {
    source = await openSandbox("talkjs", WORLD_SWITCHES);
    target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
  });
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  });

  const wrongs: readonly (readonly [name: string, value: string])[] = [
    ["TALKJS_APP_ID", "tSomebodyElse"],
    ["TALKJS_SECRET_KEY", "sk_test_wrong_one"],
    ["COMETCHAT_APP_ID", "somebody-else"],
    ["COMETCHAT_API_KEY", "0123456789012345678901234567890123456789"],
  ];
  it.each(wrongs)("a wrong %s ends with 2 and names it, before anything is written", async (name, value) => {
    const { code, stderr } = await etl(RUN, { env: { ...envFor(source, target), [name]: value } });
    expect(code).toBe(2);
    expect(stderr).toContain(name);
    if (/KEY/.test(name)) expect(stderr).not.toContain(value);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("a page that is no JSON is asked for again, and none of it is told", async () => {
    await orderFault(source, { fault: "not-json", path: "/users", skip: 1 });
    const result = await etl([...RUN, "--json", "--limit", "1", ...UNPACED], { env: envFor(source, target) });
    expect(result.code).toBe(4);
    expect(summaryOf(result).kinds.user.pending).toBe(0);
    expect(result.stdout + result.stderr).not.toContain("<html>");
  });

  it("refuses a workspace that another process uses", async () => {
    const cwd = newFolder();
    const workspace = join(cwd, "space");
    const slow = start([...RUN, "--json", "--workspace", workspace, "--sink.requestsPerMinute", "1"], {
      cwd,
      env: envFor(source, target),
    });
    await new Promise((resolve) => slow.stdout?.once("data", resolve));
    const { code, stderr } = await etl([...RUN, "--workspace", workspace], { env: envFor(source, target) });
    slow.kill("SIGKILL");
    expect(code).toBe(2);
    expect(stderr).toContain(`is in use by another process (process id ${slow.pid})`);
  });

  it("says that the disk is full, ends with 4, and goes on when there is room", async () => {
    const cwd = newFolder();
    const env = envFor(source, target);
    const full = await etl([...RUN, "--json", ...UNPACED], { cwd, env, shell: 'ulimit -f 1024; exec "$@"' });
    expect(full.stdout).toContain(
      "its disk is full or failing. Free space and run again; nothing that was saved is lost.",
    );
    expect(full.stdout + full.stderr).not.toMatch(/^\s+at /m);
    expect(full.code).toBe(4);
    const result = await etl([...RUN, "--json", ...UNPACED], { cwd, env });
    expect(summaryOf(result).kinds.message.pending).toBe(0);
  });

  it("does not mix two sources in one workspace", async () => {
    const cwd = newFolder();
    const env = envFor(source, target);
    await etl([...RUN, "--limit", "1", ...UNPACED], { cwd, env });
    const { code, stderr } = await etl(RUN, { cwd, env: { ...env, TALKJS_APP_ID: "tOther" } });
    expect(code).toBe(2);
    expect(stderr).toContain("holds records of");
  });

  it("a target that goes away stops the run with 4 and says so", async () => {
    const { code, stderr } = await etl([...RUN, "--json"], {
      env: { ...envFor(source, target), TALKJS_APP_ID: "", COMETCHAT_BASE_URL: "http://127.0.0.1:1" },
    });
    expect(code).toBe(2);
    expect(stderr).toContain("TALKJS_APP_ID");
  });
});

describe("an export that is damaged", () => {
  let target: Sandbox;
  beforeAll(async () => {
    target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
  });
  afterAll(async () => await target[Symbol.asyncDispose]());

  async function loadFrom(folder: string) {
    const env = { ...envFor(target, target), TALKJS_EXPORT_PATH: folder };
    return await etl(["run", "talkjs-export-to-cometchat", "--json", ...UNPACED.slice(2)], { env });
  }

  it("whole files give the same counts as the API", async () => {
    const folder = newFolder();
    const { messages } = await writeExport(folder, WORLD);
    const result = await loadFrom(folder);
    expect(summaryOf(result).kinds.message).toMatchObject({ read: messages, staged: messages, pending: 0 });
  });

  it("a file cut off in the middle ends with 2, the file and the place", async () => {
    const folder = newFolder();
    const { files } = await writeExport(folder, WORLD);
    truncateSync(files.messages, Math.floor(statSync(files.messages).size / 2));
    const { code, stderr } = await loadFrom(folder);
    expect(code).toBe(2);
    expect(stderr).toContain("-messages.json");
    expect(stderr).toMatch(/byte \d+/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("a value that does not fit is rejected with its origin, and the run goes on", async () => {
    const folder = newFolder();
    const { files } = await writeExport(folder, WORLD);
    const conversations: { createdAt: unknown }[][] = JSON.parse(readFileSync(files.messages, "utf8"));
    Object.assign(conversations.find(({ length }) => length > 0)?.[0] ?? {}, { createdAt: "yesterday" });
    writeFileSync(files.messages, JSON.stringify(conversations));
    const result = await loadFrom(folder);
    expect(result.code).toBe(3);
    expect(summaryOf(result).rejects.find(({ code }) => code === "wire-shape")).toMatchObject({
      kind: "message",
      count: 1,
    });
    expect(result.stdout + result.stderr).not.toContain("yesterday");
  });

  it("a folder without the files ends with 2 and names them", async () => {
    const { code, stderr } = await loadFrom(newFolder());
    expect(code).toBe(2);
    expect(stderr).toContain("-users.json");
  });
});
