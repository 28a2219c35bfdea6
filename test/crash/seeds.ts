import { expect } from "vitest";
import { TIMED_OUT, TROUBLES } from "./network.ts";
import { SIGNALS, STEPS } from "./orders.ts";
import type { Subject } from "./subject.ts";
import { SUBJECTS } from "./subjects.ts";
import { countMet, failureText, trySeeds } from "./try-seeds.ts";

/** Seeds of each sink that CI tries; `pnpm crash` tries many more, and the archive too. */
const SEEDS = 25;

export const seedsUpTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

export function subjectOf(name: string): Subject {
  const subject = SUBJECTS.find((one) => one.name === name);
  if (subject === undefined) throw new Error(`There is no subject "${name}".`);
  return subject;
}

/** Every record is there once and in order, whatever the process and the network go through. */
export async function expectSurvival(name: string): Promise<void> {
  const trials = await trySeeds(seedsUpTo(SEEDS), { subject: subjectOf(name), parallel: 3 });
  expect(trials.filter(({ problems }) => problems.length > 0).map(failureText)).toEqual([]);
  // Whoever never came by a step has not shown anything about it.
  const blows = SIGNALS.flatMap((signal) => STEPS.map((step) => `${signal} ${step}`));
  expect([...countMet(trials).keys()]).toEqual([...blows, ...TROUBLES, TIMED_OUT].toSorted());
}
