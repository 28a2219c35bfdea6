import { setTimeout as sleep } from "node:timers/promises";
import { Refusal, refuse } from "./answers.ts";
import type { TalkjsSandboxOptions } from "./options.ts";
import type { Route } from "./request.ts";
import { TokenBucket } from "./token-bucket.ts";

/** An app's requests and batches in a second, once the burst is used up (TalkJS sheet, section 3). */
export const REQUESTS_PER_SECOND = 9;
const BATCHES_PER_SECOND = 1;
/** Batches that wait for their turn rather than being refused. */
const BATCH_QUEUE = 100;

/** How fast an app may be asked. A batch counts as one, among batches only. */
export class Rates {
  readonly #options: TalkjsSandboxOptions;
  readonly #requests: TokenBucket;
  readonly #batches: TokenBucket;
  readonly #closing = new AbortController();

  /** @param speed bursts and rates are so many times the platform's */
  constructor(options: TalkjsSandboxOptions, speed: number) {
    this.#options = options;
    this.#requests = new TokenBucket({
      capacity: options.burst * speed,
      perSecond: REQUESTS_PER_SECOND * speed,
      queue: options.rateQueue === "none" ? 0 : options.rateQueue,
    });
    this.#batches = new TokenBucket({
      capacity: options.batchBurst * speed,
      perSecond: BATCHES_PER_SECOND * speed,
      queue: BATCH_QUEUE,
    });
  }

  /** Waits for the request's turn. `false`: it is refused. */
  async admits({ isBatch }: Route): Promise<boolean> {
    if (this.#options.rate === "off") return true;
    const waitMs = (isBatch ? this.#batches : this.#requests).take(performance.now());
    if (waitMs === undefined) return false;
    if (waitMs === 0) return true;
    return await sleep(waitMs, true, { signal: this.#closing.signal }).catch(() => false);
  }

  refuse(): Response {
    const { retryAfter } = this.#options;
    const refusal = new Refusal(429, "RATE_LIMITED", ["Too many requests. Try again later."]);
    return refuse(refusal, retryAfter === "absent" ? {} : { "retry-after": String(retryAfter) });
  }

  /** Whoever is waiting is refused. */
  close(): void {
    this.#closing.abort();
  }
}
