import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { etl, newFolder, type SummaryLine, summaryOf } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";
import { serveTarget, storedRooms, storedTalk } from "./support/talkjs-target.ts";
import { isUnfit, REHEARSAL_SWITCHES, worldMessages } from "./support/world.ts";

const FAST = ["--sandbox", "--sandbox-speed", "1000", "--json"];
const ROOMY = ["--sink.sandbox.participantMax", "none"];
const EXPORT = join(import.meta.dirname, "../adapters/slack-export/test/fixtures/sample-export");

function targetOf(summary: SummaryLine, cwd: string): string {
  return join(cwd, summary.workspace, "sandbox", "talkjs");
}

/** Whether the target holds every message of the world that shows something once, in order, and nothing else. */
async function expectWholeWorld(folder: string): Promise<void> {
  await using target = await serveTarget(folder);
  for (const [id, messages] of worldMessages()) {
    const found = (await storedTalk(target, id)).filter(({ custom }) => custom.part === undefined);
    const wanted = messages.filter((message) => !isBlank(message)).map((message) => message.id);
    expect(
      found.map(({ custom }) => custom.sourceId),
      id,
    ).toEqual(wanted);
  }
}

/** TalkJS takes messages of any time. */
function isBlank(message: Parameters<typeof isUnfit>[0]): boolean {
  return isUnfit({ ...message, createdAt: Date.parse("2024-01-01") });
}

describe.each(["g1", "g2"])("talkjs-to-talkjs, dialect %s", (dialect) => {
  it("moves a whole app into another one, once and in order, whatever becomes of answers", async () => {
    const cwd = newFolder();
    const faults = ["--sink.sandbox.importDialect", dialect, "--sink.sandbox.faultRate", "0.05"];
    const args = [
      "run",
      "talkjs-to-talkjs",
      ...FAST,
      ...REHEARSAL_SWITCHES,
      ...ROOMY,
      ...faults,
      "--attachments",
      "link",
    ];
    const result = await etl(args, { cwd });
    const summary = summaryOf(result);
    expect(summary.status, result.stderr).toBe("rejected");
    expect([...new Set(summary.rejects.map(({ code }) => code))]).toEqual(["blank-text"]);
    await expectWholeWorld(targetOf(summary, cwd));
    // Who was let in for the import is out again.
    await using target = await serveTarget(targetOf(summary, cwd));
    const rooms = await storedRooms(target);
    const choir = rooms.find(({ id }) => id === "choir");
    expect(Object.keys(choir?.participants ?? {})).not.toContain("frida.former");
    expect(rooms.flatMap(({ participants }) => Object.keys(participants))).not.toContain("etl:system");
    expect(rooms.some(({ participants }) => Object.values(participants).some(({ access }) => access === "Read"))).toBe(
      true,
    );
    const again = summaryOf(await etl(args, { cwd }));
    expect(again.sent).toBe(0);
  }, 180_000);
});

it("a run that is cut short by a limit lets nobody out before their messages are in", async () => {
  const cwd = newFolder();
  const args = ["run", "talkjs-to-talkjs", ...FAST, ...REHEARSAL_SWITCHES, ...ROOMY, "--attachments", "link"];
  const first = summaryOf(await etl([...args, "--limit", "50"], { cwd }));
  expect(first.status).toBe("stopped");
  const summary = summaryOf(await etl(args, { cwd }));
  expect(summary.status).toBe("rejected");
  await expectWholeWorld(targetOf(summary, cwd));
});

it("slack-export-to-talkjs brings the sample export, and with the passes who reacted", async () => {
  const cwd = newFolder();
  const passes = ["--sink.passes", "reads,reactions", "--sink.sandbox.importDialect", "g2"];
  const result = await etl(
    ["run", "slack-export-to-talkjs", ...FAST, "--source.path", EXPORT, ...passes, "--attachments", "link"],
    { cwd },
  );
  const summary = summaryOf(result);
  expect(["complete", "rejected"], result.stderr).toContain(summary.status);
  expect(summary.kinds.message.written + summary.kinds.message.rejected).toBe(summary.kinds.message.staged);
  expect(summary.kinds.message.written).toBeGreaterThan(0);
});

it("json-to-talkjs loads an archive", async () => {
  const cwd = newFolder();
  await etl(["run", "talkjs-to-json", ...FAST, ...REHEARSAL_SWITCHES, "--sink.folder", join(cwd, "archive")], { cwd });
  const given = ["--source.path", join(cwd, "archive"), "--source.mapping", "canonical", "--attachments", "link"];
  const result = await etl(["run", "json-to-talkjs", ...FAST, ...ROOMY, ...given], { cwd });
  const { kinds, status } = summaryOf(result);
  expect(status, result.stderr).toBe("rejected");
  expect(kinds.message.pending).toBe(0);
  expect(kinds.message.written).toBeGreaterThan(1_000);
});

it("cometchat-to-talkjs brings the sample app; who wrote one after the other in one second still does", async () => {
  const cwd = newFolder();
  const given = ["--source.requestsPerMinute", "1000000", "--attachments", "link"];
  const result = await etl(["run", "cometchat-to-talkjs", ...FAST, ...ROOMY, ...given], { cwd });
  const summary = summaryOf(result);
  expect(["complete", "rejected"], result.stderr).toContain(summary.status);
  await using target = await serveTarget(targetOf(summary, cwd));
  const rooms = await storedRooms(target);
  expect(rooms.length).toBeGreaterThan(0);
  for (const { id } of rooms) {
    const times = (await storedTalk(target, id)).map(({ createdAt }) => createdAt);
    expect(new Set(times).size, id).toBe(times.length);
  }
});

it("refuses to load an app into itself, and to load without knowing the dialect", async () => {
  await using app = await openSandbox("talkjs");
  const keys = { APP_ID: app.config.appId ?? "", SECRET_KEY: app.config.secretKey ?? "", BASE_URL: app.url };
  const env = Object.fromEntries(
    Object.entries(keys).flatMap(([name, value]) => [
      [`TALKJS_${name}`, value],
      [`TALKJS_TARGET_${name}`, value],
    ]),
  );
  const itself = await etl(["run", "talkjs-to-talkjs", "--sink.dialect", "g1"], { env });
  expect([itself.code, itself.stderr]).toEqual([2, expect.stringContaining("the same account")]);
  const { code, stderr } = await etl(["run", "slack-export-to-talkjs", "--source.path", EXPORT], { env });
  expect([code, stderr]).toEqual([2, expect.stringContaining("etl probe talkjs")]);
  const cwd = newFolder();
  const probed = await etl(["probe", "talkjs"], { env, cwd });
  expect([probed.code, probed.stdout]).toEqual([0, expect.stringContaining("--sink.dialect g1")]);
  const checked = await etl(["check", "slack-export-to-talkjs", "--source.path", EXPORT], { env, cwd });
  expect(checked.code, checked.stderr).toBe(0);
});
