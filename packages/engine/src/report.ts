import type { EpochMs } from "@chat-etl/model";
import type { Quota } from "@chat-etl/sdk";
import type { FileTallies, Notes, Stretch, WorkspaceReader } from "@chat-etl/store";
import { type KeptPolicy, LINKED } from "./files/attachments.ts";
import { PULSE, type PulseNote } from "./load/pulse.ts";
import { type SampledGroup, sampled } from "./plan/sampled.ts";
import { againstPlan, countFiles, countWorkspace, type Summary } from "./summary.ts";
import { keptVerification, type Verification } from "./verify/verification.ts";

/** Stretches that a whole migration is cut into, at most: what a chart can show. */
const MOST_STRETCHES = 120;
const SECOND = 1_000;

/** Throughput of a migration, oldest first. */
export interface Timeline {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** How long runs were loading, without the pauses between them. */
  readonly underWayMs: number;
  /** How long a stretch is: whole seconds. */
  readonly stepMs: number;
  /** One behind the other without a gap: those in which nothing happened count nothing. */
  readonly stretches: readonly Stretch[];
}

/** What a manager and an auditor want to see of a migration. Holds no message text. */
export interface Report extends Omit<Summary, "event" | "status" | "reason" | "sent" | "durationMs"> {
  readonly event: "report";
  readonly rejects: readonly SampledGroup[];
  readonly lossDetails: readonly SampledGroup[];
  readonly madeAt: EpochMs;
  /** What the account allows. Missing: not known. */
  readonly quota?: Quota | undefined;
  /** The last one. Missing: the target was never read back. */
  readonly verification?: Verification | undefined;
  /** Missing: nothing was ever sent. */
  readonly timeline: Timeline | undefined;
}

/** Gathers what a workspace knows about one target. */
export async function gatherReport(
  { tallies, history, samples, plans, notes, fileTallies }: WorkspaceReader,
  { workspace, target, now }: { readonly workspace: string; readonly target: string; readonly now: EpochMs },
): Promise<Report> {
  const span = await history.span(target);
  const { durationMs: underWayMs } = await plans.spentSince(target, 0);
  const counts = await countWorkspace(tallies, target);
  return {
    event: "report",
    madeAt: now,
    ...counts,
    rejects: await sampled(counts.rejects, (group) => samples.rejected(target, group)),
    lossDetails: await sampled(counts.lossDetails, (group) => samples.lost(target, group)),
    files: await countFiles(fileTallies, await policyOf(fileTallies, target)),
    quota: await quotaOf(notes, target),
    verification: await keptVerification(notes, target),
    plan: await againstPlan(plans, target),
    requests: await tallies.requests(target),
    workspace,
    timeline: span && {
      underWayMs,
      ...(await timelineOf(span, (stepMs) => history.stretches(target, span.from, stepMs))),
    },
  };
}

async function timelineOf(
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  read: (stepMs: number) => Promise<readonly Stretch[]>,
): Promise<Omit<Timeline, "underWayMs">> {
  const stepMs = Math.max(1, Math.ceil((to - from + 1) / MOST_STRETCHES / SECOND)) * SECOND;
  const found = new Map((await read(stepMs)).map((stretch) => [stretch.from, stretch]));
  const count = Math.floor((to - from) / stepMs) + 1;
  const stretches = Array.from({ length: count }, (_, index): Stretch => {
    const start = from + index * stepMs;
    return found.get(start) ?? { from: start, requests: 0, records: 0 };
  });
  return { from, to, stepMs, stretches };
}

/** As the last run had it. */
async function policyOf(tallies: FileTallies, target: string): Promise<KeptPolicy> {
  const text = await tallies.lastPolicy(target);
  return text === undefined ? LINKED : JSON.parse(text);
}

/** As the last run had it. */
async function quotaOf(notes: Notes, target: string): Promise<Quota | undefined> {
  const text = await notes.get(PULSE);
  const pulse: PulseNote | undefined = text === undefined ? undefined : JSON.parse(text);
  return pulse?.target === target ? pulse.quota : undefined;
}
