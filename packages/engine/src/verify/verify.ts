import { createHash } from "node:crypto";
import { KINDS } from "@chat-etl/model";
import { type AnyReadBack, type AnySink, ConfigError, type Logger, type Pipeline } from "@chat-etl/sdk";
import { Comparison, SORTS, type TargetLane, type Workspace } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import type { Copying } from "../files/attachments.ts";
import { LaneFiles } from "../files/lane-files.ts";
import type { EncodingLane } from "../load/batches.ts";
import { sourceIdentity } from "../source-identity.ts";
import { isBeingUndone } from "../undo/undo-note.ts";
import { expectAll } from "./expected.ts";
import { findAll } from "./found.ts";
import { differing } from "./shows.ts";
import { type ConversationDigests, isoOf, keepVerification, samplesOf, type Verification } from "./verification.ts";
import { type FilesVerification, verifyFiles } from "./verify-files.ts";

export interface VerifyOptions {
  readonly pipeline: Pipeline;
  /** Checked by the sink's `config` schema. The same as in the run. */
  readonly sinkConfig: unknown;
  readonly workspace: Workspace;
  /** Name of the target in the ledger. Default: the sink's own name for the account. */
  readonly target?: string | undefined;
  /** What stands behind `etl run` to mean the same pipeline and workspace, for advice. Default: the pipeline's name. */
  readonly call?: string | undefined;
  /** Where the run copied files to. Missing: nothing is compared of them. */
  readonly copying?: Copying | undefined;
  /** The part of the conversations to compare, above 0 and up to 1. */
  readonly share: number;
  /** Reading may go so many times faster than the platform allows; more than 1 only in a sandbox. */
  readonly speed: number;
  readonly stop: AbortSignal;
  readonly logger: Logger;
  readonly onEvent: OnEvent;
  /** Gets the digests of every conversation that was compared, one by one. */
  onConversation(digests: ConversationDigests): void;
}

/**
 * Reads the target back and compares it with what this workspace sent there. Writes nothing there; here what came of it,
 * which copies of files are damaged, and a file beside the workspace that is gone in the end.
 *
 * @throws ConfigError nothing was loaded, or the target cannot be read back; TransientError reading did not get to its
 *   end; the stop signal's reason
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { pipeline, workspace, share, onEvent } = options;
  const startedAt = Date.now();
  const target = options.target ?? pipeline.sink.identity(options.sinkConfig);
  const readBack = readBackOf(pipeline.sink);
  const rows = workspace.lane(target);
  const cutOver = await rows.settled.lastAt();
  if (cutOver === undefined) throw notLoaded(options, target);
  const comparison = new Comparison(workspace.folder, readBack.source.capabilities.messageOrder);
  try {
    const unreadable = await compareAll(options, { readBack, rows, comparison, cutOver, target });
    const files = await compareFiles(options);
    const told = await tellAll(options, { rows, comparison, target });
    onEvent({ event: "phase", phase: "done" });
    const isEqual =
      Object.values(told.kinds).every((kind) => SORTS.every((sort) => kind[sort] === 0)) &&
      files?.compared === files?.equal;
    const verification: Verification = {
      event: "verification",
      status: isEqual ? "equal" : "different",
      ...{ pipeline: pipeline.name, target, share, unreadable, ...told, workspace: workspace.folder },
      ...{ startedAt: isoOf(startedAt), endedAt: isoOf(Date.now()), cutOverAt: isoOf(cutOver) },
      files,
      advice: [
        ...adviceFor({ ...told, isBeingUndone: await isBeingUndone(workspace, target) }, options),
        ...(await adviceOnFiles(options, files)),
      ],
    };
    await keepVerification(workspace.notes, verification);
    return verification;
  } finally {
    comparison.close();
  }
}

/** What the sink has uploaded itself is compared in the target. */
async function compareFiles(options: VerifyOptions): Promise<FilesVerification | undefined> {
  const { copying, workspace } = options;
  if (copying === undefined || copying.localFolder !== undefined) return undefined;
  return await verifyFiles({ ...options, copying, files: workspace.files });
}

async function adviceOnFiles(
  { copying, pipeline, call = pipeline.name, workspace: { fileTallies } }: VerifyOptions,
  { missing, changed, unreachable }: Pick<FilesVerification, "missing" | "changed" | "unreachable"> = NO_DIFFERENCE,
): Promise<readonly string[]> {
  const copied = (await fileTallies.counts())?.copied ?? 0;
  const count = (number: number) => number.toLocaleString("en-US");
  return [
    ...(copying === undefined && copied > 0
      ? [
          `${count(copied)} files were copied and were not compared: give --attachments copy and the other --attachments options of the run.`,
        ]
      : []),
    ...(missing + changed > 0
      ? [
          `To copy what is missing or changed in the store again (${count(missing + changed)}), run "etl replay ${call} --attachments copy --files" with the other --attachments options of the run, while the source still has the files: their links stay, and no message is sent again for it.`,
        ]
      : []),
    ...(unreachable > 0
      ? [
          `${count(unreachable)} copies are in the store, and their links do not lead to them: look at what serves it. Nothing is to be copied again for that.`,
        ]
      : []),
  ];
}

