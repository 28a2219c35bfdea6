import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What a measured process says about itself. */
export interface Measured {
  readonly messages: number;
  readonly seconds: number;
  /** Largest resident set, in MiB. */
  readonly peakMiB: number;
}

/** In the measured process: does the work once and prints what it took. */
export async function measured(work: () => Promise<number>): Promise<void> {
  const began = performance.now();
  const messages = await work();
  const seconds = (performance.now() - began) / 1000;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ messages, seconds, peakMiB } satisfies Measured)}\n`);
}

/** Runs one of the scripts of this folder as a process of its own. */
export async function measure(script: string, ...args: readonly string[]): Promise<Measured> {
  return await measureWith([], script, ...args);
}

/** The same with flags of Node's, to narrow the heap for example. */
export async function measureWith(
  flags: readonly string[],
  script: string,
  ...args: readonly string[]
): Promise<Measured> {
  const file = join(import.meta.dirname, `${script}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=source", ...flags, file, ...args]);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

/** The run with the middle time, of an odd number of them. */
export function median(runs: readonly Measured[]): Measured {
  const sorted = [...runs].sort((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  return middle;
}
