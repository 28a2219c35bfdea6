import { KINDS } from "@chat-etl/model";
import { type AnyOpenSink, ConfigError, type Logger, type Pipeline, TransientError } from "@chat-etl/sdk";
import type { UserMap, Workspace } from "@chat-etl/store";
import type { OnEvent } from "./events.ts";
import { unreadStreams } from "./extract/extract.ts";
import { mustBeInSource, mustBeInTarget } from "./extract/mapped-users.ts";
import { type Again, beginReading, extractOrAnew, finishReading } from "./extract/reading.ts";
import { fitMap, renameMapped } from "./extract/rename-mapped.ts";
import { TransformChain, transformList } from "./extract/transform-chain.ts";
import { type AttachmentOptions, LINKED } from "./files/attachments.ts";
import { clearSpool } from "./files/copy-at-once.ts";
import { copyFirst, fileOpener } from "./files/copy-first.ts";
import type { Lane } from "./load/lane.ts";
import { load } from "./load/load.ts";
import { openMainLane, passesOf, type Target } from "./load/open-lane.ts";
import { mayFollow, registerPasses, runPasses, unfinished } from "./load/passes.ts";
import { Pulse } from "./load/pulse.ts";
import { mustDiffer } from "./must-differ.ts";
import { closer, contextOf, orStop } from "./opened.ts";
import { type Replay, releaseRejects } from "./replay/replay.ts";
import { addSystemUserFor, checkTargetIds, resolve } from "./resolve.ts";
import { optionForKept } from "./source-identity.ts";
import { againstPlan, countFiles, countWorkspace, isWhole, type RunStatus, type Summary } from "./summary.ts";
import { mustNotBeUndone } from "./undo/undo-note.ts";

export interface RunOptions {
  readonly pipeline: Pipeline;
  /** Checked by the definitions' `config` schemas. */
  readonly sourceConfig: unknown;
  readonly sinkConfig: unknown;
  readonly workspace: Workspace;
  /** The source's id for somebody → the id of the user he is in the target. Default: the one the workspace began with. */
  readonly userMap?: UserMap | undefined;
  /** Rejects that are sent once more in this run. Missing: none. */
  readonly replay?: Replay | undefined;
  /** What becomes of the files of messages. Default: they stay where they are, and are linked. */
  readonly attachments?: AttachmentOptions | undefined;
  /** Name of the target in the ledger. Default: the sink's own name for the account. */
  readonly target?: string | undefined;
  /** What stands behind `etl run` to mean the same pipeline and workspace, for advice. Default: the pipeline's name. */
  readonly call?: string | undefined;
  /** Queues that messages are spread over. */
  readonly concurrency: number;
  /** Most messages to send in this run. */
  readonly limit: number;
  /** Reads a source that was read to its end again, and sends what is new. Missing: it is not read again. */
  readonly again?: Again | undefined;
  /** Windows and pauses last this many times shorter; more than 1 only in a sandbox. */
  readonly speed: number;
  /** Abort it, and the run finishes what is in the air, saves and ends. */
  readonly stop: AbortSignal;
  readonly logger: Logger;
  readonly onEvent: OnEvent;
  /** Made by `run`: what it tells about itself in the workspace. */
  readonly pulse?: Pulse | undefined;
}

const READ_BEFORE =
  "The source was read to its end before and is not read again; --delta reads it again and sends what is new, --fresh begins anew.";

/** Under this name the workspace remembers that everything read is resolved. */
const RESOLVE = "resolve";

/**
 * Runs a pipeline from where its workspace stands to the end: check, extract, resolve, load.
 *
 * @throws ConfigError the operator must act. Whatever else is thrown is a bug.
 */
export async function run(given: RunOptions): Promise<Summary> {
  const { workspace, stop } = given;
  const began = Date.now();
  const ends = await keepToEnds(given);
  const { target } = ends;
  await mustNotBeUndone(given, target);
  const released = given.replay && (await releaseRejects({ ...given, ...given.replay, target }));
  await using pulse = new Pulse(workspace.notes, target);
  const options = { ...given, pulse, onEvent: pulse.through(given.onEvent) };
  const lanes: Lane[] = [];
  let reason: string | undefined;
  let failed = false;
  try {
    await runStages(options, ends, lanes);
  } catch (error) {
    const loading = lanes.some(({ requests }) => requests > 0);
    failed = error instanceof ConfigError && loading;
    if (!isStop(error, stop) && !(error instanceof TransientError) && !failed) throw error;
    reason = error instanceof TransientError || error instanceof ConfigError ? error.message : undefined;
    if (reason) options.logger.error("The run stopped.", { reason });
  }
  const left = lanes[0]?.messagesLeft ?? Number.POSITIVE_INFINITY;
  if (left <= 0) reason ??= limitReached(options);
  options.onEvent({ event: "phase", phase: "done" });
  const counts = await countWorkspace(workspace.tallies, target);
  reason ??= unfinished(counts.passes, options);
  const status = failed ? "failed" : statusOf({ interrupted: stop.aborted, stopped: reason !== undefined }, counts);
  if (status === "complete" || status === "rejected") await clearSpool(workspace.folder);
  return {
    ...{ event: "summary", status, reason },
    ...counts,
    files: await countFiles(workspace.fileTallies, options.attachments ?? LINKED),
    ...(released ? { released } : {}),
    sent: lanes.reduce((sum, { pass, sent }) => sum + (pass === undefined ? sent : 0), 0),
    requests: lanes.reduce((sum, lane) => sum + lane.requests, 0),
    plan: isWhole(counts) ? await againstPlan(workspace.plans, target) : undefined,
    workspace: workspace.folder,
    durationMs: Date.now() - began,
  };
}

