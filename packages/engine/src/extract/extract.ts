import { AnyRecord, type ChatRecord, type EpochMs, type RecordInput } from "@chat-etl/model";
import {
  type AnySource,
  type Extracted,
  type Logger,
  type Page,
  type Reason,
  RecordError,
  type Source,
  type StreamSpec,
  type Unreadable,
} from "@chat-etl/sdk";
import type { LeftOutRecord, Refusal, StagedPage, StagedRecord, Staging } from "@chat-etl/store";
import * as z from "zod";
import type { OnEvent } from "../events.ts";
import { Brought } from "./brought.ts";
import { shapeProblem } from "./shape-problem.ts";
import { isStackExhausted } from "./stack-exhausted.ts";
import type { TransformChain } from "./transform-chain.ts";

/** How many rejected values of a stream the log names one by one: a log of millions would outgrow memory. */
const MOST_LOGGED = 1_000;

/** What mends a value that never became a record. */
const AT_THE_SOURCE = "Correct it at the source, and read it anew.";

export interface Extraction {
  readonly definition: AnySource;
  readonly staging: Staging;
  /** Only what came since is asked for, of a source that can be asked so. Missing: everything. */
  readonly since?: EpochMs | undefined;
  /** What becomes of every checked record before it is staged. Missing: it stays as it is. */
  readonly chain?: TransformChain | undefined;
  /** Aborted when the run shall stop: what is staged by then stays. */
  readonly stop: AbortSignal;
  readonly logger: Logger;
  readonly onEvent: OnEvent;
}

/** The streams that are not read to their end yet. */
export async function unreadStreams({
  definition,
  staging,
}: Pick<Extraction, "definition" | "staging">): Promise<readonly string[]> {
  const names = Object.keys(definition.streams);
  const states = await Promise.all(names.map((name) => staging.stream(name)));
  return names.filter((_, index) => states[index]?.done !== true);
}

/** Reads every stream from where it was left to its end, and stages it page by page. */
export async function extract(source: Source, extraction: Extraction): Promise<void> {
  const unread = await unreadStreams(extraction);
  if (unread.length > 0) extraction.staging.begin();
  for (const stream of unread) {
    const values = await extractStream(source, stream, extraction);
    await extraction.staging.finish(stream);
    extraction.onEvent({ event: "read", stream, values, done: true });
  }
  await extraction.staging.rest();
}

/** Returns how many values were read. */
async function extractStream(source: Source, stream: string, extraction: Extraction): Promise<number> {
  const { definition, staging, since, chain, stop, logger, onEvent } = extraction;
  const spec = definition.streams[stream];
  if (spec === undefined) throw new Error(`Source "${definition.name}" declares no stream "${stream}".`);
  const after = definition.capabilities.resumable ? (await staging.stream(stream)).cursor : undefined;
  if (after === undefined) await staging.restart(stream);
  const newestFirst = definition.capabilities.messageOrder === "newest-first";
  const compiled = { ...spec, wire: z.compile(spec.wire) };
  const brought = new Brought();
  let values = 0;
  let refused = 0;
  try {
    for await (const page of source.read(stream, { after, since, signal: stop })) {
      const sorted = sortPage(stream, page, compiled, { brought, chain });
      await staging.stage(sorted, { newestFirst });
      refused = logRefusals(sorted.refusals, { stream, refused, logger });
      values += page.values.length;
      onEvent({ event: "read", stream, values, done: false });
      stop.throwIfAborted();
    }
    await staging.saved();
  } finally {
    // However it ends: what was read is on disk before anybody is told. A failure was thrown above.
    await staging.saved().catch(() => {});
  }
  return values;
}

/** `refused`: how many of the stream were before these. Returns how many there are by now. */
function logRefusals(
  refusals: readonly Refusal[],
  { stream, refused, logger }: { readonly stream: string; readonly refused: number; readonly logger: Logger },
): number {
  for (const { origin, reason } of refusals.slice(0, Math.max(0, MOST_LOGGED - refused)))
    logger.warn("Value rejected.", { stream, origin, code: reason.code });
  const total = refused + refusals.length;
  if (refused < MOST_LOGGED && total >= MOST_LOGGED)
    logger.warn('More rejected values are not logged one by one: "etl errors" lists all of them.', { stream });
  return total;
}

