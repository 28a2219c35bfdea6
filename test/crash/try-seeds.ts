import type { Replacement } from "./orders.ts";
import type { Subject } from "./subject.ts";
import { type Trial, trySeed } from "./try-seed.ts";

/** So many worlds go into one target before a new one is started: reading it back reads them all. */
const WORLDS = 20;

export interface TryOptions {
  readonly subject: Subject;
  readonly mutation?: readonly Replacement[];
  /** How many are tried at once. */
  readonly parallel: number;
  /** Told as each ends. Return true to try no more. */
  onTrial?(trial: Trial): boolean | undefined;
}

/** Tries seeds side by side. Returns their trials in no order. */
export async function trySeeds(seeds: readonly number[], options: TryOptions): Promise<readonly Trial[]> {
  const left = [...seeds];
  const trials: Trial[] = [];
  let enough = false;
  const work = async (): Promise<void> => {
    while (left.length > 0 && !enough) {
      await using target = await options.subject.startTarget();
      for (let world = 0; world < WORLDS && !enough; world += 1) {
        const seed = left.shift();
        if (seed === undefined) return;
        const trial = await trySeed(seed, { ...options, target });
        trials.push(trial);
        if (options.onTrial?.(trial)) enough = true;
      }
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
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