/** What a pipeline's ends are called. */
export interface Ends {
  /** The source's identity. */
  readonly identity: string;
  /** The target's name in the ledger. */
  readonly target: string;
  /** The source is read from another file than before. */
  readonly hasMoved: boolean;
  /** Who of the source is who in the target. */
  readonly userMap: UserMap;
}

/** Names the ends, and keeps the workspace to its source. @throws ConfigError when both are one, or it has another source */
export async function keepToEnds(options: Omit<RunOptions, "limit">): Promise<Ends> {
  const { pipeline, workspace } = options;
  mustDiffer(options);
  const identity = await pipeline.source.identity(options.sourceConfig);
  const reads = await pipeline.source.reads?.(options.sourceConfig);
  const name = { account: identity, by: pipeline.source.name, reads };
  const hasMoved = await workspace.keepTo(name, {
    mayMove: options.again !== undefined,
    asKept: await optionForKept(workspace, pipeline.source, { config: options.sourceConfig, name }),
  });
  await workspace.keepTransforms(transformList(pipeline.transforms));
  const userMap = fitMap(await workspace.keepUserMap(options.userMap), pipeline.sink);
  return { identity, target: options.target ?? pipeline.sink.identity(options.sinkConfig), hasMoved, userMap };
}

async function runStages(options: RunOptions, ends: Ends, lanes: Lane[]): Promise<void> {
  const { pipeline, workspace, onEvent } = options;
  const { identity, target } = ends;
  const context = contextOf(options);
  const isFirst = (await workspace.tallies.requests(target)) === 0;
  const hasWritten = await workspace.tallies.hasWritten(target);
  const openFile = fileOpener(options);
  const sinkContext = { ...context, isFirst, hasWritten, ...(openFile ? { openFile } : {}) };
  const sink: AnyOpenSink = await pipeline.sink.open(options.sinkConfig, sinkContext);
  await using closing = closer(options.logger);
  closing.add(sink);
  onEvent({ event: "phase", phase: "check" });
  await orStop(
    mustBeInTarget(options, ends, () => sink.check()),
    options.stop,
  );
  const isRead = await readAndResolve(options, ends, async () => {
    await Promise.all([sink.check(), options.attachments?.copying?.store.check(options.stop)]);
  });
  const copied = await copyFirst(options, { target, isChecked: isRead, check: () => sink.check(), closing });
  const opened = { identity, name: target, sink, existingUsers: new Set(ends.userMap.values()) };
  const { isChecked, files } = copied;
  await loadAll(options, { ...opened, files }, { lanes, isChecked });
}

/**
 * Reads the source and fills the gaps, as far as that was not done before. Tells whether anything was to be read; then
 * the source was asked before whether it can be reached, and `alsoCheck` was called.
 */
export async function readAndResolve(
  options: Omit<RunOptions, "limit">,
  { target, hasMoved, userMap }: Ends,
  alsoCheck: () => Promise<void>,
): Promise<boolean> {
  const { pipeline, workspace, stop, logger, onEvent } = options;
  await beginReading({ source: pipeline.source, workspace, again: options.again, hasMoved, onEvent });
  const { since } = (await workspace.readings.latest()) ?? {};
  const chain = chainOf(pipeline, userMap);
  const extraction = { definition: pipeline.source, staging: workspace.staging, since, chain, stop, logger, onEvent };
  const unread = await unreadStreams(extraction);
  const resolved = (await workspace.staging.stream(RESOLVE)).done;
  if (unread.length > 0) {
    const source = await pipeline.source.open(options.sourceConfig, { ...contextOf(options), signal: stop });
    await using closing = closer(logger);
    closing.add(source);
    await orStop(Promise.all([source.check?.(), alsoCheck()]), stop);
    onEvent({ event: "phase", phase: "extract" });
    await extractOrAnew(source, { extraction, workspace, again: options.again });
    chain?.tell(onEvent);
  } else {
    onEvent({ event: "notice", code: "read-before", message: READ_BEFORE });
    tellOutdated(await workspace.readings.outdated(), onEvent);
  }
  if (!resolved) {
    mustBeReadable(await workspace.tallies.byKind(target), await workspace.tallies.rejects(target));
    onEvent({ event: "phase", phase: "resolve" });
    await workspace.leftOut.settle();
    await finishReading(workspace.readings, onEvent);
    await resolve(workspace.resolution, onEvent);
    await mustBeInSource(options, userMap);
    tellPlaceholders((await workspace.tallies.byKind(target)).user, onEvent);
    await workspace.staging.finish(RESOLVE);
  }
  await addSystemUserFor(pipeline.sink, options.sinkConfig, workspace.resolution);
  return unread.length > 0;
}

