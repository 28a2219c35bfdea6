import type { Quota, RateInfo } from "@chat-etl/sdk";
import { Pace, type RunEvent } from "../src/index.ts";

/** A clock that stands still until all are asleep, then jumps to whoever wakes first. Milliseconds. */
export class VirtualClock {
  #now = 0;
  #sleepers: { readonly at: number; wake(): void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sleepers.push({ at: this.#now + Math.max(0, ms), wake: resolve });
    return promise;
  }

  async runUntil(end: number): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#sleepers.reduce((first, sleeper) => Math.min(first, sleeper.at), Number.POSITIVE_INFINITY);
      if (next > end) return;
      this.#now = next;
      const due = this.#sleepers.filter(({ at }) => at === next);
      this.#sleepers = this.#sleepers.filter(({ at }) => at !== next);
      for (const { wake } of due) wake();
    }
  }
}

/** What an answer could tell. */
interface Told {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}

export interface Situation {
  /** What we believe. */
  readonly quota: Quota;
  /** What the target holds to. */
  readonly limit: number;
  readonly windows: "fixed" | "sliding";
  /** When others send, sorted. */
  readonly others?: readonly number[];
  /** How long our requests take, one after the other, again and again. */
  readonly latencies: readonly number[];
  /** How many of our requests may be under way. */
  readonly concurrency: number;
  /** What answers tell of it. Default: all. */
  readonly tells?: (rate: Told) => RateInfo | undefined;
  /** How long it goes on. */
  readonly forMs: number;
}

export interface Happened {
  /** When the target counted requests of ours. */
  readonly ours: readonly number[];
  /** How many of ours it refused. */
  readonly refused: number;
  /** How many of the others' it refused. */
  readonly turnedAway: number;
  readonly events: readonly RunEvent[];
}

/** Sends as much as `Pace` allows to a target that counts as described, in time that passes at once. */
export async function happen(situation: Situation): Promise<Happened> {
  const { quota, limit, others = [], latencies, concurrency, forMs, tells = (rate) => rate } = situation;
  const clock = new VirtualClock();
  const events: RunEvent[] = [];
  const pace = new Pace({
    quota,
    past: [],
    stop: new AbortController().signal,
    onEvent: (event) => events.push(event),
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms),
  });
  const counted: number[] = [];
  const ours: number[] = [];
  const refusals = { ours: 0, others: 0 };

  function take(): Told & { readonly allowed: boolean } {
    const now = clock.now();
    const start = situation.windows === "fixed" ? now - (now % quota.perMs) : now - quota.perMs + 1;
    const inWindow = counted.filter((at) => at >= start);
    const allowed = inWindow.length < limit;
    if (allowed) counted.push(now);
    const remaining = limit - inWindow.length - (allowed ? 1 : 0);
    const resetAt = situation.windows === "fixed" ? start + quota.perMs : (inWindow[0] ?? now) + quota.perMs;
    return { allowed, limit, remaining, resetAt: Math.ceil(resetAt / 1000) * 1000 };
  }

  let sent = 0;
  async function send(): Promise<void> {
    for (;;) {
      await pace.turn();
      const latency = latencies[sent % latencies.length] ?? 0;
      const until = sent % 2 === 0 ? 0 : latency;
      sent += 1;
      await clock.sleep(until);
      const { allowed, ...rate } = take();
      if (allowed) ours.push(clock.now());
      else refusals.ours += 1;
      await clock.sleep(latency - until);
      const told = tells(rate);
      if (told) pace.observe(told);
      pace.answered();
      if (!allowed) pace.pause(rate.resetAt - clock.now());
    }
  }

  async function sendOthers(): Promise<void> {
    for (const at of others) {
      await clock.sleep(at - clock.now());
      if (!take().allowed) refusals.others += 1;
    }
  }

  void sendOthers();
  for (let sender = 0; sender < concurrency; sender += 1) void send();
  await clock.runUntil(forMs);
  return { ours, refused: refusals.ours, turnedAway: refusals.others, events };
}
