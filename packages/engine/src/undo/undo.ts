import { KINDS, type Kind } from "@chat-etl/model";
import { type AnyOpenSink, type AnySink, ConfigError, type Logger, TransientError } from "@chat-etl/sdk";
import type { Brought, RemovalLane, RemovedCounts, Workspace } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { LaneFiles } from "../files/lane-files.ts";
import { memoryMs, monotonic } from "../load/open-lane.ts";
import { Pace } from "../load/pace.ts";
import { countLeft, type KeptGroup, UndoTally } from "./undo-counts.ts";
import { undoingNote } from "./undo-note.ts";
import { type Undoing, undoRecord } from "./undo-record.ts";

export interface UndoOptions {
  readonly definition: AnySink;
  /** Checked by the definition's `config` schema. */
  readonly sinkConfig: unknown;
  readonly sink: AnyOpenSink;
  readonly workspace: Workspace;
  /** The source's identity, by which a load named things. */
  readonly source: string;
  /** Name of the target in the ledger. */
  readonly target: string;
  /** Requests in the air at once. */
  readonly concurrency: number;
  readonly speed: number;
  /** Abort it, and what is in the air is finished and the rest stays. */
  readonly stop: AbortSignal;
  readonly logger: Logger;
  readonly onEvent: OnEvent;
}

export interface UndoSummary {
  readonly event: "undo";
  /**
   * `complete`: nothing is left of what can be removed. `kept`: something had to stay. `failed`: in the middle, the
   * operator must act.
   */
  readonly status: "complete" | "kept" | "stopped" | "failed" | "interrupted";
  /** Why it stopped, if it did. */
  readonly reason?: string | undefined;
  readonly target: string;
  /** Records removed now, what went with a conversation included. */
  readonly removed: Readonly<Record<Kind, number>>;
  readonly kept: readonly KeptGroup[];
  /** Records that this workspace brought and that are still there. */
  readonly left: RemovedCounts;
  /** Records that were in the air when a run ended: nobody knows whether they are there. The next run settles them. */
  readonly inDoubt: number;
  readonly requests: number;
  readonly workspace: string;
  readonly durationMs: number;
}

/** Records read from the workspace at once. */
const PAGE = 200;

/**
 * Removes from a target what this workspace brought there, kind by kind, newest first. It can be killed and called
 * again: what is gone already counts as removed.
 *
 * @throws ConfigError the sink can remove nothing. Whatever else is thrown is a bug.
 */
export async function undo(options: UndoOptions): Promise<UndoSummary> {
  const { definition, workspace, target, stop, logger } = options;
  const began = Date.now();
  const { removal: spec } = definition;
  if (spec === undefined) throw new ConfigError(`Nothing can be removed from ${definition.name}.`);
  const lane = workspace.removal(target, spec.quotaClass);
  const undoing = await openUndoing(options, lane);
  const tally = new UndoTally(options.onEvent);
  let reason: string | undefined;
  let failed = false;
  await workspace.notes.set(undoingNote(target), new Date().toISOString());
  try {
    for (const kind of spec.order) await undoKind(options, { undoing, kind, tally });
  } catch (error) {
    failed = error instanceof ConfigError;
    if (!failed && !(error instanceof TransientError) && !(stop.aborted && isStop(error, stop))) throw error;
    reason = error instanceof TransientError || error instanceof ConfigError ? error.message : undefined;
    if (reason) logger.error("The undo stopped.", { reason });
  }
  const left = await countLeft(lane.removal);
  for (const kind of KINDS) if (left[kind] === 0) await lane.removal.recountLosses(kind);
  if (!(await lane.removal.isInTheAir())) await workspace.notes.delete(undoingNote(target));
  const isWhole = !stop.aborted && reason === undefined;
  const kept = tally.kept(isWhole ? left : NOTHING, spec.order);
  const inDoubt = await lane.removal.inDoubt();
  return {
    event: "undo",
    status: failed
      ? "failed"
      : stop.aborted
        ? "interrupted"
        : !isWhole
          ? "stopped"
          : kept.length + inDoubt > 0
            ? "kept"
            : "complete",
    reason,
    target,
    removed: tally.removed,
    kept,
    left,
    inDoubt,
    requests: undoing.requests,
    workspace: workspace.folder,
    durationMs: Date.now() - began,
  };
}

const NOTHING: RemovedCounts = { user: 0, conversation: 0, membership: 0, message: 0 };

async function openUndoing(options: UndoOptions, lane: RemovalLane): Promise<Undoing> {
  const { definition, sinkConfig, sink, source, stop, speed, onEvent, workspace, target } = options;
  const { removal } = definition;
  if (removal === undefined) throw new Error(`The sink "${definition.name}" declares no removal.`);
  const given = removal.quota(sinkConfig);
  const quota = { ...given, perMs: given.perMs / speed };
  const past = await lane.ledger.requestsSince(Date.now() - memoryMs(quota), Date.now());
  return {
    sink,
    removal: lane.removal,
    encoding: {
      definition: { ...definition, encode: { ...definition.encode, ...removal.encode } },
      pass: undefined,
      hasPassesBefore: false,
      hasLate: false,
      existingUsers: new Set(),
      files: new LaneFiles(workspace.files, target),
      config: sinkConfig,
      loading: lane.loading,
      source,
      startedAt: Date.now(),
      tooOld: undefined,
    },
    takesAlong: removal.takesAlong,
    pace: new Pace({ quota, past, stop, onEvent, now: monotonic }),
    stop,
    speed,
    onEvent,
    requests: 0,
  };
}

interface KindTask {
  readonly undoing: Undoing;
  readonly kind: Kind;
  readonly tally: UndoTally;
}

async function undoKind({ concurrency, stop }: UndoOptions, { undoing, kind, tally }: KindTask): Promise<void> {
  const total = await undoing.removal.count(kind);
  if (total === 0) return;
  if (kind === "user") await undoing.removal.findMembers();
  tally.start(kind, total);
  const records = recordsOf(undoing, kind);
  let failed = false;
  const work = async () => {
    for (;;) {
      stop.throwIfAborted();
      const { value: brought, done } = await records.next();
      if (done || failed) return;
      tally.add(brought, await undoRecord(undoing, brought));
    }
  };
  const workers = Array.from({ length: concurrency }, () =>
    work().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  // When one fails the others finish what they have in the air, and then the failure counts.
  const failures = (await Promise.allSettled(workers)).flatMap((one) =>
    one.status === "rejected" ? [one.reason] : [],
  );
  if (failures.length > 0) throw failures.find((error) => error instanceof ConfigError) ?? failures[0];
}

async function* recordsOf({ removal }: Undoing, kind: Kind): AsyncGenerator<Brought> {
  let after: Brought["place"] | undefined;
  for (;;) {
    const page = await removal.page(kind, after, PAGE);
    yield* page;
    after = page.at(-1)?.place;
    if (page.length < PAGE) return;
  }
}

function isStop(error: unknown, stop: AbortSignal): boolean {
  return error === stop.reason || (error instanceof Error && error.name === "AbortError");
}
