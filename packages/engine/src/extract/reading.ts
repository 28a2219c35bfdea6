import { type EpochMs, KINDS } from "@chat-etl/model";
import { type AnySource, ChangedInputError, ConfigError, type Source } from "@chat-etl/sdk";
import type { Readings, Workspace } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import { type Extraction, extract, unreadStreams } from "./extract.ts";

/** How a source that was read to its end is read once more. */
export interface Again {
  /** Only what came since an instant, or since the last reading began, of sources that can be asked so. Missing: everything. */
  readonly since?: EpochMs | "last" | undefined;
}

/** Clocks differ, and what is written while a page is read may stand on none: `last` goes back by an hour more. */
const MARGIN_MS = 3_600_000;

/** Of so many records and more, it is worth a word if most are gone. */
const WORTH_A_WORD = 10;

interface Options {
  readonly source: AnySource;
  readonly workspace: Pick<Workspace, "readings" | "staging">;
  /** Missing: what was read to its end is not read again. */
  readonly again: Again | undefined;
  /** The source is read from another file than before: where that one was left says nothing about this one. */
  readonly hasMoved: boolean;
  readonly onEvent: OnEvent;
}

/**
 * Begins the first reading, or, where it is asked for, another one. One that was interrupted is gone on with.
 * @throws ConfigError when nobody knows since when
 */
export async function beginReading({ source, workspace, again, hasMoved, onEvent }: Options): Promise<void> {
  const { readings, staging } = workspace;
  const latest = await readings.latest();
  if (latest === undefined) {
    if (again?.since !== undefined) onEvent(notice("read-whole", "Nothing was read before, so everything is read."));
    return await readings.begin({ at: Date.now() });
  }
  if (again === undefined) return;
  const unread = await unreadStreams({ definition: source, staging });
  if (unread.length > 0 && !hasMoved) return onEvent(notice("reading-goes-on", GOES_ON));
  const since = again.since === "last" ? beforeThat(latest.beganAt) : again.since;
  const canAsk = source.capabilities.incremental;
  if (since !== undefined)
    onEvent(canAsk ? notice("read-part", partText(since)) : notice("read-whole", wholeText(source)));
  await readings.begin({ at: Date.now(), since: canAsk ? since : undefined });
}

const GOES_ON = "The last reading of the source was interrupted; it is gone on with before another one can begin.";

/**
 * Reads what is unread. Where that goes on with a reading of a file that is another one by now, and another reading is asked
 * for, that one begins.
 *
 * @throws ConfigError, TransientError as `extract`
 */
export async function extractOrAnew(
  source: Source,
  { extraction, workspace, again }: { readonly extraction: Extraction } & Pick<Options, "workspace" | "again">,
): Promise<void> {
  try {
    await extract(source, extraction);
  } catch (error) {
    if (!(error instanceof ChangedInputError) || again === undefined) throw error;
    extraction.onEvent(notice("read-anew", ANEW));
    await workspace.staging.rest();
    await workspace.readings.begin({ at: Date.now() });
    await extract(source, { ...extraction, since: undefined });
  }
}

const ANEW = "The source is another one than was read in part, so all of it is read from its beginning.";

/** @throws ConfigError */
function beforeThat(beganAt: EpochMs | undefined): EpochMs {
  if (beganAt !== undefined) return beganAt - MARGIN_MS;
  throw new ConfigError(
    "This workspace does not know when its source was read last: name the time, as in --since 2026-05-31T18:00:00Z, or read everything again with --delta.",
  );
}

function partText(since: EpochMs): string {
  return `Only messages since ${new Date(since).toISOString()} are asked for. Edits and deletions of older ones are not seen; --delta without --since reads everything again and tells them.`;
}

function wholeText({ name }: AnySource): string {
  return `${name} cannot be asked only for what is new: everything is read again, and what is known already is passed over.`;
}

/**
 * Everything is read: tells what vanished since the reading before, and leaves it out if it was not sent.
 * @throws ConfigError when the source gave nothing that it gave before: it is not what it was taken for
 */
export async function finishReading(readings: Readings, onEvent: OnEvent): Promise<void> {
  const found = (await readings.latest())?.done ? undefined : await readings.found();
  const kinds = KINDS.map((kind) => ({ kind, seen: 0, missing: 0, ...found?.kinds[kind] }));
  if (kinds.every(({ seen }) => seen === 0) && kinds.some(({ missing }) => missing > 0)) {
    throw new ConfigError(
      "The source gave nothing of what it gave when it was read before, so nothing was changed and nothing sent. Check that it is the one you mean, and run again with --delta.",
    );
  }
  for (const { kind, seen, missing } of kinds) {
    if (missing < WORTH_A_WORD || missing <= seen) continue;
    const [gone, all] = [missing, missing + seen].map((count) => count.toLocaleString("en-US"));
    const message = `${gone} of ${all} records of kind "${kind}" that were read before are gone from the source. If it should have them, it was not read whole: interrupt, and compare.`;
    onEvent(notice("source-shrank", message));
  }
  await readings.finish();
}

function notice(code: string, message: string): Parameters<OnEvent>[0] {
  return { event: "notice", code, message };
}
