import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder, startSandbox } from "../support/etl.ts";
import { type Measured, measure } from "./measure.ts";
import { type Row, rowOf, writeSection } from "./results.ts";
import { writeArchive } from "./write-archive.ts";

const UNTIL = Date.parse("2026-11-01T00:00:00Z");
const SIZES = [100_000, 1_000_000];

/** A tenth of a million and a million messages into CometChat's sandbox without a quota: nothing may grow with them. Once each. */
export async function million(): Promise<void> {
  const rows: Row[] = [];
  let first: Measured | undefined;
  for (const messages of SIZES) {
    const { moved, sandboxMiB } = await move(messages);
    if (moved.messages !== messages) throw new Error(`${moved.messages} of ${messages} messages went in.`);
    const what = `${messages.toLocaleString("en-US")} messages from an archive into the sandbox, staging included`;
    rows.push(rowOf(what, moved, {}));
    rows.push(["the sandbox with them", "", "", "", sandboxMiB.toFixed(0), ""]);
    if (first) rows.push(["a message of these takes so many times as long", growth(first, moved), "", "", "", ""]);
    first ??= moved;
  }
  writeSection("million", rows);
}

function growth(small: Measured, large: Measured): string {
  return (large.seconds / large.messages / (small.seconds / small.messages)).toFixed(2);
}

async function move(messages: number): Promise<{ readonly moved: Measured; readonly sandboxMiB: number }> {
  const folder = newFolder();
  const archive = join(folder, "archive");
  await writeArchive(archive, messages, UNTIL);
  const switches = ["--retentionDays", "off", "--requestsPerMinute", "off", "--folder", join(folder, "sandbox")];
  await using target = await startSandbox("cometchat", switches);
  const config = JSON.stringify({ ...target.config, requestsPerMinute: 1e9 });
  const moved = await measure("move", archive, join(folder, "workspace"), config);
  const sandboxMiB = peakMiB(target.pid);
  rmSync(folder, { recursive: true });
  return { moved, sandboxMiB };
}

/** Largest resident set of a running process; 0 where the system does not tell. */
function peakMiB(pid: number): number {
  try {
    const [, kiB = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kiB) / 1024;
  } catch {
    return 0;
  }
}
