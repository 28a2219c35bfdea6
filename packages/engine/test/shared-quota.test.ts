import fc from "fast-check";
import { expect, it } from "vitest";
import { SharedQuota } from "../src/load/shared-quota.ts";
import { happen, type Situation } from "./virtual-target.ts";

const MINUTE = 60_000;
const MINUTES = 12;

/** Nobody else, 60 requests a minute, answers after a tenth of a second. */
const ALONE: Situation = {
  quota: { requests: 60, perMs: MINUTE },
  limit: 60,
  windows: "fixed",
  latencies: [100],
  concurrency: 4,
  forMs: MINUTES * MINUTE,
};

/** As many requests of others in every minute, from its beginning on, one every `everyMs`. */
const others = (perMinute: number, everyMs = 0): readonly number[] =>
  Array.from({ length: MINUTES * perMinute }, (_, index) => {
    return Math.floor(index / perMinute) * MINUTE + (index % perMinute) * everyMs;
  });

/** Most of these instants that lie in any window of a minute. */
function fullest(instants: readonly number[]): number {
  const sorted = [...instants].sort((a, b) => a - b);
  const held = sorted.map((from, index) => sorted.findIndex((at) => at >= from + MINUTE) - index);
  return Math.max(...held.map((count, index) => (count < 0 ? sorted.length - index : count)));
}

const anyWindows = fc.constantFrom("fixed", "sliding" as const);
const latencies = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 9 });

it("alone, uses 98 % of the quota at least, and no window of the target's holds more", async () => {
  const alone = fc.record({
    requests: fc.integer({ min: 1, max: 90 }),
    windows: anyWindows,
    latencies,
    concurrency: fc.integer({ min: 3, max: 8 }),
    told: fc.constantFrom("all", "no limit", "no reset", "nothing"),
  });
  await fc.assert(
    fc.asyncProperty(alone, async ({ requests, told, ...given }) => {
      const { ours, refused } = await happen({
        ...ALONE,
        ...given,
        quota: { requests, perMs: MINUTE },
        limit: requests,
        tells: ({ limit, remaining, resetAt }) => {
          if (told === "nothing") return undefined;
          return {
            remaining,
            ...(told !== "no limit" && { limit }),
            ...(told !== "no reset" && { resetAt }),
          };
        },
      });
      expect(refused).toBe(0);
      expect(fullest(ours)).toBeLessThanOrEqual(requests);
      expect(ours.length).toBeGreaterThanOrEqual(0.98 * requests * MINUTES);
    }),
    { numRuns: 40 },
  );
});

it("makes room for others who are there before us, and uses what they leave", async () => {
  const shared = fc.record({
    latencies,
    concurrency: fc.integer({ min: 1, max: 6 }),
    // Fewer than we have under way cannot be told from those.
    used: fc.integer({ min: 6, max: 50 }),
  });
  await fc.assert(
    fc.asyncProperty(shared, async ({ used, ...given }) => {
      const { ours, refused, events } = await happen({ ...ALONE, ...given, others: others(used) });
      expect(refused).toBeLessThanOrEqual(given.concurrency * MINUTES);
      expect(ours.length).toBeGreaterThanOrEqual((60 - used - given.concurrency) * MINUTES);
      expect(events).toContainEqual(
        expect.objectContaining({ event: "waiting", why: expect.stringMatching(/^others/) }),
      );
    }),
    { numRuns: 25 },
  );
});

it("runs into no refusal in fixed windows, where it would without looking", async () => {
  const crowded: Situation = { ...ALONE, others: others(30) };
  expect(await happen(crowded)).toMatchObject({ refused: 0 });
  const { refused } = await happen({ ...crowded, tells: () => undefined });
  expect(refused).toBeGreaterThan(10);
});

it("runs into fewer refusals than without looking, where the target's windows slide", async () => {
  const crowded: Situation = { ...ALONE, windows: "sliding", others: others(30) };
  const looking = await happen(crowded);
  const blind = await happen({ ...crowded, tells: () => undefined });
  expect(blind.refused).toBeGreaterThan(10);
  expect(looking.refused).toBeLessThan(blind.refused / 2);
  expect(looking.ours.length).toBeGreaterThanOrEqual(0.95 * 30 * MINUTES);
});

it("uses its share and no more, and 98 % of that", async () => {
  const part = fc.record({ windows: anyWindows, latencies, share: fc.double({ min: 0.02, max: 1, noNaN: true }) });
  await fc.assert(
    fc.asyncProperty(part, async ({ share, ...given }) => {
      const { ours } = await happen({ ...ALONE, ...given, quota: { requests: 60, perMs: MINUTE, share } });
      const allowed = Math.max(1, Math.floor(60 * share));
      expect(fullest(ours)).toBeLessThanOrEqual(allowed);
      expect(ours.length).toBeGreaterThanOrEqual(0.98 * allowed * MINUTES);
    }),
    { numRuns: 20 },
  );
});

it("never takes from others what is left to them, whenever they come", async () => {
  const visitors = fc.record({
    latencies,
    concurrency: fc.integer({ min: 1, max: 6 }),
    used: fc.integer({ min: 1, max: 12 }),
    everyMs: fc.integer({ min: 0, max: 5_000 }),
  });
  await fc.assert(
    fc.asyncProperty(visitors, async ({ used, everyMs, ...given }) => {
      const quota = { ...ALONE.quota, share: 0.8 };
      const { refused, turnedAway } = await happen({ ...ALONE, ...given, quota, others: others(used, everyMs) });
      expect({ refused, turnedAway }).toEqual({ refused: 0, turnedAway: 0 });
    }),
    { numRuns: 25 },
  );
});

it("keeps to a smaller limit than the configured one as soon as an answer names it, and says so once", async () => {
  const { ours, refused, events } = await happen({ ...ALONE, limit: 20 });
  expect(refused).toBe(0);
  expect(fullest(ours)).toBe(20);
  expect(events.filter(({ event }) => event === "notice")).toEqual([
    { event: "notice", code: "smaller-quota", message: expect.stringContaining("20 requests") },
  ]);
});

it("does not take more than is configured, whatever the target allows", async () => {
  const { ours, events } = await happen({ ...ALONE, limit: 100 });
  expect(fullest(ours)).toBe(60);
  expect(events.filter(({ event }) => event === "notice")).toEqual([]);
});

it("does not take requests of an earlier run for somebody else's", () => {
  const quota = { requests: 10, perMs: MINUTE };
  const rate = { limit: 10, remaining: 4, resetAt: 2 * MINUTE };
  const own = { now: MINUTE + 10, inTheAir: 1 };
  const remembered = new SharedQuota(quota, [60_001, 60_002, 60_003, 60_004, 60_005]);
  remembered.observe({ ...rate, remaining: 0 }, { ...own, inTheAir: 5 });
  expect(remembered.waitMs(own.now, 1)).toBe(0);
  const forgetful = new SharedQuota(quota, []);
  forgetful.observe({ ...rate, remaining: 0 }, own);
  expect(forgetful.waitMs(own.now, 1)).toBe(MINUTE - 10);
});

it("a reset time of a clock that is far off costs nothing", async () => {
  for (const offMs of [-3_600_000, 3_600_000]) {
    const tells: Situation["tells"] = ({ resetAt, ...rate }) => ({ ...rate, resetAt: resetAt + offMs });
    const { ours } = await happen({ ...ALONE, tells });
    expect(ours.length).toBeGreaterThanOrEqual(0.98 * 60 * MINUTES);
  }
});
