import { setTimeout as sleep } from "node:timers/promises";
import type { Quota, RateInfo } from "@chat-etl/sdk";
import type { OnEvent } from "./events.ts";

export interface PaceOptions {
  readonly quota: Quota;
  /** When requests of an earlier run were answered: the quota remembers them, so a crash loop cannot burst. */
  readonly past: readonly number[];
  readonly stop: AbortSignal;
  readonly onEvent: OnEvent;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Waits shorter than this are not worth telling. */
const WORTH_TELLING_MS = 3_000;

/**
 * Uses a quota whole and never exceeds it, whether the target counts in fixed or in sliding windows.
 *
 * The target counts a request some time between its sending and its answer. So a slot is taken when a request is
 * sent and is free again one window after the answer: no window of the target's own can ever hold more.
 */
export class Pace {
  readonly #options: PaceOptions;
  /** When the answered requests of the last window came back, oldest first. */
  readonly #answered: number[];
  #inTheAir = 0;
  #pausedUntil = 0;
  #line: Promise<void> = Promise.resolve();
  #wake = Promise.withResolvers<void>();

  constructor(options: PaceOptions) {
    this.#options = options;
    options.stop.addEventListener("abort", () => this.#stir());
    const now = options.now();
    // A clock may have been set back since.
    this.#answered = options.past.map((at) => Math.min(at, now)).sort((a, b) => a - b);
  }

  /** Waits until a request may be sent, first come first served. @throws the stop signal's reason */
  turn(): Promise<void> {
    const turn = this.#line.then(() => this.#free());
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  /** A request that had its turn has come back. */
  answered(): void {
    this.#inTheAir -= 1;
    this.#answered.push(this.#options.now());
    this.#stir();
  }

  /** A turn that was not used. */
  release(): void {
    this.#inTheAir -= 1;
    this.#stir();
  }

  /** The target wants to be left alone for a while. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.now() + ms);
  }

  /** Obeys what an answer says about the quota, where it knows less left than we do: somebody else uses the account too. */
  observe({ remaining, resetAt }: RateInfo): void {
    const oursIsSpent = this.#inTheAir + this.#answered.length >= this.#options.quota.requests;
    if (remaining > 0 || oursIsSpent || resetAt === undefined) return;
    this.pause(Math.min(resetAt - this.#options.now(), this.#options.quota.perMs));
  }

  /** Lets the one who waits look again. */
  #stir(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  async #free(): Promise<void> {
    const { stop, onEvent } = this.#options;
    for (;;) {
      stop.throwIfAborted();
      const ms = this.#waitMs();
      if (ms <= 0) break;
      if (ms >= WORTH_TELLING_MS && Number.isFinite(ms)) onEvent({ event: "waiting", ms, why: "the quota is used up" });
      await this.#sleep(ms, stop);
    }
    this.#inTheAir += 1;
  }

  /** Until the next slot is free: infinite while all slots are in the air. */
  #waitMs(): number {
    const { quota, now } = this.#options;
    const at = now();
    while (this.#answered.length > 0 && (this.#answered[0] ?? 0) + quota.perMs <= at) this.#answered.shift();
    const paused = this.#pausedUntil - at;
    if (this.#inTheAir + this.#answered.length < quota.requests) return paused;
    const [oldest] = this.#answered;
    return oldest === undefined ? Number.POSITIVE_INFINITY : Math.max(paused, oldest + quota.perMs - at);
  }

  async #sleep(ms: number, stop: AbortSignal): Promise<void> {
    if (Number.isFinite(ms)) return await sleep(Math.ceil(ms), undefined, { signal: stop });
    await this.#wake.promise;
  }
}