const NO_DIFFERENCE = { missing: 0, changed: 0, unreachable: 0 };

interface Parts {
  readonly readBack: AnyReadBack;
  readonly rows: TargetLane;
  readonly comparison: Comparison;
  readonly cutOver: number;
  readonly target: string;
}

/** Returns what could not be read. */
async function compareAll(
  options: VerifyOptions,
  { readBack, rows, comparison, cutOver, target }: Parts,
): Promise<Verification["unreadable"]> {
  const { pipeline, workspace, sinkConfig, share, onEvent } = options;
  onEvent({ event: "phase", phase: "expect" });
  const lane: EncodingLane = {
    definition: pipeline.sink,
    loading: rows.loading,
    config: sinkConfig,
    startedAt: cutOver,
    source: await sourceIdentity(workspace, pipeline),
    pass: undefined,
    hasPassesBefore: true,
    hasLate: false,
    existingUsers: new Set(),
    files: new LaneFiles(workspace.files, target),
    tooOld: undefined,
  };
  await expectAll({ ...options, lane, settled: rows.settled, sent: readBack.sent, comparison });
  onEvent({ event: "phase", phase: "read-back" });
  const unreadable = await findAll({ ...options, readBack, comparison, isSample: share < 1 });
  onEvent({ event: "phase", phase: "compare" });
  await comparison.compare({ cutOver, quiet: await rows.settled.quiet(), differing });
  return unreadable;
}

type Told = Pick<Verification, "kinds" | "conversations" | "samples" | "pending" | "rejected">;

async function tellAll(
  options: VerifyOptions,
  { rows, comparison, target }: Pick<Parts, "rows" | "comparison"> & { readonly target: string },
): Promise<Told> {
  const samples = await Promise.all(SORTS.map((sort) => samplesOf(comparison, rows.settled, sort)));
  const tallies = Object.values(await options.workspace.tallies.byKind(target));
  return {
    kinds: comparison.counts(),
    conversations: digestAll(comparison, options),
    samples: samples.flat(),
    pending: tallies.reduce((sum, { pending }) => sum + pending, 0),
    rejected: tallies.reduce((sum, { rejected, unreadable }) => sum + rejected - unreadable, 0),
  };
}

function digestAll(comparison: Comparison, { onConversation }: VerifyOptions): Verification["conversations"] {
  const conversations = { compared: 0, equal: 0 };
  for (const conversation of comparison.conversations()) {
    const [sent, found] = (["expected", "found"] as const).map((side) => digestOf(comparison, side, conversation));
    if (sent === undefined || found === undefined) continue;
    conversations.compared += 1;
    if (sent === found) conversations.equal += 1;
    onConversation({ conversation, sent, found });
  }
  return conversations;
}

function digestOf(comparison: Comparison, side: "expected" | "found", conversation: string): string {
  const digest = createHash("sha256");
  for (const line of comparison.messages(side, conversation)) digest.update(`${line}\n`);
  return digest.digest("hex");
}

function adviceFor(
  { kinds, pending, isBeingUndone }: Pick<Verification, "kinds" | "pending"> & { readonly isBeingUndone: boolean },
  { pipeline: { name, sink }, call = name }: VerifyOptions,
): readonly string[] {
  const isMissing = KINDS.some((kind) => kinds[kind].missing > 0);
  // It sends everything, not just what is missing.
  const isSafe = KINDS.every((kind) => sink.capabilities.dedupes.includes(kind));
  const half = "An undo was begun and did not come to its end, so the target holds a part of what was loaded.";
  if (isBeingUndone) return [`${half} Run "etl undo ${call}" again, which goes on.`];
  return [
    ...(pending > 0
      ? [
          `${pending.toLocaleString("en-US")} records are still to be sent. Run "etl run ${call}" again, and verify again.`,
        ]
      : []),
    ...(isMissing && isSafe
      ? [
          `To bring what is missing, run "etl run ${call} --fresh": it sends everything, and what is there already is not doubled.`,
        ]
      : []),
    ...(isMissing && !isSafe
      ? ["This target keeps whatever is sent twice: do not send everything again to bring what is missing."]
      : []),
  ];
}

/** @throws ConfigError nobody knows how to read it back */
function readBackOf({ name, readBack }: AnySink): AnyReadBack {
  if (readBack !== undefined) return readBack;
  throw new ConfigError(`What was loaded into ${name} cannot be verified: it has no way to be read back.`);
}

function notLoaded({ pipeline, call = pipeline.name }: VerifyOptions, target: string): ConfigError {
  return new ConfigError(
    `Nothing was loaded into "${target}" from this workspace, so there is nothing to verify. Run "etl run ${call}" first, or name another workspace with --workspace.`,
  );
}
