import fc from "fast-check";
import { expect, it } from "vitest";
import { Bucket } from "../src/load/bucket.ts";
import { burstOf, type Counted } from "./virtual-bucket.ts";

const latencies = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 8 });

it("never asks for more than the target's bucket holds, however long answers take and whenever it counts", async () => {
  const burst = fc.integer({ min: 1, max: 40 });
  const rate = fc.integer({ min: 1, max: 20 });
  await fc.assert(
    fc.asyncProperty(
      latencies,
      burst,
      rate,
      fc.integer({ min: 1, max: 12 }),
      async (waits, size, requests, senders) => {
        const quota = { requests, perMs: 1_000, burst: size };
        const { refused } = await burstOf({ quota, latencies: waits, senders, forMs: 20_000 });
        expect(refused).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

it("uses it whole: the burst at once, then the rate", async () => {
  const quota = { requests: 9, perMs: 1_000, burst: 60 };
  const { counted } = await burstOf({ quota, latencies: [50], senders: 30, forMs: 60_000 });
  expect(within(counted, 0, 1_000)).toBeGreaterThanOrEqual(60);
  expect(within(counted, 10_000, 60_000)).toBeGreaterThanOrEqual(0.98 * 9 * 50);
});

it("keeps to its share of both", async () => {
  const quota = { requests: 10, perMs: 1_000, burst: 40, share: 0.5 };
  const { counted } = await burstOf({ quota, latencies: [10], senders: 10, forMs: 30_000 });
  expect(counted.length).toBeLessThanOrEqual(20 + 5 * 30);
});

it("remembers what an earlier run took, so that a crash loop cannot burst", () => {
  const past = Array.from({ length: 10 }, (_, index) => index);
  const bucket = new Bucket({ requests: 1, perMs: 1_000, burst: 10 }, { past, now: 10 });
  expect(bucket.waitMs(10, 1 / 1_000)).toBeGreaterThan(900);
  expect(bucket.waitMs(2_010, 1 / 1_000)).toBe(0);
});

it("a request that was not sent leaves its token, and a long pause no more than the burst", () => {
  const bucket = new Bucket({ requests: 1, perMs: 1_000, burst: 1 }, { past: [], now: 0 });
  bucket.take(0);
  expect(bucket.waitMs(5_000, 1 / 1_000)).toBe(Number.POSITIVE_INFINITY);
  bucket.release(5_000);
  expect(bucket.waitMs(5_000, 1 / 1_000)).toBe(0);
  bucket.take(1_000_000);
  bucket.answered(1_000_000);
  expect(bucket.waitMs(1_000_000, 1 / 1_000)).toBe(1_000);
});

function within(counted: readonly Counted[], from: number, to: number): number {
  return counted.filter(({ at }) => at >= from && at < to).length;
}
