import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { type Ended, ended, newFolder, start } from "../support/etl.ts";
import { compare } from "./compare.ts";
import { type Network, PAST_TIMEOUT_MS, startNetwork } from "./network.ts";
import { type ChildOrders, ORDERS, type Replacement, TELL_FD, type Told } from "./orders.ts";
import { type Life, planOf } from "./plan.ts";
import { SMALL } from "./small.ts";
import type { Subject, Target } from "./subject.ts";
import { writeWorld } from "./world.ts";

const IN_CHILD = join(import.meta.dirname, "in-child/main.ts");
/** Whoever needs more processes than this does not get on. */
const MOST_LIVES = 12;
/** No life lasts so long unless it hangs. */
const HANGS_MS = 90_000;
/** A stop where there is no network, so no time-out to outlast. */
const SHORT_STOP_MS = 50;

/** How one seed went. */
export interface Trial {
  readonly sink: string;
  readonly seed: number;
  /** What is wrong in the end, a sentence each. */
  readonly problems: readonly string[];
  /** What really befell the processes: "SIGKILL before begin", "429 storm". */
  readonly met: readonly string[];
  /** The world, the workspace and an archive that was written; gone where all is well. */
  readonly folder: string;
}

/** Moves a small world, and kills, stops and troubles whatever moves it, as the seed says, until one gets through. */
export async function trySeed(
  seed: number,
  {
    subject,
    target,
    mutation = [],
  }: {
    readonly subject: Subject;
    readonly target: Target;
    readonly mutation?: readonly Replacement[];
  },
): Promise<Trial> {
  const cwd = newFolder();
  const wanted = writeWorld(join(cwd, "world"), seed);
  const plan = planOf(seed);
  await using network = target.url === undefined ? undefined : await startNetwork(target.url);
  const place = { url: network?.url ?? "", folder: join(cwd, "arrived") };
  const { args, env } = target.lead(place);
  const command = ["run", subject.pipeline, "--json", "--source.path", "world", "--source.mapping", "canonical"];
  const call = { args: [...command, "--concurrency", String(plan.concurrency), ...args], env, cwd };
  const replacements = [...SMALL, ...subject.small, ...mutation];
  const met: string[] = [];
  const trial = (...problems: readonly string[]): Trial => ({ sink: subject.name, seed, problems, met, folder: cwd });
  for (let at = 0; at < MOST_LIVES; at += 1) {
    const life = plan.lives[at] ?? { strikes: [], troubles: [], fullDisk: [] };
    const end = await live(life, { call, network, replacements, met });
    if (end.code === 0) {
      const problems = compare(wanted, await target.arrived({ ...place, prefix: `s${seed}-` }));
      if (problems.length === 0) rmSync(cwd, { recursive: true });
      return trial(...problems);
    }
    if (end.code !== null && end.code !== EXIT_STOPPED)
      return trial(`A process ended with ${end.code}: ${end.stderr.slice(0, 1_000)}`);
  }
  return trial(`It did not get through in ${MOST_LIVES} processes.`);
}

/** What `etl` ends with when it is to be run again. */
const EXIT_STOPPED = 4;

interface Setting {
  readonly call: {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
  };
  readonly network: Network | undefined;
  readonly replacements: readonly Replacement[];
  readonly met: string[];
}

/** One process, from its start to its end. Its code is null when it was killed. */
async function live(
  { strikes, troubles, fullDisk }: Life,
  { call, network, replacements, met }: Setting,
): Promise<Ended> {
  network?.order(troubles, (kind) => met.push(kind));
  const orders: ChildOrders = { strikes, fullDisk, replacements };
  const { args, cwd, env } = call;
  const child = start(args, { cwd, preload: IN_CHILD, env: { ...env, [ORDERS]: JSON.stringify(orders) } });
  const hanging = setTimeout(() => child.kill("SIGKILL"), HANGS_MS);
  const result = ended(child);
  const stops = follow(child, { network, met });
  const end = await result;
  clearTimeout(hanging);
  await stops;
  return end;
}

/** Notes what befalls a process, and lets it go on when it was stopped. */
async function follow(child: ChildProcess, { network, met }: Pick<Setting, "network" | "met">): Promise<void> {
  const pipe = child.stdio[TELL_FD];
  if (!(pipe instanceof Readable)) throw new Error("The process has no way to tell what befalls it.");
  let waking: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: pipe })) {
    const told: Told = JSON.parse(line);
    if ("trouble" in told) met.push(told.trouble);
    else if ("goesOn" in told) {
      clearInterval(waking);
      // What came meanwhile comes too late.
      setTimeout(() => network?.thaw(), 50);
    } else {
      met.push(`${told.signal} ${told.step}`);
      if (told.signal !== "SIGSTOP") continue;
      network?.freeze();
      // Again and again: it tells just before it stops, and what comes in between is lost.
      waking = setInterval(() => child.kill("SIGCONT"), network ? PAST_TIMEOUT_MS : SHORT_STOP_MS);
    }
  }
  clearInterval(waking);
  network?.thaw();
}
