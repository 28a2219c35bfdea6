import { KINDS, type Kind } from "@chat-etl/model";
import type { AnyOpenSink, AnyPass, AnySink } from "@chat-etl/sdk";
import type { PassOptions, PassTally } from "@chat-etl/store";
import type { RunOptions } from "../run.ts";
import { type Lane, Progress } from "./lane.ts";
import { loadPass } from "./load.ts";
import { openLane, passesOf, type Target } from "./open-lane.ts";

/** Makes the passes that were asked for known to the workspace, so that none is forgotten when this run ends early. */
export function registerPasses(options: RunOptions, target: Target): void {
  for (const pass of passesOf(options)) options.workspace.passLane(target.name, rowOf(pass));
}

/** What keeps a pass of an earlier run from being forgotten. */
export function unfinished(
  passes: readonly PassTally[],
  options: Pick<RunOptions, "pipeline" | "sinkConfig">,
): string | undefined {
  const asked = new Set(passesOf(options).map(({ name }) => name));
  const left = passes.filter(({ pass, pending }) => pending > 0 && !asked.has(pass));
  if (left.length === 0) return undefined;
  const named = left.map(({ pass, pending }) => `"${pass}" (${pending.toLocaleString("en-US")} records)`).join(", ");
  return `An earlier run began what this one was not asked to finish: ${named}. Name it again to finish it.`;
}

/**
 * Whether the passes behind the main load may begin: nothing of the main load is left, nor of a pass that an earlier run
 * began and this one was not asked to finish. Sooner they would miss what is still to come, or shut it out: a reaction
 * to a reply that is not there yet is refused, and so is a message of somebody who is deactivated already.
 */
export async function mayFollow(options: RunOptions, { name }: Target, main: Lane): Promise<boolean> {
  for (const kind of KINDS) if ((await main.loading.pending(kind)) > 0) return false;
  return unfinished(await options.workspace.tallies.passes(name), options) === undefined;
}

/**
 * Runs the passes of one half, one after the other. A pass is loaded like the main load, in a lane of its own: turn,
 * begin, send, settle. `lanes` gets each one as it is opened.
 */
export async function runPasses(
  options: RunOptions,
  target: Target,
  { when, lanes }: { readonly when: AnyPass["when"]; readonly lanes: Lane[] },
): Promise<void> {
  for (const pass of passesOf(options)) {
    if (pass.when !== when) continue;
    const lane = await openPassLane(options, target, pass);
    lanes.push(lane);
    if ((await lane.loading.pending(pass.kind)) === 0) continue;
    options.onEvent({ event: "phase", phase: "pass", pass: pass.name });
    await loadPass(lane, pass.kind);
    await tellIfNothing(options, target, pass);
  }
}

/** Whoever names a pass expects something of it: most often the source was not asked for what it brings. */
async function tellIfNothing({ workspace, onEvent }: RunOptions, target: Target, pass: AnyPass): Promise<void> {
  const { name, kind, fields } = pass;
  const tally = await workspace.tallies.pass(target.name, name);
  if (fields === undefined || tally === undefined || tally.pending > 0) return;
  if (tally.written + tally.duplicate + tally.rejected > 0) return;
  const message = `The pass "${name}" had nothing to bring: no ${kind} has ${fields.map((field) => `"${field}"`).join(" or ")} that it could use. If the source has it, see whether one of its options reads it: etl list.`;
  onEvent({ event: "notice", code: "pass-without-work", message });
}

async function openPassLane(options: RunOptions, target: Target, pass: AnyPass): Promise<Lane> {
  const { workspace, pipeline, sinkConfig, onEvent } = options;
  const { name, kind } = pass;
  const rows = workspace.passLane(target.name, rowOf(pass));
  const tally = await workspace.tallies.pass(target.name, name);
  const settled = (tally?.written ?? 0) + (tally?.duplicate ?? 0) + (tally?.rejected ?? 0);
  const progress = new Progress(onEvent, name);
  progress.start(kind, { settled, total: settled + (tally?.pending ?? 0) });
  return await openLane(options, target, {
    definition: definitionOf(pipeline.sink, pass),
    sink: senderOf(target.sink, pass),
    rows,
    quota: pass.quota(sinkConfig),
    progress,
    messagesLeft: Number.POSITIVE_INFINITY,
    pass,
  });
}

function rowOf({ name, kind, when, quotaClass }: AnyPass): PassOptions {
  return { name, kind, isBehind: when === "after", quotaClass };
}

/** A pass is loaded as if it were a sink of one kind. */
function definitionOf({ name, encode }: AnySink, pass: AnyPass): Lane["definition"] {
  return {
    name,
    encode,
    capabilities: {
      batch: forEachKind(pass.batch),
      dedupes: pass.dedupes ? KINDS : [],
      quota: (config) => pass.quota(config),
    },
  };
}

function senderOf({ passes, check }: AnyOpenSink, { name }: AnyPass): Lane["sink"] {
  const sender = passes?.[name];
  if (sender === undefined) throw new Error(`The sink declares the pass "${name}" and cannot send it.`);
  return {
    send: forEachKind(sender.send),
    ...(sender.settle ? { settle: forEachKind(sender.settle) } : {}),
    check,
  };
}

function forEachKind<T>(value: T): Readonly<Record<Kind, T>> {
  return { user: value, conversation: value, membership: value, message: value };
}
