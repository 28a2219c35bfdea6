import type { EpochMs, Kind } from "@chat-etl/model";
import type { AnyOpenSink, AnyPass, AnySend, AnySink, Logger, Reason } from "@chat-etl/sdk";
import type { Ledger, Loading, SettledRecord } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import type { LaneFiles } from "../files/lane-files.ts";
import type { Pace } from "./pace.ts";
import type { Pulse } from "./pulse.ts";

/** One target account while loading, or one pass at it: one quota, one owner. */
export interface Lane {
  readonly definition: Pick<AnySink, "name" | "capabilities" | "encode">;
  /** Missing: the main load. */
  readonly pass: AnyPass | undefined;
  /** Something went ahead of this load that its encoders want to know of. */
  readonly hasPassesBefore: boolean;
  readonly config: unknown;
  readonly sink: Pick<AnyOpenSink, "send" | "settle" | "check">;
  readonly ledger: Ledger;
  readonly loading: Loading;
  readonly pace: Pick<Pace, "turn" | "another" | "answered" | "release" | "pause" | "observe">;
  /** The source's identity. */
  readonly source: string;
  /** Ids of users that the target had before: they are settled without being sent. */
  readonly existingUsers: ReadonlySet<string>;
  readonly files: LaneFiles;
  /** As of when files lie where they lie. Missing: when the lane was opened. */
  readonly filesAt?: EpochMs | undefined;
  /** Some messages come after later ones of their conversation. */
  readonly hasLate: boolean;
  readonly startedAt: EpochMs;
  /** Conversations spread over so many strictly ordered queues. */
  readonly concurrency: number;
  /** Waits last this many times shorter; more than 1 only in a sandbox. */
  readonly speed: number;
  /** Aborted when the run shall stop after the batches in the air. */
  readonly stop: AbortSignal;
  readonly logger: Logger;
  readonly pulse?: Pulse | undefined;
  readonly onEvent: OnEvent;
  readonly progress: Progress;
  /** Messages of this age and more are not sent. */
  tooOld: { readonly ageMs: number; readonly reason: Reason } | undefined;
  /** How many more messages this run may send. */
  messagesLeft: number;
  /** One of the queues has failed: the others end after their batch in the air. */
  failed: boolean;
  /** Records refused alone since anything last went in. */
  refusedInARow: number;
  /** Requests of this run, and the records they settled. */
  requests: number;
  sent: number;
}

/** The target's own function for a kind. Batches come from the same definition's `encode`, so the wires fit. */
export function senderOf(lane: Lane, kind: Kind): (batch: readonly unknown[]) => ReturnType<AnySend> {
  const send: (batch: readonly never[], options: Parameters<AnySend>[1]) => ReturnType<AnySend> = lane.sink.send[kind];
  return (batch) => send(batch as readonly never[], optionsOf(lane));
}

/** Reads back what became of a batch, where the sink can. */
export function settlerOf(lane: Lane, kind: Kind): ((batch: readonly unknown[]) => ReturnType<AnySend>) | undefined {
  const settle = lane.sink.settle?.[kind];
  return settle && ((batch) => settle(batch as readonly never[], optionsOf(lane)));
}

function optionsOf(lane: Lane): Parameters<AnySend>[1] {
  // Never aborted: a batch in the air is finished, and a second interrupt ends the whole process.
  return { signal: new AbortController().signal, onRate: (rate) => lane.pace.observe(rate), turn: () => another(lane) };
}

/** One more request of a batch in the air. On disk before it is sent, so that a crash loop cannot burst. */
async function another(lane: Lane): Promise<void> {
  await lane.pace.another();
  lane.requests += 1;
  const at = Date.now();
  await lane.ledger.answered(await lane.ledger.resend(at), at);
}

/** Settles records that were sent, and tells how far their kind is. */
export async function settle(
  lane: Lane,
  records: readonly SettledRecord[],
  options: { readonly kind: Kind; readonly closes?: number | undefined; readonly answers?: number | undefined },
): Promise<void> {
  await lane.ledger.settle(records, { ...options, at: Date.now() });
  noteRejects(lane, records, options.kind);
  lane.sent += records.filter(({ settlement }) => settlement.status === "written").length;
  lane.progress.add(options.kind, { settled: records.length, sent: records.length });
}

/** Settles records of which nothing was sent. */
export async function settleUnsent(lane: Lane, records: readonly SettledRecord[], kind: Kind): Promise<void> {
  if (records.length === 0) return;
  await lane.ledger.settle(records, { kind, at: Date.now() });
  noteRejects(lane, records, kind);
  lane.progress.add(kind, { settled: records.length, sent: 0 });
}

function noteRejects(lane: Lane, records: readonly SettledRecord[], kind: Kind): void {
  for (const { settlement, id } of records) {
    if (settlement.status !== "rejected") continue;
    lane.logger.warn("Record rejected.", { kind, record: id, code: settlement.reason.code });
    lane.pulse?.rejected({ record: id, code: settlement.reason.code });
  }
}

/** How far each kind is, and the events that tell it. */
export class Progress {
  readonly #onEvent: OnEvent;
  readonly #pass: string | undefined;
  readonly #counts = new Map<Kind, { settled: number; sent: number; readonly total: number }>();

  constructor(onEvent: OnEvent, pass?: string) {
    this.#onEvent = onEvent;
    this.#pass = pass;
  }

  start(kind: Kind, { settled, total }: { readonly settled: number; readonly total: number }): void {
    this.#counts.set(kind, { settled, total, sent: 0 });
    this.add(kind, { settled: 0, sent: 0 });
  }

  /** How many records of a kind there are. */
  total(kind: Kind): number {
    return this.#counts.get(kind)?.total ?? 0;
  }

  add(kind: Kind, { settled, sent }: { readonly settled: number; readonly sent: number }): void {
    const counts = this.#counts.get(kind);
    if (counts === undefined) return;
    counts.settled += settled;
    counts.sent += sent;
    this.#onEvent({ event: "settled", kind, ...(this.#pass ? { pass: this.#pass } : {}), ...counts });
  }
}
