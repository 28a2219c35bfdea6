import type { Quota } from "@chat-etl/sdk";
import { Pace } from "../src/index.ts";
import { VirtualClock } from "./virtual-target.ts";

export interface Counted {
  /** When the target counted a request, in milliseconds. */
  readonly at: number;
}

interface Situation {
  readonly quota: Quota & { readonly burst: number };
  /** How long requests take, one after the other, again and again. */
  readonly latencies: readonly number[];
  /** How many requests may be under way. */
  readonly senders: number;
  readonly forMs: number;
}

/** Sends as much as `Pace` allows to a target that keeps a bucket, in time that passes at once. */
export async function burstOf({ quota, latencies, senders, forMs }: Situation) {
  const clock = new VirtualClock();
  const pace = new Pace({
    quota,
    past: [],
    stop: new AbortController().signal,
    onEvent: () => {},
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms),
  });
  const counted: Counted[] = [];
  const bucket = { tokens: quota.burst, at: 0 };
  let sent = 0;
  let refused = 0;

  function take(): void {
    const now = clock.now();
    bucket.tokens = Math.min(quota.burst, bucket.tokens + ((now - bucket.at) * quota.requests) / quota.perMs);
    bucket.at = now;
    // A millionth: the sums of fractions differ.
    if (bucket.tokens < 1 - 1e-6) refused += 1;
    else counted.push({ at: now });
    bucket.tokens -= 1;
  }

  async function send(): Promise<void> {
    await pace.turn();
    for (;;) {
      const latency = latencies[sent % latencies.length] ?? 0;
      // The target may count a request when it comes in, or just before it answers.
      const until = sent % 2 === 0 ? 0 : latency;
      sent += 1;
      await clock.sleep(until);
      take();
      await clock.sleep(latency - until);
      if (sent % 3 === 0) await pace.another();
      else {
        pace.answered();
        await pace.turn();
      }
    }
  }

  for (let sender = 0; sender < senders; sender += 1) void send();
  await clock.runUntil(forMs);
  return { counted, refused };
}
