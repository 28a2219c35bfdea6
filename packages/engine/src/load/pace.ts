import { setTimeout as setTimer } from "node:timers/promises";
import type { Quota, RateInfo } from "@chat-etl/sdk";
import type { OnEvent } from "../events.ts";
import { Bucket } from "./bucket.ts";
import { SharedQuota } from "./shared-quota.ts";

export interface PaceOptions {
  readonly quota: Quota;
  /** When requests of an earlier run were answered: the quota remembers them, so a crash loop cannot burst. */
  readonly past: readonly number[];
  readonly stop: AbortSignal;
  readonly onEvent: OnEvent;
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits by the same clock. Default: the machine's. @throws the signal's reason */
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
}

/** Waits shorter than this are not worth telling. */
const WORTH_TELLING_MS = 3_000;

/**
 * Uses a quota whole and never exceeds it, whether the target counts in fixed or in sliding windows.
 *
 * The target counts a request some time between its sending and its answer. So a slot is taken when a request is
 * sent and is free again one window after the answer: no window of the target's own can ever hold more. What answers
 * say about the quota can only make it smaller. A quota with a burst is a bucket instead of a window.
 */
export class Pace {
  readonly #options: PaceOptions;
  /** When the answered requests of the last window came back, oldest first. */
  readonly #answered: number[];
  readonly #shared: SharedQuota;
  /** Missing: the quota has no burst, so windows are counted. */
  readonly #bucket: Bucket | undefined;
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
    this.#shared = new SharedQuota(options.quota, this.#answered);
    if (options.quota.burst !== undefined) this.#bucket = new Bucket(options.quota, { past: this.#answered, now });
  }

  /** Waits until a request may be sent, first come first served. @throws the stop signal's reason */
  turn(): Promise<void> {
    return this.#inLine(() => this.#options.stop.throwIfAborted());
  }

  /**
   * Waits until one more request may be sent by who has had a turn, and whose requests so far have come back. Not to be
   * stopped: what is in the air is finished.
   */
  another(): Promise<void> {
    this.answered();
    return this.#inLine(() => {});
  }

  #inLine(mayGoOn: () => void): Promise<void> {
    const turn = this.#line.then(() => this.#free(mayGoOn));
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  /** A request that had its turn has come back. */
  answered(): void {
    this.#inTheAir -= 1;
    const at = this.#options.now();
    this.#answered.push(at);
    this.#shared.answered(at);
    this.#bucket?.answered(at);
    this.#stir();
  }

  /** A turn that was not used. */
  release(): void {
    this.#inTheAir -= 1;
    this.#bucket?.release(this.#options.now());
    this.#stir();
  }

  /** The target wants to be left alone for a while. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.now() + ms);
  }

  /** Obeys what an answer says about the quota, where that is less than we believe. Called before the request is `answered`. */
  observe(rate: RateInfo): void {
    const before = this.#shared.slots;
    this.#shared.observe(rate, { now: this.#options.now(), inTheAir: this.#inTheAir });
    if (this.#shared.slots >= before) return;
    const message = `The target announces a quota of ${rate.limit} requests, which is less than the ${this.#options.quota.requests} configured; the smaller one is kept to.`;
    this.#options.onEvent({ event: "notice", code: "smaller-quota", message });
  }

  /** Lets the one who waits look again. */
  #stir(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  async #free(mayGoOn: () => void): Promise<void> {
    const { stop, onEvent } = this.#options;
    for (;;) {
      mayGoOn();
      const { ms, why } = this.#wait();
      if (ms <= 0) break;
      if (ms >= WORTH_TELLING_MS && Number.isFinite(ms)) onEvent({ event: "waiting", ms, why });
      await this.#sleep(ms, stop.aborted ? NEVER : stop).catch(mayGoOn);
    }
    this.#inTheAir += 1;
    this.#shared.sent();
    this.#bucket?.take(this.#options.now());
  }

  /** Until the next request may be sent: infinitely long where an answer must come first. */
  #wait(): { readonly ms: number; readonly why: string } {
    const at = this.#options.now();
    const own = Math.max(this.#pausedUntil - at, this.#slotMs(at));
    const others = this.#shared.waitMs(at, this.#inTheAir);
    return others > own ? { ms: others, why: OTHERS } : { ms: own, why: OURS };
  }

  /** Until one of our slots is free; 0 or less: there is one. */
  #slotMs(at: number): number {
    const { perMs } = this.#options.quota;
    if (this.#bucket) return this.#bucket.waitMs(at, this.#shared.slots / perMs);
    while (this.#answered.length > 0 && (this.#answered[0] ?? 0) + perMs <= at) this.#answered.shift();
    if (this.#inTheAir + this.#answered.length < this.#shared.slots) return 0;
    const [oldest] = this.#answered;
    return oldest === undefined ? Number.POSITIVE_INFINITY : oldest + perMs - at;
  }

  async #sleep(ms: number, stop: AbortSignal): Promise<void> {
    if (!Number.isFinite(ms)) return await this.#wake.promise;
    const { sleep = realSleep } = this.#options;
    await sleep(Math.ceil(ms), stop);
  }
}

/** The run may be over while what is in the air still waits. */
const NEVER = new AbortController().signal;

const OURS = "the quota is used up";
const OTHERS = "others use the account, and have used up the quota";

async function realSleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimer(ms, undefined, { signal });
}
