import { type EpochMs, KINDS } from "@chat-etl/model";
import type { Notes, Tallies } from "@chat-etl/store";
import { FILES, type Progressed, PULSE, type PulseNote, type RejectNote } from "./load/pulse.ts";
import { isBeingUndone } from "./undo/undo-note.ts";

/** What a run is doing, cheap to ask for. */
export interface LiveStatus {
  /** A process is at work on the workspace. */
  readonly isAtWork: boolean;
  /** What the last run brought is being removed again, or was when an undo was killed. */
  readonly isBeingUndone: boolean;
  /** Where the last run is or ended. `unknown`: it did not tell. */
  readonly phase: PulseNote["phase"] | "unknown";
  /** The kind or the pass under way. */
  readonly under?: string | undefined;
  /** By kind or by name of the pass. */
  readonly progress: Readonly<Record<string, Progressed>>;
  /** While files are copied, and after: in files and bytes. */
  readonly copied?: PulseNote["copied"];
  /** Records staged, while the source is read. */
  readonly staged: number;
  /** Of the last minute. */
  readonly recordsPerMinute: number;
  readonly requestsPerMinute: number;
  /** Of the quota, from 0 to 1. Missing: it is not known. */
  readonly quotaShare?: number | undefined;
  /** Until the kind or pass under way is settled, and all that is known to follow. Missing: it does not move. */
  readonly leftMs?: { readonly current: number; readonly all: number } | undefined;
  /** The latest first. */
  readonly lastRejects: readonly RejectNote[];
  /** Batches that were begun and are not settled: in the air while a run is at work, else in doubt. */
  readonly begun: { readonly batches: number; readonly records: number };
}

const MINUTE_MS = 60_000;

/** Reads what a run tells of itself, and asks for nothing that must be counted. */
export async function liveStatus(
  { tallies, notes }: { readonly tallies: Tallies; readonly notes: Notes },
  { isAtWork, now }: { readonly isAtWork: boolean; readonly now: EpochMs },
): Promise<LiveStatus> {
  const text = await notes.get(PULSE);
  const pulse: PulseNote | undefined = text === undefined ? undefined : JSON.parse(text);
  const target = pulse?.target ?? "";
  const requestsPerMinute = await tallies.answeredSince(target, now - MINUTE_MS);
  const rates = { requestsPerMinute, recordsPerMinute: isAtWork ? (pulse?.recordsPerMinute ?? 0) : 0 };
  return {
    isAtWork,
    isBeingUndone: await isBeingUndone({ notes }, target),
    phase: pulse?.phase ?? "unknown",
    under: pulse && underWay(pulse),
    progress: pulse?.progress ?? {},
    copied: pulse?.copied,
    staged: await tallies.lastStaged(),
    ...rates,
    quotaShare: shareOf(pulse, requestsPerMinute),
    leftMs: pulse && isAtWork ? leftOf(pulse) : undefined,
    lastRejects: pulse?.rejects ?? [],
    begun: await tallies.begun(target),
  };
}

function underWay({ phase, pass, progress }: PulseNote): string | undefined {
  if (phase === "pass") return pass;
  if (phase === "copy") return leftIn(progress[FILES]) > 0 ? FILES : undefined;
  return phase === "load" ? KINDS.find((kind) => leftIn(progress[kind]) > 0) : undefined;
}

function shareOf(pulse: PulseNote | undefined, requestsPerMinute: number): number | undefined {
  if (pulse?.quota === undefined) return undefined;
  return Math.min(1, requestsPerMinute / requestsIn(MINUTE_MS, pulse.quota));
}

function requestsIn(ms: number, { requests, perMs, share = 1 }: NonNullable<PulseNote["quota"]>): number {
  return ((requests * share) / perMs) * ms;
}

/** The kind under way at the rate of now; those behind it at the quota, in full requests. */
function leftOf(pulse: PulseNote): LiveStatus["leftMs"] {
  const under = underWay(pulse);
  if (under === undefined || pulse.recordsPerMinute <= 0) return undefined;
  const current = (leftIn(pulse.progress[under]) / pulse.recordsPerMinute) * MINUTE_MS;
  const { quota, perRequest, progress } = pulse;
  const later = KINDS.filter((kind) => pulse.phase === "load" && kind !== under);
  const requests = later.reduce((sum, kind) => sum + leftIn(progress[kind]) / (perRequest?.[kind] ?? 1), 0);
  return { current, all: current + (quota === undefined ? 0 : requests / requestsIn(1, quota)) };
}

function leftIn(progressed: Progressed | undefined): number {
  return progressed === undefined ? 0 : progressed.total - progressed.settled;
}
