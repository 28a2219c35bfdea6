import type { Quota, RateInfo } from "@chat-etl/sdk";

/** Reset times are told in whole seconds, and by another clock. */
const CLOCK_ERROR_MS = 2_000;

/** What the target tells about the quota until its window ends. */
interface Room {
  /** How many more requests fit. */
  readonly left: number;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * A quota as the target's answers tell it, where others may use the account too. What is missing beyond our own
 * requests was used by somebody else; only then what is left is counted, so that alone nobody waits for it. A few, no more
 * than are in the air or were answered just before the window began, go unseen.
 */
export class SharedQuota {
  readonly #quota: Quota;
  /** When requests of ours were answered, oldest first. */
  readonly #answered: number[];
  #announced = Number.POSITIVE_INFINITY;
  #room: Room | undefined;

  /** @param past when requests of an earlier run were answered, oldest first */
  constructor(quota: Quota, past: readonly number[]) {
    this.#quota = quota;
    this.#answered = [...past];
  }

  /** Requests of ours in one window: our share of what is configured, or of what the target announces if that is less. */
  get slots(): number {
    return shareOf(Math.min(this.#quota.requests, this.#announced), this.#quota);
  }

  /**
   * How long to wait because others have used the rest, in milliseconds; 0: there is room. Behind the end of a window
   * that was used up one request goes ahead and finds out; for its answer the others wait, infinitely long.
   */
  waitMs(now: number, inTheAir: number): number {
    if (this.#room === undefined || this.#room.left > 0) return 0;
    if (now < this.#room.until) return this.#room.until - now;
    return inTheAir > 0 ? Number.POSITIVE_INFINITY : 0;
  }

  /** A request of ours is about to be sent. */
  sent(): void {
    if (this.#room) this.#room = { ...this.#room, left: this.#room.left - 1 };
  }

  /** A request of ours was answered. */
  answered(at: number): void {
    this.#answered.push(at);
    this.#forget(at);
    if (this.#room !== undefined && at >= this.#room.until) this.#room = undefined;
  }

  /** Takes in what an answer says. `inTheAir`: our unanswered requests, the one included whose answer this is. */
  observe(rate: RateInfo, { now, inTheAir }: { readonly now: number; readonly inTheAir: number }): void {
    const { limit = this.#quota.requests, remaining } = rate;
    this.#announced = rate.limit ?? this.#announced;
    const endsAt = this.#endOf(rate, now);
    const others = limit - remaining - inTheAir - this.#answeredInWindow(endsAt, now);
    if (others <= 0) return;
    // Those in the air may be counted already or not; what is to stay free for others stays free.
    const keptFree = limit - shareOf(limit, this.#quota);
    const left = remaining - keptFree - Math.max(0, inTheAir - 1);
    // Answers come in any order: within one window the smallest number counts.
    const known = this.#room !== undefined && now < this.#room.until ? this.#room : undefined;
    const until = Math.min(endsAt ?? Number.POSITIVE_INFINITY, now + this.#quota.perMs);
    this.#room = known ? { left: Math.min(left, known.left), until: known.until } : { left, until };
  }

  /** When the target's window ends; missing if it does not say, or by a clock that cannot be right. */
  #endOf({ resetAt }: RateInfo, now: number): number | undefined {
    return resetAt !== undefined && resetAt <= now + this.#quota.perMs + CLOCK_ERROR_MS ? resetAt : undefined;
  }

  /** Our answered requests that its window may hold: rather too many, so that none of ours passes for another's. */
  #answeredInWindow(endsAt: number | undefined, now: number): number {
    this.#forget(now);
    const since = endsAt === undefined ? 0 : endsAt - this.#quota.perMs - CLOCK_ERROR_MS;
    return this.#answered.filter((at) => at >= since).length;
  }

  /** What no window can hold any more. */
  #forget(now: number): void {
    const before = now - this.#quota.perMs - CLOCK_ERROR_MS;
    while (this.#answered.length > 0 && (this.#answered[0] ?? 0) < before) this.#answered.shift();
  }
}

/** At least one: with less a run would never end. */
function shareOf(requests: number, { share = 1 }: Quota): number {
  return Math.max(1, Math.floor(requests * share));
}
