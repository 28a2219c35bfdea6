import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeExport } from "@chat-etl/talkjs/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Counts,
  envFor,
  etlFromSource as etl,
  linesOf,
  newFolder,
  orderFault,
  type Sandbox,
  startSandbox,
  summaryOf,
  UNPACED,
} from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";
import { storedCount, storedMessages } from "./support/target.ts";
import {
  expectWholeWorld,
  isUnfit,
  REHEARSAL_SWITCHES,
  WORLD,
  WORLD_SWITCHES,
  worldMessages,
} from "./support/world.ts";

const RUN = ["run", "talkjs-to-cometchat", "--json"];

/** The two sums that hold for every kind. */
function expectSums(counts: Counts): void {
  expect(counts.read + counts.added).toBe(counts.staged + counts.dropped + counts.unreadable);
  expect(counts.staged).toBe(counts.written + counts.duplicate + counts.rejected - counts.unreadable + counts.pending);
}

const WORLD_SIZE = [...worldMessages().values()].reduce((sum, messages) => sum + messages.length, 0);
const UNFIT = [...worldMessages().values()].flat().filter(isUnfit).length;

describe("the rehearsal", () => {
  const cwd = newFolder();

  it("moves the sample world with no account, and its sums are right", async () => {
    const result = await etl([...RUN, "--sandbox", "--sink.sandbox.retentionDays", "off"], { cwd });
    const { kinds, workspace, status, sent, requests } = summaryOf(result);
    expect([result.code, status]).toEqual([3, "rejected"]);
    for (const counts of Object.values(kinds)) expectSums(counts);
    expect(kinds.user.read).toBeGreaterThanOrEqual(60);
    expect(kinds.conversation.read).toBeGreaterThanOrEqual(120);
    expect(kinds.message.read).toBeGreaterThanOrEqual(5_000);
    expect(kinds.message).toMatchObject({ staged: kinds.message.read, rejected: UNFIT, pending: 0 });
    expect(sent).toBeGreaterThan(kinds.message.read - UNFIT);
    expect(requests).toBeGreaterThan(kinds.message.read / 50);
    expect(existsSync(join(cwd, workspace, "workspace.sqlite"))).toBe(true);
  });

  it("sends not one write when it is run again", async () => {
    const result = await etl([...RUN, "--sandbox", "--sink.sandbox.retentionDays", "off"], { cwd });
    const { sent, requests, kinds } = summaryOf(result);
    expect([sent, requests, kinds.message.pending]).toEqual([0, 0, 0]);
    expect(linesOf(result).filter(({ event }) => event === "read")).toEqual([]);
  });

  it("tells where it stands", async () => {
    const result = await etl(["status", "--json"], { cwd });
    expect(result.code).toBe(0);
    const { kinds } = JSON.parse(result.stdout);
    expect(kinds.message).toMatchObject({ staged: kinds.message.read, pending: 0 });
    expect((await etl(["status"], { cwd })).stdout).toContain(
      `│ message      │ ${kinds.message.read.toLocaleString("en-US")}`,
    );
  });

  it("sets the workspace aside with --fresh and starts anew", async () => {
    const result = await etl([...RUN, "--sandbox", ...REHEARSAL_SWITCHES, "--fresh", "--limit", "7"], { cwd });
    expect(result.stderr).toContain("The earlier workspace was set aside in");
    expect([result.code, summaryOf(result).status]).toEqual([4, "stopped"]);
  });
});

describe("two sandboxes of their own", () => {
  it("the target holds every message once, in order, and every person by himself; an export of the same app doubles none", async () => {
    await using source = await startSandbox("talkjs", WORLD_SWITCHES);
    await using target = await startSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
    const cwd = newFolder();
    const result = await etl([...RUN, ...UNPACED], { cwd, env: envFor(source, target) });
    const { kinds } = summaryOf(result);
    expect(result.code).toBe(3);
    await expectWholeWorld(target);
    // "Bob" and "bob" are two people, and "app_system" is not the service itself.
    expect(await storedCount(target, "users")).toBe(kinds.user.staged);
    const log = readFileSync(join(cwd, summaryOf(result).workspace, "log.jsonl"), "utf8");
    for (const secret of [source.config.secretKey, target.config.apiKey]) {
      expect(log + result.stdout + result.stderr).not.toContain(secret);
    }

    const folder = newFolder();
    await writeExport(folder, WORLD);
    const env = { ...envFor(source, target), TALKJS_EXPORT_PATH: folder };
    const exported = await etl(["run", "talkjs-export-to-cometchat", "--json", ...UNPACED.slice(2)], { env });
    expect(summaryOf(exported).kinds.message).toMatchObject({ written: 0, duplicate: WORLD_SIZE - UNFIT });
    await expectWholeWorld(target);
  });

  it("a target that is out of order every now and then ends with the same", async () => {
    await using source = await openSandbox("talkjs", [...WORLD_SWITCHES, "--faultRate", "0.02"]);
    await using target = await openSandbox("cometchat", [
      "--retentionDays",
      "off",
      "--requestsPerMinute",
      "off",
      "--faultRate",
      "0.1",
    ]);
    const result = await etl([...RUN, ...UNPACED], { env: envFor(source, target) });
    const { kinds, rejects } = summaryOf(result);
    expect(rejects.map(({ code }) => code).sort()).toEqual(["blank-text", "sent-at"]);
    expect(kinds.message).toMatchObject({ rejected: UNFIT, pending: 0 });
    await expectWholeWorld(target);
  });
});

