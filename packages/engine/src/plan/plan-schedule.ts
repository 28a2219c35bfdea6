import type { Quota } from "@chat-etl/sdk";
import type { Lane } from "../load/lane.ts";
import type { RunOptions } from "../run.ts";
import { estimate, type Leg } from "./estimate.ts";

/** How long an answer is taken to need, in milliseconds: that of a platform on another continent. */
const ANSWER_MS = 250;

/** The main load or a pass. */
interface PlannedPart {
  /** Missing: the main load. */
  readonly pass?: string;
  readonly quotaClass: string;
  readonly requests: number;
  readonly durationMs: number;
}

/** What is used of one quota of the account's. */
export interface QuotaUse {
  readonly quotaClass: string;
  readonly quota: Quota;
  readonly requests: number;
  readonly durationMs: number;
  /** How long everything takes if this quota is twice as large, in milliseconds. */
  readonly twiceDurationMs: number;
}

/** When it will be finished, at the account's quotas and with answers that take so long. */
export interface Schedule {
  /** In the order they run. */
  readonly parts: readonly PlannedPart[];
  /** In the order they are used first. */
  readonly quotas: readonly QuotaUse[];
  readonly durationMs: number;
  readonly answerMs: number;
  /** Where clocks run faster than the platforms': how long it takes by them. */
  readonly rehearsal?: { readonly speed: number; readonly durationMs: number } | undefined;
}

/** What is known of a lane when its requests are counted. */
type Counted = Pick<Lane, "definition" | "pass" | "config" | "requests">;

type Clocks = Pick<RunOptions, "concurrency" | "speed">;

/** How long the requests of some lanes take, one lane behind the other. */
export function schedule(lanes: readonly Counted[], { concurrency, speed }: Clocks): Schedule {
  const circumstances = { queues: concurrency, answerMs: ANSWER_MS };
  const legs = lanes.map(legOf);
  const took = estimate(legs, circumstances);
  const parts = lanes.map(({ pass }, index): PlannedPart => {
    const { quotaClass = "", requests = 0 } = legs[index] ?? {};
    return { ...(pass ? { pass: pass.name } : {}), quotaClass, requests, durationMs: took[index] ?? 0 };
  });
  const classes = [...new Set(legs.flatMap(({ quotaClass, requests }) => (requests > 0 ? quotaClass : [])))];
  const fast = legs.map((leg) => ({ ...leg, quota: { ...leg.quota, perMs: leg.quota.perMs / speed } }));
  const faster = { queues: concurrency, answerMs: ANSWER_MS / speed };
  return {
    parts,
    quotas: classes.map((quotaClass) => {
      const twice = legs.map((leg) => (leg.quotaClass === quotaClass ? doubled(leg) : leg));
      return { ...useOf(quotaClass, legs, parts), twiceDurationMs: sum(estimate(twice, circumstances)) };
    }),
    durationMs: sum(took),
    answerMs: ANSWER_MS,
    ...(speed === 1 ? {} : { rehearsal: { speed, durationMs: sum(estimate(fast, faster)) } }),
  };
}

function legOf({ definition, pass, config, requests }: Counted): Leg {
  return { quotaClass: pass?.quotaClass ?? "main", quota: definition.capabilities.quota(config), requests };
}

function doubled(leg: Leg): Leg {
  return { ...leg, quota: { ...leg.quota, requests: leg.quota.requests * 2 } };
}

/** Of a class whose parts have different quotas, that of the part with most requests is told. */
function useOf(quotaClass: string, legs: readonly Leg[], parts: readonly PlannedPart[]) {
  const [most] = legs.filter((leg) => leg.quotaClass === quotaClass).sort((a, b) => b.requests - a.requests);
  const own = parts.filter((part) => part.quotaClass === quotaClass);
  return {
    quotaClass,
    quota: most?.quota ?? { requests: 0, perMs: 0 },
    requests: sum(own.map(({ requests }) => requests)),
    durationMs: sum(own.map(({ durationMs }) => durationMs)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
