import type { Quota } from "@chat-etl/sdk";
import { Bucket } from "../load/bucket.ts";

/** Requests that go out one after the other, at one quota. */
export interface Leg {
  /** Legs of one class share what one window may hold. */
  readonly quotaClass: string;
  readonly quota: Quota;
  readonly requests: number;
}

export interface Circumstances {
  /** Requests that are in the air at once, at most. */
  readonly queues: number;
  /** How long an answer takes. */
  readonly answerMs: number;
}

/** How long each of several legs takes at `Pace`, in milliseconds: one behind the other, none of the quota used before. */
export function estimate(legs: readonly Leg[], circumstances: Circumstances): readonly number[] {
  const answered = new Map<string, readonly number[]>();
  let now = 0;
  return legs.map((leg) => {
    if (leg.requests === 0) return 0;
    const began = now;
    const before = answered.get(leg.quotaClass) ?? [];
    const ran = leg.quota.burst === undefined ? windows(leg, before) : bucket(leg, before, now);
    const own = run(leg.requests, { ...circumstances, now, next: ran });
    now = own.at(-1) ?? now;
    // More than a window, or a bucket, holds is forgotten.
    answered.set(leg.quotaClass, [...before, ...own].slice(-memoryOf(leg.quota)));
    return now - began;
  });
}

/** When a request may be sent that is ready at `ready`, if those before it were answered at `own`. Asked once for each. */
type Next = (ready: number, own: readonly number[]) => number;

/** When each request is answered. */
function run(
  requests: number,
  { queues, answerMs, now, next }: Circumstances & { readonly now: number; readonly next: Next },
): readonly number[] {
  const own: number[] = [];
  let sentAt = now;
  for (let index = 0; index < requests; index += 1) {
    // Answers come in the order of the requests, so a queue is free when the one so many before it is answered.
    sentAt = next(Math.max(sentAt, own[index - queues] ?? now), own);
    own.push(sentAt + answerMs);
  }
  return own;
}

/** A slot is free again one window after the answer. */
function windows({ quota }: Leg, before: readonly number[]): Next {
  const slots = slotsOf(quota);
  return (ready, own) => {
    const at = own.length - slots;
    const holder = at >= 0 ? own[at] : before[before.length + at];
    return Math.max(ready, (holder ?? Number.NEGATIVE_INFINITY) + quota.perMs);
  };
}

function bucket({ quota }: Leg, before: readonly number[], now: number): Next {
  const tokens = new Bucket(quota, { past: before, now });
  const perMs = slotsOf(quota) / quota.perMs;
  let told = 0;
  return (ready, own) => {
    let at = ready;
    for (;;) {
      for (; told < own.length && (own[told] ?? 0) <= at; told += 1) tokens.answered(own[told] ?? 0);
      const ms = tokens.waitMs(at, perMs);
      if (ms === 0) break;
      at = Number.isFinite(ms) ? at + Math.ceil(ms) : (own[told] ?? at + 1);
    }
    tokens.take(at);
    return at;
  };
}

/** Requests of one window, as `SharedQuota` counts them. */
function slotsOf({ requests, share = 1 }: Quota): number {
  return Math.max(1, Math.floor(requests * share));
}

function memoryOf(quota: Quota): number {
  return Math.max(slotsOf(quota), quota.burst ?? 0);
}
