import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { ended, envFor, etl, newFolder, start, summaryOf, UNPACED } from "./support/etl.ts";
import { openSandbox } from "./support/sandbox.ts";
import { expectWholeWorld, REHEARSAL_SWITCHES, WORLD_SWITCHES } from "./support/world.ts";

const RUN = ["run", "talkjs-to-cometchat", "--json", ...UNPACED];

it("a rehearsal whose sandboxes die with it goes on as well", async () => {
  const cwd = newFolder();
  const target = ["--sink.sandbox.retentionDays", "off", "--sandbox-speed", "100"];
  const args = ["run", "talkjs-to-cometchat", "--sandbox", "--json", ...REHEARSAL_SWITCHES, ...target];
  for (const seen of ['"stream":"messages"', '"kind":"conversation"', '"kind":"message"']) {
    const child = start(args, { cwd });
    const result = once(child, "close");
    for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
      if (line.includes(seen)) break;
    }
    child.kill("SIGKILL");
    expect(await result, seen).toEqual([null, "SIGKILL"]);
  }
  const { kinds } = summaryOf(await etl(args, { cwd }));
  expect(kinds.message.pending).toBe(0);
  expect(kinds.message.written + kinds.message.duplicate + kinds.message.rejected).toBe(kinds.message.staged);
}, 120_000);

it("an interrupt finishes what is in the air, saves, ends with 130, and the next run goes on", async () => {
  await using source = await openSandbox("talkjs", WORLD_SWITCHES);
  await using target = await openSandbox("cometchat", ["--retentionDays", "off", "--requestsPerMinute", "off"]);
  const options = { cwd: newFolder(), env: envFor(source, target) };
  const child = start(RUN, options);
  const result = ended(child);
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    if (line.includes('"kind":"user"')) break;
  }
  child.kill("SIGINT");
  const { code, stderr } = await result;
  expect(code).toBe(130);
  expect(stderr).toContain("Finishing what is in the air and saving.");
  const next = summaryOf(await etl(RUN, options));
  // Nothing was left in doubt, so nothing is sent twice.
  expect(next.kinds.user.duplicate + next.kinds.conversation.duplicate).toBe(0);
  await expectWholeWorld(target);
}, 120_000);

it("a second interrupt ends it at once", async () => {
  await using source = await openSandbox("talkjs", WORLD_SWITCHES);
  await using target = await openSandbox("cometchat", ["--requestsPerMinute", "1"]);
  const child = start(["run", "talkjs-to-cometchat", "--json"], { cwd: newFolder(), env: envFor(source, target) });
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  await once(lines, "line");
  child.kill("SIGINT");
  child.kill("SIGINT");
  const [code, signal] = await once(child, "close");
  expect([130, null]).toContain(code);
  expect(signal ?? "SIGINT").toBe("SIGINT");
}, 60_000);
