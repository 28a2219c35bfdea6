import { startFileHost } from "./file-host.ts";
import { Hosts } from "./host.ts";
import type { Replacement } from "./orders.ts";
import { SMALL } from "./small.ts";
import type { Subject } from "./subject.ts";
import { type Trial, trySeed } from "./try-seed.ts";

export interface TryOptions {
  readonly subject: Subject;
  readonly mutation?: readonly Replacement[];
  /** How many are tried at once. */
  readonly parallel: number;
  /** Whether every run of the command is a process of its own. Default: a process runs it until it is killed. */
  readonly isFresh?: boolean;
  /** Told as each ends. Return true to try no more. */
  onTrial?(trial: Trial): boolean | undefined;
}

/** Tries seeds side by side. Returns their trials in no order. */
export async function trySeeds(seeds: readonly number[], options: TryOptions): Promise<readonly Trial[]> {
  const { subject, mutation = [], isFresh = false } = options;
  const replacements = [...SMALL, ...subject.small, ...mutation];
  const left = [...seeds];
  const trials: Trial[] = [];
  await using files = await startFileHost();
  const work = async (): Promise<void> => {
    await using hosts = new Hosts({ replacements, isFresh });
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const trial = await trySeed(seed, { subject, hosts, files });
      trials.push(trial);
      if (options.onTrial?.(trial)) left.length = 0;
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallel, left.length) }, work));
  return trials;
}

/** What a failing seed is told with, and how to see it again. */
export function failureText({ sink, seed, problems, met, folder }: Trial): string {
  return [
    `Seed ${seed} fails at ${sink}. Again: pnpm crash --seed ${seed} --sink ${sink}`,
    `  met: ${met.join(", ") || "nothing"}`,
    `  kept in: ${folder}`,
    ...problems.map((problem) => `  ${problem}`),
  ].join("\n");
}

/** How often each blow and trouble fell. */
export function countMet(trials: readonly Trial[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const what of trials.flatMap(({ met }) => met)) counts.set(what, (counts.get(what) ?? 0) + 1);
  return new Map([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