/** Missing: every record is staged as it is. */
function chainOf({ transforms = [] }: Pipeline, userMap: UserMap): TransformChain | undefined {
  const rename = renameMapped(userMap);
  return transforms.length === 0 && rename === undefined ? undefined : new TransformChain(transforms, rename);
}

/** What an undo removed goes in again as it was staged: the source is not asked what it has now. */
function tellOutdated(count: number, onEvent: OnEvent): void {
  if (count === 0) return;
  const message = `${count.toLocaleString("en-US")} records that were removed from a target are not any more as the source has them, or are gone there: they go in as they were sent before. Interrupt, and run with --delta to send them as they are now.`;
  onEvent({ event: "notice", code: "outdated", message });
}

/** Loads what is staged, with the passes ahead of it and behind it. `lanes` gets each lane as it is opened. */
export async function loadAll(
  options: RunOptions,
  opened: Target,
  { lanes, isChecked }: { readonly lanes: Lane[]; readonly isChecked: boolean },
): Promise<void> {
  const { pipeline, workspace, stop, onEvent } = options;
  const lane = await openMainLane(options, opened);
  lanes.push(lane);
  const pending = await Promise.all(KINDS.map((kind) => lane.loading.pending(kind)));
  const isAllIn = pending.every((count) => count === 0) && passesOf(options).length === 0;
  // A target that is only put together once more must still hold what it is made of.
  const mustCheck = !isChecked && (!isAllIn || opened.sink.finish !== undefined);
  if (mustCheck) await orStop(opened.sink.check(), stop);
  if (isAllIn) return await finish(options, opened);
  await checkTargetIds(workspace.resolution, pipeline.sink);
  registerPasses(options, opened);
  await runPasses(options, opened, { when: "before", lanes });
  onEvent({ event: "phase", phase: "load" });
  await load(lane);
  if (!(await mayFollow(options, opened, lane))) return;
  await runPasses(options, opened, { when: "after", lanes });
  await finish(options, opened);
}

/** Nothing is left to send: a target that is put together of everything is put together. */
async function finish({ stop }: Pick<RunOptions, "stop">, { sink }: Target): Promise<void> {
  await sink.finish?.({ signal: stop });
}

/** @throws ConfigError when nothing was read, or a whole kind of it makes no sense: it is not what it was taken for */
function mustBeReadable(kinds: Summary["kinds"], rejects: Summary["rejects"]): void {
  if (KINDS.every((kind) => kinds[kind].read === 0)) {
    throw new ConfigError(
      "The source gave nothing at all, so nothing was sent. Check that it is the one you mean, and run again with --fresh.",
    );
  }
  const senseless = KINDS.find((kind) => kinds[kind].read > 0 && kinds[kind].unreadable === kinds[kind].read);
  if (senseless === undefined) return;
  const reason = rejects.find(({ kind }) => kind === senseless)?.message ?? "";
  throw new ConfigError(
    `Not one of the ${kinds[senseless].read.toLocaleString("en-US")} values of kind "${senseless}" could be read, so nothing was sent. Most often: ${reason} Check that the source is what you mean, and run again with --fresh.`,
  );
}

/** Few people write without ever being listed. If most do, the list of users is missing. */
function tellPlaceholders({ added, staged }: Summary["kinds"]["user"], onEvent: OnEvent): void {
  if (added <= staged / 2 || added < 10) return;
  const message = `${added.toLocaleString("en-US")} of ${staged.toLocaleString("en-US")} users are not described by the source and get their id for a name. Interrupt if its users should be there.`;
  onEvent({ event: "notice", code: "users-missing", message });
}

/** Whether an error only says that the run was asked to stop. */
export function isStop(error: unknown, stop: AbortSignal): boolean {
  return stop.aborted && (error === stop.reason || (error instanceof Error && error.name === "AbortError"));
}

function limitReached(options: RunOptions): string {
  const waiting = passesOf(options).filter(({ when }) => when === "after");
  const rest = waiting.length === 0 ? "" : ` Behind it come the passes: ${waiting.map(({ name }) => name).join(", ")}.`;
  return `The limit of messages for this run is reached. Leave out --limit to send the rest.${rest}`;
}

export function statusOf(
  { interrupted, stopped }: { readonly interrupted: boolean; readonly stopped: boolean },
  { kinds, passes }: Pick<Summary, "kinds" | "passes">,
): RunStatus {
  if (interrupted) return "interrupted";
  const tallies = [...Object.values(kinds), ...passes];
  if (stopped || tallies.some(({ pending }) => pending > 0)) return "stopped";
  return tallies.some(({ rejected }) => rejected > 0) ? "rejected" : "complete";
}
