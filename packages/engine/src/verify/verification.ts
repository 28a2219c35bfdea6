import type { EpochMs, Kind } from "@chat-etl/model";
import type { Comparison, KindCounts, Notes, Settled, Sort } from "@chat-etl/store";
import type { FilesVerification } from "./verify-files.ts";

/** Something that differs, by the names that lead to it. Never anybody's words. */
export interface Sample {
  readonly sort: Sort;
  readonly kind: Kind;
  /** The record's id in the source; of what is foreign, what it is found by. */
  readonly id: string;
  /** What the target calls the conversation. */
  readonly conversation?: string | undefined;
  /** Where it was read in the source. Missing for what is foreign. */
  readonly origin?: string | undefined;
  /** Where it was found in the target. Missing for what is not there. */
  readonly foundAt?: string | undefined;
  /** Names of the fields that are changed. */
  readonly fields?: readonly string[] | undefined;
}

/** The messages of a conversation, as a digest of what was sent and of what was found, in order. */
export interface ConversationDigests {
  /** As the target calls it. */
  readonly conversation: string;
  /** SHA-256. The two are equal where no message is missing, doubled, changed, foreign or reordered. */
  readonly sent: string;
  readonly found: string;
}

/** What verifying came to. */
export interface Verification {
  readonly event: "verification";
  readonly status: "equal" | "different";
  readonly pipeline: string;
  readonly target: string;
  /** The part of the conversations that was compared. */
  readonly share: number;
  /** ISO 8601, as the other times here. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** When the load settled its last record: what is foreign and came later, people have added. */
  readonly cutOverAt: string;
  readonly kinds: Readonly<Record<Kind, KindCounts>>;
  readonly conversations: { readonly compared: number; readonly equal: number };
  /** Values of the target that could not be read; up to 20 places. */
  readonly unreadable: { readonly count: number; readonly places: readonly string[] };
  /** Staged records that are still to be sent: they are not expected. */
  readonly pending: number;
  /** Records that were rejected: they are not expected. */
  readonly rejected: number;
  readonly samples: readonly Sample[];
  /** Copies of files, and their links. Missing: none were made, or nothing said where they are. */
  readonly files?: FilesVerification | undefined;
  /** What to do next, in sentences. */
  readonly advice: readonly string[];
  readonly workspace: string;
}

/** Samples told of each sort. */
const SAMPLES = 20;

/** Some of what differs in one way, with the names of the records. */
export async function samplesOf(comparison: Comparison, settled: Settled, sort: Sort): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const { kind, key, conversation, seq, origin, fields } of comparison.samples(sort, SAMPLES)) {
    const named = seq === undefined ? { id: key, origin: undefined } : await settled.named(seq);
    samples.push({ sort, kind, ...named, conversation, foundAt: origin, fields });
  }
  return samples;
}

export function isoOf(at: EpochMs): string {
  return new Date(at).toISOString();
}

/** Keeps the last verification of a target, for the report. */
export async function keepVerification(notes: Notes, verification: Verification): Promise<void> {
  await notes.set(keyOf(verification.target), JSON.stringify(verification));
}

/** Missing: this target was never verified. */
export async function keptVerification(notes: Notes, target: string): Promise<Verification | undefined> {
  const text = await notes.get(keyOf(target));
  return text === undefined ? undefined : JSON.parse(text);
}

function keyOf(target: string): string {
  return `verification:${target}`;
}
