import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cometchatSandbox } from "../src/sandbox/index.ts";
import { user } from "./sandbox-world.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** A process of its own that serves the folder it is told and prints where. */
const SERVE = `
  import { cometchatSandbox } from "@chat-etl/cometchat/sandbox";
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const context = { folder: process.argv[1], port: 0, speed: 1, sample: false, logger };
  process.stdout.write((await cometchatSandbox.start({}, context)).url);
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cometchat-kill-"));
});
afterEach(() => rm(folder, { recursive: true }));

const headers = { appId: "sandbox-app", apikey: "c0ffee00".repeat(5) };

it("8.1: what was answered is there after the process was killed", async () => {
  const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", SERVE, folder], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [url] = await once(child.stdout, "data");
  const body = JSON.stringify({ users: { ann: user("ann") } });
  const answer = await fetch(`${url}/v3/data_import/users`, { method: "POST", headers, body });
  child.kill("SIGKILL");
  expect([answer.status, (await exited)[1]]).toEqual([200, "SIGKILL"]);

  const again = await cometchatSandbox.start({}, { folder, port: 0, speed: 1, sample: false, logger: SILENT });
  const found = await fetch(`${again.url}/v3/users/ann`, { headers });
  await again.close();
  expect(found.status).toBe(200);
});
