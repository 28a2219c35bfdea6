import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Pace } from "../src/index.ts";

const stop = new AbortController().signal;
const onEvent = () => {};

/** Most instants that lie in any window of that length. */
function fullestWindow(instants: readonly number[], perMs: number): number {
  const sorted = [...instants].sort((a, b) => a - b);
  return Math.max(...sorted.map((start) => sorted.filter((at) => at >= start && at < start + perMs).length));
}

it("never lets a window hold more than the quota, however long the answers take", async () => {
  const latencies = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 10, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(latencies, fc.integer({ min: 1, max: 6 }), async (waits, requests) => {
      const pace = new Pace({ quota: { requests, perMs: 20 }, past: [], stop, onEvent, now: () => performance.now() });
      const counted: number[] = [];
      await Promise.all(
        waits.map(async (wait, index) => {
          await pace.turn();
          // The target may count a request when it comes in, or just before it answers.
          if (index % 2) counted.push(performance.now());
          await sleep(wait);
          if (index % 2 === 0) counted.push(performance.now());
          pace.answered();
        }),
      );
      expect(fullestWindow(counted, 20)).toBeLessThanOrEqual(requests);
    }),
    { numRuns: 12 },
  );
});

it("remembers what an earlier run sent, so that a crash loop cannot burst", async () => {
  let now = 1_000_000;
  const past = [now - 40, now];
  const pace = new Pace({ quota: { requests: 2, perMs: 60 }, past, stop, onEvent, now: () => now });
  const turn = pace.turn().then(() => now);
  await sleep(5);
  now += 20;
  expect(await turn).toBe(1_000_020);
});

it("pauses when the target knows less left than we do", async () => {
  let now = 0;
  const pace = new Pace({ quota: { requests: 5, perMs: 40 }, past: [], stop, onEvent, now: () => now });
  pace.observe({ remaining: 0, resetAt: 30 });
  const turn = pace.turn().then(() => now);
  await sleep(1);
  now = 30;
  expect(await turn).toBe(30);
});

it("does not pause when the quota is spent by ourselves: we know better when it is free again", async () => {
  const pace = new Pace({ quota: { requests: 1, perMs: 5 }, past: [], stop, onEvent, now: () => performance.now() });
  await pace.turn();
  pace.answered();
  pace.observe({ remaining: 0, resetAt: performance.now() + 1e9 });
  await expect(pace.turn()).resolves.toBeUndefined();
});

it("gives up waiting when the run shall stop", async () => {
  const control = new AbortController();
  const pace = new Pace({
    quota: { requests: 1, perMs: 1e9 },
    past: [],
    stop: control.signal,
    onEvent,
    now: () => performance.now(),
  });
  await pace.turn();
  pace.answered();
  const turn = pace.turn();
  control.abort(new Error("Interrupted."));
  await expect(turn).rejects.toThrow();
});

it("a turn that was not used is free again, and nobody waits for it beyond the run's end", async () => {
  const control = new AbortController();
  const options = {
    quota: { requests: 1, perMs: 1e9 },
    past: [],
    stop: control.signal,
    onEvent,
    now: () => performance.now(),
  };
  const pace = new Pace(options);
  await pace.turn();
  const second = pace.turn();
  pace.release();
  await expect(second).resolves.toBeUndefined();
  const third = pace.turn();
  control.abort(new Error("Interrupted."));
  await expect(third).rejects.toThrow("Interrupted.");
});
