import { KINDS, type Kind } from "@chat-etl/model";
import type { Logger } from "@chat-etl/sdk";
import type { KeptPlan } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { lookAtFiles, predictorFor, stayingFiles } from "../files/look-at-files.ts";
import type { AskFiles, PlannedFiles } from "../files/plan-files.ts";
import type { Lane } from "../load/lane.ts";
import { passesOf } from "../load/open-lane.ts";
import { unfinished } from "../load/passes.ts";
import { type Ends, isStop, keepToEnds, loadAll, type RunOptions, readAndResolve, statusOf } from "../run.ts";
import { countWorkspace, type FilesTally, type RunStatus, type Summary } from "../summary.ts";
import { mustNotBeUndone } from "../undo/undo-note.ts";
import { drySink, UNPACED } from "./dry-sink.ts";
import { type Schedule, schedule } from "./plan-schedule.ts";
import { unknownsOf } from "./plan-unknowns.ts";
import { type SampledGroup, sampled } from "./sampled.ts";

export interface PlanOptions extends Omit<RunOptions, "limit"> {
  /** Missing: none is asked. */
  readonly askFiles?: AskFiles | undefined;
}

/**
 * What a run will do, if the target takes all that it is given. The counts are those of that run's summary: they speak
 * of the whole workspace. Requests and durations speak of what is left to do.
 */
export interface Plan extends Counts, Schedule {
  readonly event: "plan";
  /** How the run will end. */
  readonly status: RunStatus;
  readonly rejects: readonly SampledGroup[];
  readonly lossDetails: readonly SampledGroup[];
  /** Records of each kind that are not settled yet. */
  readonly open: Readonly<Record<Kind, number>>;
  /** Of everything, passes included. */
  readonly requests: number;
  /** Those of the main load. */
  readonly requestsByKind: Readonly<Record<Kind, number>>;
  /** Of the files that are to be copied, or were asked for. Missing: they stay where they are. */
  readonly plannedFiles?: PlannedFiles | undefined;
  /** Where files stay. Missing: there are none, or they are to be copied. */
  readonly files?: FilesTally | undefined;
  /** What nobody knows before it is done, in whole sentences. */
  readonly unknowns: readonly string[];
  /** What the run will have to tell. */
  readonly notices: readonly Notice[];
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly plannedAt: number;
  /** What making the plan took. */
  readonly tookMs: number;
}

type Counts = Pick<Summary, "kinds" | "passes" | "losses" | "lossDetails" | "rejects" | "drops" | "target">;

interface Notice {
  readonly code: string;
  readonly message: string;
}

/**
 * Tells what a run will do, and sends nothing: reads and resolves as far as that was not done before, and then loads in
 * a dry run of the workspace, into a sink that only counts. The plan is kept, for a run to be compared with.
 *
 * @returns undefined when it was interrupted
 * @throws ConfigError the operator must act; TransientError the source does not recover. Whatever else is thrown is a bug.
 */
export async function plan(options: PlanOptions): Promise<Plan | undefined> {
  const { workspace, stop, onEvent } = options;
  const began = Date.now();
  const ends = await keepToEnds(options);
  await mustNotBeUndone(options, ends.target);
  try {
    await readAndResolve(options, ends, async () => {});
    onEvent({ event: "phase", phase: "plan" });
    const made = await workspace.dryRun(() => loadDry(options, ends));
    onEvent({ event: "phase", phase: "done" });
    const plannedAt = Date.now();
    await workspace.plans.keep(ends.target, keptOf(made, plannedAt));
    return { ...made, workspace: workspace.folder, plannedAt, tookMs: plannedAt - began };
  } catch (error) {
    if (isStop(error, stop)) return undefined;
    throw error;
  }
}

type Made = Omit<Plan, "workspace" | "plannedAt" | "tookMs">;

/** By the clocks that the run will have. */
function keptOf({ requests, durationMs, rehearsal }: Made, plannedAt: number): KeptPlan {
  return { plannedAt, requests, durationMs: rehearsal?.durationMs ?? durationMs };
}

async function loadDry(options: PlanOptions, { identity, target, userMap }: Ends): Promise<Made> {
  const { workspace, pipeline, sinkConfig } = options;
  const dry = drySink(pipeline.sink, sinkConfig, passesOf(options));
  const before = await workspace.tallies.byKind(target);
  const open = Object.fromEntries(KINDS.map((kind) => [kind, before[kind].pending])) as Plan["open"];
  const inDoubt = await workspace.lane(target).ledger.inDoubt();
  const notices: Notice[] = [];
  const lanes: Lane[] = [];
  const loading = { ...options, limit: Number.POSITIVE_INFINITY, logger: SILENT, onEvent: keeping(notices, options) };
  const existingUsers = new Set(userMap.values());
  const plannedFiles = await lookAtFiles(options, target);
  const opened = {
    ...{ identity, name: target, sink: dry.sink, existingUsers, pace: UNPACED },
    files: { predict: predictorFor(options.attachments) },
  };
  await loadAll(loading, opened, { lanes, isChecked: true });
  const counts = await countWorkspace(workspace.tallies, target);
  const left = unfinished(counts.passes, options);
  return {
    event: "plan",
    status: statusOf({ interrupted: false, stopped: left !== undefined }, counts),
    ...counts,
    rejects: await sampled(counts.rejects, (group) => workspace.samples.rejected(target, group)),
    lossDetails: await sampled(counts.lossDetails, (group) => workspace.samples.lost(target, group)),
    open,
    requests: lanes.reduce((sum, { requests }) => sum + requests, 0),
    requestsByKind: dry.requests,
    plannedFiles,
    files: await stayingFiles(options),
    ...schedule(lanes, options),
    unknowns: [...unknownsOf(options, { open, inDoubt }), ...dry.unknowns(), ...(left === undefined ? [] : [left])],
    notices,
  };
}

/** Nothing happens that would be worth a line. */
const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Tells all but what belongs to a real load. */
function keeping(notices: Notice[], { onEvent }: PlanOptions): OnEvent {
  return (event) => {
    if (event.event === "phase") return;
    if (event.event === "notice") notices.push({ code: event.code, message: event.message });
    onEvent(event);
  };
}
