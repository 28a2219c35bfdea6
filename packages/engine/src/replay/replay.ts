import { KINDS, type Kind } from "@chat-etl/model";
import { ConfigError, type Page, type Pipeline } from "@chat-etl/sdk";
import type { ReleasableLane, Released, Workspace } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { FILE_CODE } from "../files/file-losses.ts";
import { passesOf } from "../load/open-lane.ts";
import { chooseLines, type Lines } from "./choose-lines.ts";

/** Which rejected records are sent once more. */
export interface Replay {
  /** Only rejects with this code. Missing: all. */
  readonly code?: string | undefined;
  /** Files that could not be copied are tried again, and the messages sent that were rejected for one. */
  readonly files?: boolean | undefined;
  /** Lines of rejects: only those, as the lines have them. */
  readonly corrections?: AsyncIterable<Page> | undefined;
}

interface ReplayOptions extends Replay {
  readonly pipeline: Pipeline;
  readonly sinkConfig: unknown;
  readonly workspace: Workspace;
  /** As the ledger calls it. */
  readonly target: string;
  /** As of the run. */
  readonly call?: string | undefined;
  readonly onEvent: OnEvent;
}

/**
 * Makes rejected records pending again, all of a choice or none of it, so that the next run sends them: all, those of one
 * code, or those of a file, with what names them. Tells what it did by notices. Nothing is sent.
 *
 * @throws ConfigError a line is not right, or nothing was ever loaded: a whole migration is nobody's replay
 */
export async function releaseRejects(options: ReplayOptions): Promise<Released> {
  const { workspace, pipeline, target, code, corrections, files, onEvent } = options;
  if ((await workspace.lane(target).settled.lastAt()) === undefined) throw notLoaded(options);
  const release = await workspace.release(target, lanesOf(options));
  const isPart = code !== undefined || corrections !== undefined || files === true;
  const lines = corrections && (await chooseLines(release, corrections, lanesOf(options)));
  if (files) for (const one of await fileCodes(options)) await release.choose(one);
  else if (corrections === undefined) await release.choose(code);
  if (isPart) await release.chooseFollowing();
  const lateWithinMs = pipeline.sink.capabilities.lateWithinMs ?? 0;
  const released = await release.commit({ lateWithinMs });
  const notices = noticesOf(released, { ...lines, partlyIn: await release.partlyIn(), sink: pipeline.sink.name });
  for (const message of notices) onEvent({ event: "notice", code: "replay", message });
  await tellUnknownCode(options, released);
  await tellOtherPasses(options);
  return released;
}

/** Codes of messages that were rejected because a file could not be had. */
async function fileCodes({ workspace, target }: ReplayOptions): Promise<ReadonlySet<string>> {
  const codes = (await workspace.tallies.rejects(target)).map(({ code }) => code);
  return new Set(codes.filter((code) => code.startsWith(FILE_CODE)));
}

/** The main load, and the passes that this run was asked for. */
function lanesOf({ pipeline, sinkConfig }: Pick<ReplayOptions, "pipeline" | "sinkConfig">): readonly ReleasableLane[] {
  const passes = passesOf({ pipeline, sinkConfig });
  return [
    { dedupes: pipeline.sink.capabilities.dedupes },
    ...passes.map(({ name, dedupes }) => ({ pass: name, dedupes: dedupes ? KINDS : [] })),
  ];
}

function notLoaded({ pipeline, call = pipeline.name, target }: ReplayOptions): ConfigError {
  return new ConfigError(
    `Nothing was loaded into "${target}" from this workspace, so nothing was rejected and nothing was sent. Run "etl run ${call}" first, or name another workspace with --workspace.`,
  );
}

function noticesOf(
  { chosen, following, tooOld, late }: Released,
  {
    settled = 0,
    patched = 0,
    outdated = 0,
    untold = 0,
    partlyIn,
    sink,
  }: Partial<Lines> & { readonly partlyIn: number; readonly sink: string },
): readonly string[] {
  const count = (number: number) => number.toLocaleString("en-US");
  const first = countsOf(chosen);
  const more = countsOf(following);
  return [
    first === undefined ? "No rejected records were released; what is still to come is sent." : `Released: ${first}.`,
    ...(more === undefined ? [] : [`Released too, because they name what is released: ${more}.`]),
    ...(settled > 0 ? [`${count(settled)} lines of the file are no rejects any more, and stay as they are.`] : []),
    ...(outdated > 0
      ? [
          `${count(outdated)} lines of the file are older than what the source has given since, and were not applied: those records stay as the source has them now. To put them right, write the file anew with etl errors --export.`,
        ]
      : []),
    ...(untold > 0
      ? [
          `${count(untold)} lines of the file replace what is staged. Whether a later reading of the source has brought something newer since they were written cannot be told: they lack the "mark" that etl errors --export writes, and no editedAt tells.`,
        ]
      : []),
    ...(patched > 0
      ? [`Of ${count(patched)} changed records a part is in ${sink} already: that part stays as it was.`]
      : []),
    ...(partlyIn > 0
      ? [
          `${count(partlyIn)} rejected records stay rejected: a part of each is in ${sink}, which keeps what is sent twice.`,
        ]
      : []),
    ...(tooOld > 0
      ? [`${count(tooOld)} of them were too old for ${sink}. They are rejected again unless it takes them now.`]
      : []),
    ...(late > 0
      ? [
          `${count(late)} messages will stand behind later ones of their conversation, because ${sink} orders by arrival (loss "order").`,
        ]
      : []),
  ];
}

function countsOf(counts: Readonly<Record<Kind, number>>): string | undefined {
  const parts = KINDS.filter((kind) => counts[kind] > 0).map(
    (kind) => `${counts[kind].toLocaleString("en-US")} of kind "${kind}"`,
  );
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** A code that is misspelt releases nothing, and so does one whose rejects an earlier replay has released. */
async function tellUnknownCode(
  { workspace, target, code, onEvent }: ReplayOptions,
  { chosen }: Released,
): Promise<void> {
  if (code === undefined || KINDS.some((kind) => chosen[kind] > 0)) return;
  const codes = new Set((await workspace.tallies.rejects(target)).map((group) => group.code));
  const there = codes.size === 0 ? "there are no rejects" : `the codes there are: ${[...codes].join(", ")}`;
  onEvent({ event: "notice", code: "replay", message: `Nothing is rejected with the code "${code}"; ${there}.` });
}

/** Rejects of passes that this run was not asked for stay. */
async function tellOtherPasses({ pipeline, sinkConfig, workspace, target, onEvent }: ReplayOptions): Promise<void> {
  const asked = new Set(passesOf({ pipeline, sinkConfig }).map(({ name }) => name));
  const left = (await workspace.tallies.passes(target)).filter(
    ({ pass, rejected }) => rejected > 0 && !asked.has(pass),
  );
  if (left.length === 0) return;
  const names = left.map(({ pass, rejected }) => `"${pass}" (${rejected.toLocaleString("en-US")})`).join(", ");
  const message = `Rejects of passes that were not named stay: ${names}. Name them with --sink.passes to release them.`;
  onEvent({ event: "notice", code: "replay", message });
}
