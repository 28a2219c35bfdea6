import type { Quota } from "@chat-etl/sdk";

/**
 * A bucket that holds a burst and fills at a rate, as the target keeps one. The target takes out of its own some time
 * between a request's sending and its answer; so for as long as a request is in the air ours holds one less than
 * the target's may. However long answers take, ours is never the fuller one.
 */
export class Bucket {
  readonly #capacity: number;
  #tokens: number;
  #perMs: number;
  #at: number;
  #inTheAir = 0;

  /** @param past when requests of an earlier run were answered, oldest first, in milliseconds */
  constructor(quota: Quota, { past, now }: { readonly past: readonly number[]; readonly now: number }) {
    const { requests, perMs, burst = requests, share = 1 } = quota;
    this.#capacity = Math.max(1, Math.floor(burst * share));
    this.#perMs = (requests * share) / perMs;
    this.#tokens = this.#capacity;
    this.#at = past[0] ?? now;
    for (const at of past) {
      this.#fill(at);
      this.#tokens = Math.max(0, this.#tokens - 1);
    }
    this.#fill(now);
  }

  /** Until a request may be sent, in milliseconds; 0: now. Infinitely long where an answer must come first. */
  waitMs(now: number, perMs: number): number {
    this.#fill(now);
    this.#perMs = perMs;
    // A whole one, but for what adding up fractions leaves out.
    if (this.#tokens >= 1 - 1e-6) return 0;
    return this.#inTheAir >= this.#capacity ? Number.POSITIVE_INFINITY : Math.max(1, (1 - this.#tokens) / perMs);
  }

  take(now: number): void {
    this.#fill(now);
    this.#tokens -= 1;
    this.#inTheAir += 1;
  }

  answered(now: number): void {
    this.#fill(now);
    this.#inTheAir -= 1;
  }

  /** What was taken was not used. */
  release(now: number): void {
    this.answered(now);
    this.#tokens = Math.min(this.#capacity - this.#inTheAir, this.#tokens + 1);
  }

  #fill(now: number): void {
    const filled = this.#tokens + Math.max(0, now - this.#at) * this.#perMs;
    this.#tokens = Math.min(this.#capacity - this.#inTheAir, filled);
    this.#at = Math.max(this.#at, now);
  }
}
