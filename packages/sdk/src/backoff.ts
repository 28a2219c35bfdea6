/** How often a thing that time will mend is tried before the run stops: for about a quarter of an hour. */
export const MAX_ATTEMPTS = 20;

/** How often a check is tried: somebody sits there and waits. */
export const CHECK_ATTEMPTS = 3;

const BASE_MS = 500;
const CAP_MS = 60_000;

/**
 * How long to wait before the next try, in milliseconds: doubling from half a second to a minute, with jitter
 * (half to whole), so that many clients do not come back together.
 *
 * @param attempt 1 after the first failure.
 * @param random between 0 and 1.
 */
export function backoffMs(attempt: number, random: number = Math.random()): number {
  const whole = Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  return whole / 2 + (whole / 2) * random;
}
