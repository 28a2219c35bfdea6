import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../support/etl.ts";
import { compare } from "./compare.ts";
import type { FileHost } from "./file-host.ts";
import type { Hosts, LifeEnd } from "./host.ts";
import { type Network, PAST_TIMEOUT_MS, startNetwork } from "./network.ts";
import type { Told } from "./orders.ts";
import { type Life, planOf } from "./plan.ts";
import type { Subject } from "./subject.ts";
import { variantOf } from "./variant.ts";
import { writeWorld } from "./world.ts";

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

interface Trying {
  readonly subject: Subject;
  readonly hosts: Hosts;
  readonly files: FileHost;
}

/** Moves a small world, and kills, stops and troubles whatever moves it, as the seed says, until one gets through. */
export async function trySeed(seed: number, { subject, hosts, files }: Trying): Promise<Trial> {
  const cwd = newFolder();
  const wanted = writeWorld(join(cwd, "world"), seed, { files: files.host });
  const plan = planOf(seed);
  await using target = await subject.startTarget({ variant: variantOf(seed), folder: join(cwd, "arrived") });
  await using network = target.url === undefined ? undefined : await startNetwork(target.url);
  const { args, env } = target.lead({ url: network?.url ?? "", files: files.host });
  const command = ["run", subject.pipeline, "--json", "--source.path", "world", "--source.mapping", "canonical"];
  const call = { args: [...command, "--concurrency", String(plan.concurrency), ...args], env, cwd };
  const met: string[] = [];
  const trial = (...problems: readonly string[]): Trial => ({ sink: subject.name, seed, problems, met, folder: cwd });
  for (let at = 0; at < MOST_LIVES; at += 1) {
    const life = plan.lives[at] ?? { strikes: [], troubles: [], fullDisk: [] };
    const end = await live(life, { call, network, hosts, met });
    if (end.code === 0) {
      const problems = compare(wanted, await target.arrived(), subject);
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
  readonly hosts: Hosts;
  readonly met: string[];
}

/** One life, from its start to its end. */
async function live({ strikes, troubles, fullDisk }: Life, { call, network, hosts, met }: Setting): Promise<LifeEnd> {
  network?.order(troubles, (kind) => met.push(kind));
  const hanging = setTimeout(() => hosts.kill(), HANGS_MS);
  let waking: NodeJS.Timeout | undefined;
  const follow = (told: Told, child: ChildProcess) => {
    if ("trouble" in told) met.push(told.trouble);
    else if ("goesOn" in told) {
      clearInterval(waking);
      // What came meanwhile comes too late.
      setTimeout(() => network?.thaw(), 50);
    } else if ("step" in told) {
      met.push(`${told.signal} ${told.step}`);
      if (told.signal !== "SIGSTOP") return;
      network?.freeze();
      // Again and again: it tells just before it stops, and what comes in between is lost.
      waking = setInterval(() => child.kill("SIGCONT"), network ? PAST_TIMEOUT_MS : SHORT_STOP_MS);
    }
  };
  const end = await hosts.live({ ...call, strikes, fullDisk }, follow);
  clearTimeout(hanging);
  clearInterval(waking);
  network?.thaw();
  return end;
}
