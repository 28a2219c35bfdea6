import type { Quota } from "@chat-etl/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Pace } from "../src/index.ts";
import { estimate, type Leg } from "../src/plan/estimate.ts";
import { VirtualClock } from "./virtual-target.ts";

interface Sending {
  readonly requests: number;
  readonly queues: number;
  readonly answerMs: number;
}

/** How long `Pace` takes for so many requests, in time that passes at once. */
async function reallyTakes(quota: Quota, { requests, queues, answerMs }: Sending): Promise<number> {
  const clock = new VirtualClock();
  const pace = new Pace({
    quota,
    past: [],
    stop: new AbortController().signal,
    onEvent: () => {},
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms),
  });
  let left = requests;
  let end = 0;
  async function send(): Promise<void> {
    for (; left > 0; ) {
      left -= 1;
      await pace.turn();
      await clock.sleep(answerMs);
      pace.answered();
      end = clock.now();
    }
  }
  for (let queue = 0; queue < queues; queue += 1) void send();
  await clock.runUntil(1e9);
  return end;
}

const sending = fc.record({
  requests: fc.integer({ min: 1, max: 150 }),
  queues: fc.integer({ min: 1, max: 6 }),
  answerMs: fc.integer({ min: 1, max: 3_000 }),
});
const windows = fc.record({
  requests: fc.integer({ min: 1, max: 40 }),
  perMs: fc.constantFrom(1_000, 60_000),
  share: fc.constantFrom(0.1, 0.5, 1),
});
const buckets = fc.record({
  requests: fc.integer({ min: 1, max: 20 }),
  perMs: fc.constant(1_000),
  burst: fc.integer({ min: 1, max: 40 }),
});

it("an estimate is within two in a hundred of what the pace really takes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(windows, buckets), sending, async (quota, how) => {
      const [said = 0] = estimate([{ quotaClass: "main", quota, requests: how.requests }], how);
      const real = await reallyTakes(quota, how);
      expect(Math.abs(said - real), `${said} for ${real}`).toBeLessThanOrEqual(0.02 * real + 1);
    }),
    { numRuns: 60 },
  );
});

it("legs of one class share a window, those of others do not", () => {
  const quota = { requests: 60, perMs: 60_000 };
  const leg = (quotaClass: string): Leg => ({ quotaClass, quota, requests: 60 });
  const at = { queues: 4, answerMs: 0 };
  expect(estimate([leg("main"), leg("main")], at)).toEqual([0, 60_000]);
  expect(estimate([leg("main"), leg("core")], at)).toEqual([0, 0]);
  expect(estimate([leg("main"), { ...leg("core"), requests: 0 }, leg("main")], at)).toEqual([0, 0, 60_000]);
});

it("a bucket's burst is used up once, by whichever leg comes first", () => {
  const quota = { requests: 10, perMs: 1_000, burst: 50 };
  const leg: Leg = { quotaClass: "main", quota, requests: 50 };
  expect(estimate([leg, leg], { queues: 50, answerMs: 0 })).toEqual([0, 5_000]);
});

it("where answers are slower than the quota, they say how long it takes", () => {
  const leg: Leg = { quotaClass: "main", quota: { requests: 1_000, perMs: 1_000 }, requests: 100 };
  expect(estimate([leg], { queues: 4, answerMs: 200 })).toEqual([5_000]);
});
