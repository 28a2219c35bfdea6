import { type EpochMs, KINDS, type Kind } from "@chat-etl/model";
import type { AnyOpenSink, AnyPass, Quota } from "@chat-etl/sdk";
import type { Tally, TargetLane } from "@chat-etl/store";
import { LINKED } from "../files/attachments.ts";
import { LaneFiles, type LaneFilesOptions } from "../files/lane-files.ts";
import type { RunOptions } from "../run.ts";
import { type Lane, Progress } from "./lane.ts";
import { Pace } from "./pace.ts";

/** The target of a run, opened. */
export interface Target {
  /** The source's identity. */
  readonly identity: string;
  /** The target's name in the ledger. */
  readonly name: string;
  readonly sink: AnyOpenSink;
  /** In place of the quota's own pace. */
  readonly pace?: Lane["pace"] | undefined;
  /** Ids of users that it had before, and that stay as they are. */
  readonly existingUsers: ReadonlySet<string>;
  /** What becomes of files that nobody looked for. */
  readonly files?: LaneFilesOptions | undefined;
}

/** The main lane of a run's target, as far as earlier runs brought it. */
export async function openMainLane(options: RunOptions, target: Target): Promise<Lane> {
  const { pipeline, workspace, onEvent } = options;
  const progress = new Progress(onEvent);
  const tallies = await workspace.tallies.byKind(target.name);
  for (const kind of KINDS) progress.start(kind, progressOf(tallies[kind]));
  return await openLane(options, target, {
    definition: pipeline.sink,
    sink: target.sink,
    rows: workspace.lane(target.name),
    quota: pipeline.sink.capabilities.quota(options.sinkConfig),
    progress,
    messagesLeft: options.limit,
  });
}

interface LaneParts extends Pick<Lane, "definition" | "sink" | "progress" | "messagesLeft"> {
  readonly rows: TargetLane;
  readonly quota: Quota;
  readonly pass?: Lane["pass"];
}

/** The passes that the operator asked for, in the order they run. */
export function passesOf({ pipeline, sinkConfig }: Pick<RunOptions, "pipeline" | "sinkConfig">): readonly AnyPass[] {
  return pipeline.sink.passes?.(sinkConfig) ?? [];
}

export async function openLane(options: RunOptions, target: Target, parts: LaneParts): Promise<Lane> {
  const { stop, logger, onEvent, concurrency, speed } = options;
  const { definition, sink, progress, messagesLeft, rows, pass } = parts;
  const quota = { ...parts.quota, perMs: parts.quota.perMs / speed };
  const startedAt = Date.now();
  await rows.ledger.start(startedAt);
  const files = new LaneFiles(options.workspace.files, target.name, target.files);
  await files.keepTo(options.attachments ?? LINKED, startedAt);
  options.pulse?.opened({ quota, ...(pass === undefined ? { perRequest: perRequest(definition) } : {}) });
  const past = await rows.ledger.requestsSince(Date.now() - memoryMs(quota), Date.now());
  return {
    ...rows,
    definition,
    pass,
    hasPassesBefore: pass === undefined && passesOf(options).some(({ when }) => when === "before"),
    config: options.sinkConfig,
    sink,
    pace: target.pace ?? new Pace({ quota, past, stop, onEvent, now: monotonic }),
    source: target.identity,
    existingUsers: target.existingUsers,
    files,
    hasLate: await hasLate(rows, parts),
    startedAt,
    concurrency,
    speed,
    stop,
    logger,
    pulse: options.pulse,
    onEvent,
    progress,
    tooOld: undefined,
    messagesLeft,
    failed: false,
    refusedInARow: 0,
    requests: 0,
    sent: 0,
  };
}

/** How far back a quota remembers requests: a window, or as long as an empty bucket takes to fill. */
export function memoryMs({ requests, perMs, burst = 0 }: Quota): number {
  return Math.max(1, burst / requests) * perMs;
}

/** Milliseconds since 1970 that never jump, whatever happens to the machine's clock while a run lasts. */
export function monotonic(): EpochMs {
  return performance.timeOrigin + performance.now();
}

function progressOf(tally: Record<Kind, Tally>[Kind]): { readonly settled: number; readonly total: number } {
  return { settled: tally.staged - tally.pending, total: tally.staged };
}

function perRequest({ capabilities: { batch } }: Lane["definition"]): Readonly<Record<Kind, number>> {
  const { user, conversation, membership, message } = batch;
  return { user: user.max, conversation: conversation.max, membership: membership.max, message: message.max };
}

/** Whether messages may come behind later ones of their conversation, and that decides on their place. */
async function hasLate({ loading }: TargetLane, { definition, pass }: LaneParts): Promise<boolean> {
  if (pass !== undefined || definition.capabilities.lateWithinMs === undefined) return false;
  return await loading.hasLate();
}
