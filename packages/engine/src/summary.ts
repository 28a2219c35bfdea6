import type { Kind } from "@chat-etl/model";
import type {
  Delta,
  FileCounts,
  FileTallies,
  Group,
  KeptPlan,
  KeptPlans,
  PassTally,
  Released,
  Spent,
  Tallies,
  Tally,
} from "@chat-etl/store";
import type { AttachmentOptions } from "./files/attachments.ts";

/**
 * How a run ended. `complete`: all in. `rejected`: finished, some rejected. `stopped`: before the end, run again to
 * go on. `failed`: in the middle of loading, the operator must act. `interrupted`: by the operator.
 */
export type RunStatus = "complete" | "rejected" | "stopped" | "failed" | "interrupted";

/** The counts speak of the whole workspace; `sent`, `requests` and `durationMs` of this run alone. */
export interface Summary {
  readonly event: "summary";
  readonly status: RunStatus;
  /** Why the run stopped, if it did. */
  readonly reason?: string | undefined;
  readonly kinds: Readonly<Record<Kind, Tally>>;
  readonly passes: readonly PassTally[];
  /** Records by loss code. */
  readonly losses: Readonly<Record<string, number>>;
  readonly lossDetails: readonly Group[];
  readonly rejects: readonly Group[];
  readonly drops: readonly Group[];
  /** The files of messages. Missing: it is not known, or there are none. */
  readonly files?: FilesTally | undefined;
  /** What the last reading of the source found to be new, changed or gone. Missing: it was read once only. */
  readonly delta?: Delta | undefined;
  /** Of a replay: the rejects that were made pending again. */
  readonly released?: Released | undefined;
  /** Records that went in through this run. */
  readonly sent: number;
  /** Requests that this run sent to the target. */
  readonly requests: number;
  /** What was planned, and what it took over all runs since. Missing: there is no plan, or something is left to do. */
  readonly plan?: PlanAgainstReality | undefined;
  readonly target: string;
  readonly workspace: string;
  readonly durationMs: number;
}

/** Where the files of the messages are. */
export type FilesTally =
  /** They stay where they are: so many, each once, at so many hosts. */
  | { readonly policy: "link"; readonly total: number; readonly hosts: number }
  | { readonly policy: "drop"; readonly total: number }
  | ({
      readonly policy: "copy";
      /** The sink has taken them from the workspace's own folder, which is needed no more when all is in. */
      readonly localFolder?: string | undefined;
    } & FileCounts);

export interface PlanAgainstReality extends KeptPlan {
  readonly took: Spent;
}

/** How a plan for a target came out; missing: there was none. */
export async function againstPlan(plans: KeptPlans, target: string): Promise<PlanAgainstReality | undefined> {
  const plan = await plans.of(target);
  return plan && { ...plan, took: await plans.spentSince(target, plan.plannedAt) };
}

/** Whether nothing is left to do. */
export function isWhole({ kinds, passes }: Pick<Summary, "kinds" | "passes">): boolean {
  return [...Object.values(kinds), ...passes].every(({ pending }) => pending === 0);
}

/** Counts by code, over all kinds. */
function byCode(groups: readonly Group[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { code, count } of groups) counts.set(code, (counts.get(code) ?? 0) + count);
  return Object.fromEntries(counts);
}

/** What the workspace holds for one target, in the summary's shape. */
export async function countWorkspace(
  tallies: Tallies,
  target: string,
): Promise<Pick<Summary, "kinds" | "passes" | "losses" | "lossDetails" | "rejects" | "drops" | "delta" | "target">> {
  const lossDetails = await tallies.losses(target);
  return {
    kinds: await tallies.byKind(target),
    passes: await tallies.passes(target),
    losses: byCode(lossDetails),
    lossDetails,
    rejects: await tallies.rejects(target),
    drops: await tallies.drops(),
    delta: await tallies.delta(),
    target,
  };
}

/** Where the files of the messages are, under a policy. Missing: there are none. */
export async function countFiles(
  tallies: FileTallies,
  { policy, copying }: Pick<AttachmentOptions, "policy" | "copying">,
): Promise<FilesTally | undefined> {
  if (policy === "copy") {
    const counts = await tallies.counts();
    return counts && { policy, ...counts, localFolder: copying?.localFolder };
  }
  const { files: total, hosts } = await tallies.linked();
  if (total === 0) return undefined;
  return policy === "link" ? { policy, total, hosts } : { policy, total };
}
