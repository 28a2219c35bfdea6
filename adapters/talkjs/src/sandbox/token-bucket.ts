export interface BucketOptions {
  /** So many requests pass at once. */
  readonly capacity: number;
  readonly perSecond: number;
  /** So many more are kept waiting for their turn. Default: none. */
  readonly queue?: number;
}

/** So many requests at once, then so many a second. A refused one takes nothing (E85). */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  readonly #queue: number;
  /** Below 0: so many are waiting. */
  #tokens: number;
  #at: number | undefined;

  constructor({ capacity, perSecond, queue = 0 }: BucketOptions) {
    this.#capacity = capacity;
    this.#perMs = perSecond / 1000;
    this.#queue = queue;
    this.#tokens = capacity;
  }

  /**
   * How long a request must wait for its turn, in milliseconds; `undefined` when it is refused.
   *
   * @param now milliseconds of a clock that never goes back
   */
  take(now: number): number | undefined {
    this.#tokens = Math.min(this.#capacity, this.#tokens + (now - (this.#at ?? now)) * this.#perMs);
    this.#at = now;
    if (this.#tokens - 1 < -this.#queue) return undefined;
    this.#tokens -= 1;
    return Math.max(0, -this.#tokens / this.#perMs);
  }
}