/** A page while it is sorted: lists for the whole of it, because some for each value cost as much as checking it. */
interface Sorted {
  readonly records: StagedRecord[];
  readonly derived: StagedRecord[];
  readonly refusals: Refusal[];
  readonly drops: Refusal[];
  readonly leftOut: LeftOutRecord[];
  readonly brought: Brought;
  readonly chain: TransformChain | undefined;
}

/** Every value of a page ends as records, as dropped by rule, or as refused with its origin. */
function sortPage(
  stream: string,
  page: Page,
  spec: StreamSpec<z.ZodType>,
  tools: Pick<Sorted, "brought" | "chain">,
): StagedPage {
  const sorted: Sorted = { records: [], derived: [], refusals: [], drops: [], leftOut: [], ...tools };
  for (const value of page.values) {
    try {
      sortValue(value, spec, sorted);
    } catch (error) {
      const reason = reasonOf(error);
      sorted.refusals.push({ kind: spec.kind, origin: value.origin, reason });
    }
  }
  const { records, derived, refusals, drops, leftOut } = sorted;
  return { stream, cursor: page.cursor, records, derived, refusals, drops, leftOut };
}

/** Only what the value itself is to blame for. @throws anything else */
function reasonOf(error: unknown): Reason {
  if (error instanceof RecordError) return { code: error.code, message: error.message };
  // So much of the stack is left here.
  if (isStackExhausted(error))
    return { code: "too-deep", message: `The value is nested too deep to be read. ${AT_THE_SOURCE}` };
  throw error;
}

/** @throws RecordError the value cannot become a record */
function sortValue(value: Extracted | Unreadable, spec: StreamSpec<z.ZodType>, sorted: Sorted): void {
  const { origin } = value;
  if ("unreadable" in value) {
    sorted.refusals.push({ kind: spec.kind, origin, reason: value.unreadable });
    return;
  }
  const wire = spec.wire.safeParse(value.value);
  if (!wire.success) throw new RecordError("wire-shape", `${shapeProblem(wire.error, spec.wire)} ${AT_THE_SOURCE}`);
  const normalized = spec.normalize(wire.data);
  if ("drop" in normalized) {
    sorted.drops.push({ kind: spec.kind, origin, reason: normalized.drop });
    return;
  }
  for (const one of normalized) {
    if ("refused" in one) sorted.refusals.push({ kind: one.kind, origin, reason: one.refused });
    else if (!("derived" in one)) checkRecord(one, { origin, isDerived: false }, sorted);
    else if (sorted.brought.isNew(one.derived)) checkRecord(one.derived, { origin, isDerived: true }, sorted);
  }
}

function checkRecord(input: RecordInput, from: From, sorted: Sorted): void {
  const { origin } = from;
  const result = AnyRecord.safeParse(input);
  if (result.success) {
    changeRecord(result.data, from, sorted);
    return;
  }
  const reason = { code: "record-shape", message: `${shapeProblem(result.error, AnyRecord)} ${AT_THE_SOURCE}` };
  sorted.refusals.push({ kind: input.kind, origin, reason });
}

/** What comes with a record of the same value goes on, whatever the transforms make of this one. */
function changeRecord(checked: ChatRecord, { origin, isDerived }: From, sorted: Sorted): void {
  const list = isDerived ? sorted.derived : sorted.records;
  if (sorted.chain === undefined) {
    list.push({ record: checked, origin });
    return;
  }
  try {
    const { record, drop } = sorted.chain.apply(checked, origin);
    if (drop) sorted.leftOut.push({ record, origin, reason: drop, isDerived });
    else list.push({ record, origin });
  } catch (error) {
    sorted.refusals.push({ kind: checked.kind, origin, reason: reasonOf(error) });
  }
}

/** Where a record comes from. */
interface From {
  readonly origin: string;
  /** Others brought it along. */
  readonly isDerived: boolean;
}
