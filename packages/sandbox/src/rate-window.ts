/** A fixed window: so many requests in each stretch of `perMs`, counted from the first request after a quiet one. */
export class RateWindow {
  readonly limit: number;
  readonly #perMs: number;
  #startedAt = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor(options: { readonly limit: number; readonly perMs: number }) {
    this.limit = options.limit;
    this.#perMs = options.perMs;
  }

  /** Counts a request. A refused one does not use up the window. */
  take(now: number): { readonly allowed: boolean; readonly remaining: number; readonly resetAt: number } {
    if (now - this.#startedAt >= this.#perMs) {
      this.#startedAt = now;
      this.#used = 0;
    }
    const allowed = this.#used < this.limit;
    if (allowed) this.#used += 1;
    return { allowed, remaining: this.limit - this.#used, resetAt: this.#startedAt + this.#perMs };
  }
}
