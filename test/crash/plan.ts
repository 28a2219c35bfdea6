import { Chance } from "./chance.ts";
import { TROUBLES, type Trouble } from "./network.ts";
import { type Signal, STEPS, type Strike } from "./orders.ts";
import { variantOf } from "./variant.ts";

/** What befalls one process from its start to its end. */
export interface Life {
  readonly strikes: readonly Strike[];
  readonly troubles: readonly Trouble[];
  /** Which writings of a file meet a full disk. It ends the life, so none that is to be struck meets one. */
  readonly fullDisk: readonly number[];
}

/** What befalls a migration: process after process until one gets through. */
export interface Plan {
  readonly concurrency: number;
  /** Those that start after these are left alone. */
  readonly lives: readonly Life[];
}

/** Steps and troubles go round with the seeds, so that a few seeds meet all; when they come is chance. */
export function planOf(seed: number): Plan {
  const chance = new Chance(`plan ${seed}`);
  // A world has some thirty batches; the first twelve are people and places, those of a pass are the last.
  const lastBatch = variantOf(seed).hasReactions ? 36 : 18;
  const strike = (signal: Signal, step: number): Strike => ({
    signal,
    step: STEPS[step % STEPS.length] ?? "after begin",
    nth: signal === "SIGSTOP" ? chance.int(1, 7) : chance.int(2, lastBatch),
  });
  const life = (number: number, ...strikes: readonly Strike[]): Life => ({
    strikes,
    troubles: [0, 1].map((n) => ({
      kind: TROUBLES[(seed * 5 + number * 2 + n) % TROUBLES.length] ?? "delay",
      at: chance.int(2, 9) + n * 10,
    })),
    fullDisk: [chance.int(1, 12)].filter(() => strikes.length === 0),
  });
  const stop = strike("SIGSTOP", seed + Math.floor(seed / STEPS.length));
  const lastLife = life(2);
  if (!kills(seed)) return { concurrency: chance.int(1, 4), lives: [{ ...lastLife, strikes: [stop] }] };
  const lives = [life(0, stop, strike("SIGKILL", (seed - 1) / 2))];
  if (seed % 5 === 0) lives.push(life(1, strike("SIGKILL", chance.int(0, STEPS.length - 1))));
  return { concurrency: chance.int(1, 4), lives: [...lives, lastLife] };
}

/** Whether a seed kills: every other one, as most of the time goes into starting again. */
export function kills(seed: number): boolean {
  return seed % 2 === 1;
}
