/** So many requests at once, then so many a second. A refused one takes nothing (E85). */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #tokens: number;
  #at: number | undefined;

  constructor(options: { readonly capacity: number; readonly perSecond: number }) {
    this.#capacity = options.capacity;
    this.#perMs = options.perSecond / 1000;
    this.#tokens = options.capacity;
  }

  /** Whether a request at `now`, in milliseconds of a clock that never goes back, may pass. */
  take(now: number): boolean {
    this.#tokens = Math.min(this.#capacity, this.#tokens + (now - (this.#at ?? now)) * this.#perMs);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
