import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { ended, newFolder, start } from "./support/etl.ts";
import { WORLD_SWITCHES } from "./support/world.ts";

const SAMPLE = WORLD_SWITCHES.map((word) => word.replace(/^--/, "--source.sandbox."));

it("status --watch tells what a run does from another process, ends with it, and disturbs it in nothing", async () => {
  const cwd = newFolder();
  const slow = ["--sandbox-speed", "1", "--sink.requestsPerMinute", "20"];
  const run = start(["run", "talkjs-to-cometchat", "--sandbox", "--json", ...slow, ...SAMPLE], { cwd });
  const ran = ended(run);
  for await (const line of createInterface({ input: run.stdout ?? process.stdin }))
    if (JSON.parse(line).phase === "load") break;
  run.stdout?.resume();
  const workspace = ["--workspace", join(cwd, ".etl", "talkjs-to-cometchat@sandbox")];

  const interrupted = start(["status", "--watch", ...workspace]);
  const seen = ended(interrupted);
  await once(interrupted.stdout ?? process.stdin, "data");
  interrupted.kill("SIGINT");
  expect(await seen).toMatchObject({ code: 0, stdout: expect.stringMatching(/^At work: /) });

  const watching = start(["status", "--watch", "--json", ...workspace]);
  const lines: Record<string, unknown>[] = [];
  for await (const text of createInterface({ input: watching.stdout ?? process.stdin })) {
    const line: Record<string, unknown> = JSON.parse(text);
    lines.push(line);
    // A second interrupt would end it at once.
    if (line.leftMs !== undefined && !run.killed) run.kill("SIGINT");
  }
  expect(await ran).toMatchObject({ code: 130 });
  const loading = lines.filter(({ phase, leftMs }) => phase === "load" && leftMs !== undefined);
  expect(loading.at(-1)).toMatchObject({ event: "live", isAtWork: true, under: expect.any(String) });
  expect(Number(loading.at(-1)?.quotaShare)).toBeGreaterThan(0);
  expect(lines.at(-1)).toMatchObject({ event: "status", isAtWork: false });
  if (watching.exitCode === null) await once(watching, "close");
  expect(watching.exitCode).toBe(0);
});