describe("what CometChat does", () => {
  interface Circumstances {
    readonly faults?: readonly object[];
    readonly flags?: readonly string[];
  }
  // Nothing is written to it: all tests read the same app.
  let source: Sandbox;
  beforeAll(async () => {
    source = await openSandbox("talkjs", WORLD_SWITCHES);
  });
  afterAll(async () => await source[Symbol.asyncDispose]());

  async function loaded(switches: readonly string[], { faults = [], flags = [] }: Circumstances = {}) {
    await using target = await openSandbox("cometchat", ["--requestsPerMinute", "off", ...switches]);
    for (const fault of faults) await orderFault(target, fault);
    const result = await etl([...RUN, ...UNPACED, ...flags], { env: envFor(source, target) });
    const stored = await storedMessages(target);
    const shown = stored.filter(({ category }) => category !== "action");
    return { ...summaryOf(result), code: result.code, stored: shown, stderr: result.stderr, lines: linesOf(result) };
  }

  function expectOnce(stored: Awaited<ReturnType<typeof loaded>>["stored"], count: number): void {
    const wholes = stored.filter(({ data }) => data?.metadata?.part === undefined);
    const sources = wholes.flatMap(({ data }) => data?.metadata?.sourceId ?? []);
    expect(sources).toHaveLength(count);
    expect(new Set(sources).size).toBe(count);
  }

  it("T1: messages older than it keeps are found with few requests, told at once, and rejected without being sent", async () => {
    const { kinds, rejects, stored, lines } = await loaded(["--retentionDays", "183"]);
    const edge = Date.now() - 183 * 86_400_000;
    const old = [...worldMessages().values()]
      .flat()
      .filter((message) => message.createdAt < edge && !isUnfit(message)).length;
    const tooOld = rejects.find(({ code }) => code === "too-old");
    expect(tooOld?.count).toBeGreaterThanOrEqual(old);
    expect(kinds.message.rejected).toBeLessThanOrEqual(old + UNFIT);
    expect(Math.min(...stored.map(({ sentAt }) => sentAt * 1000))).toBeGreaterThan(edge - 60_000);
    const notice = lines.findIndex((line) => "code" in line && line.code === "too-old");
    expect(notice).toBeGreaterThan(0);
    expect(notice).toBeLessThan(lines.findLastIndex(({ event }) => event === "settled"));
  });

  it.each(["stop", "skip"])(
    "T2: the one row that poisons its request (mode %s) is found by halving; the others count as in, each once",
    async (poisonMode) => {
      const switches = ["--retentionDays", "1200", "--poisonMode", poisonMode];
      const { kinds, rejects, stored } = await loaded(switches, { flags: ["--sink.retention", "none"] });
      const poison = rejects.filter(({ code }) => code === "ERR_EXCEPTION");
      expect(poison).toMatchObject([{ count: 1, message: expect.stringContaining("Extended Storage") }]);
      expect(kinds.message).toMatchObject({ rejected: UNFIT + 1, pending: 0 });
      expect(kinds.message.written + kinds.message.duplicate).toBe(WORLD_SIZE - UNFIT - 1);
      expectOnce(stored, WORLD_SIZE - UNFIT - 1);
    },
  );

  const WHOLE = ["--retentionDays", "off"];
  const faults: readonly (readonly [name: string, switches: readonly string[], faults: readonly object[]])[] = [
    [
      "T2, T3, T44: whatever can go wrong with an answer, one after the other",
      [...WHOLE, "--headerStyle", "new"],
      [
        { fault: "server-error", path: "groups" },
        { fault: "bad-gateway", path: "members", count: 2 },
        { fault: "not-json", path: "messages", skip: 2 },
        { fault: "commit-then-server-error", path: "messages", skip: 5 },
        { fault: "commit-then-cut", path: "messages", skip: 8 },
        { fault: "missing-key", path: "messages", skip: 11 },
        { fault: "too-many-requests", path: "messages", skip: 14 },
      ],
    ],
    [
      "T13, T44: answers that are lists, and 429 with the older headers",
      [...WHOLE, "--numericKeyArray", "true", "--headerStyle", "old"],
      [{ fault: "too-many-requests", path: "data_import", skip: 5 }],
    ],
    [
      "rows nested twice, keyed in lower case, good rows behind a poisoned one kept",
      [...WHOLE, "--rowNesting", "double", "--keyCase", "lower", "--poisonMode", "skip"],
      [],
    ],
  ];
  it.each(faults)("%s: every message is in once, and the counts say so", async (_name, switches, faults) => {
    const { kinds, stored } = await loaded(switches, { faults });
    // What was in before its answer was lost is told to be there when it is sent again.
    expect(kinds.message.duplicate > 0).toBe(faults.length > 1);
    expect(kinds.message).toMatchObject({ rejected: UNFIT, pending: 0 });
    expect(kinds.message.written + kinds.message.duplicate).toBe(WORLD_SIZE - UNFIT);
    expectOnce(stored, WORLD_SIZE - UNFIT);
  });
});
