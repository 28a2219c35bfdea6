import { AnyRecord, idOf, type Kind, type RecordInput } from "@chat-etl/model";
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
import type { StagedPage, Staging } from "@chat-etl/store";
import * as z from "zod";
import type { OnEvent } from "./events.ts";

export interface Extraction {
  readonly definition: AnySource;
  readonly staging: Staging;
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
  for (const stream of await unreadStreams(extraction)) {
    const values = await extractStream(source, stream, extraction);
    await extraction.staging.finish(stream);
    extraction.onEvent({ event: "read", stream, values, done: true });
  }
}

/** Returns how many values were read. */
async function extractStream(source: Source, stream: string, extraction: Extraction): Promise<number> {
  const { definition, staging, stop, logger, onEvent } = extraction;
  const spec = definition.streams[stream];
  if (spec === undefined) throw new Error(`Source "${definition.name}" declares no stream "${stream}".`);
  const after = definition.capabilities.resumable ? (await staging.stream(stream)).cursor : undefined;
  if (after === undefined) await staging.restart(stream);
  const newestFirst = definition.capabilities.messageOrder === "newest-first";
  const compiled = { ...spec, wire: z.compile(spec.wire) };
  let values = 0;
  for await (const page of source.read(stream, { after, signal: stop })) {
    const sorted = sortPage(stream, page, compiled);
    await staging.stage(sorted, { newestFirst });
    for (const { origin, reason } of sorted.refusals)
      logger.warn("Value rejected.", { stream, origin, code: reason.code });
    values += page.values.length;
    onEvent({ event: "read", stream, values, done: false });
    stop.throwIfAborted();
  }
  return values;
}

/** Every value of a page ends as records, as dropped by rule, or as refused with its origin. */
function sortPage(stream: string, page: Page, spec: StreamSpec<z.ZodType>): StagedPage {
  const seen = new Set<string>();
  const sorted = page.values.map((value) => sortValue(value, spec, seen));
  return {
    stream,
    cursor: page.cursor,
    records: sorted.flatMap(({ records }) => records ?? []),
    derived: sorted.flatMap(({ derived }) => derived ?? []),
    refusals: sorted.flatMap(({ refusals }) => refusals ?? []),
    drops: sorted.flatMap(({ drops }) => drops ?? []),
  };
}

type Sorted = Partial<Pick<StagedPage, "records" | "derived" | "refusals" | "drops">>;

/** `seen`: what the page has brought along so far, of which once is enough. */
function sortValue(value: Extracted | Unreadable, spec: StreamSpec<z.ZodType>, seen: Set<string>): Sorted {
  const { origin } = value;
  if ("unreadable" in value) return refused(spec.kind, origin, value.unreadable);
  const wire = spec.wire.safeParse(value.value);
  if (!wire.success) return refused(spec.kind, origin, { code: "wire-shape", message: shapeProblem(wire.error) });
  try {
    const normalized = spec.normalize(wire.data);
    if ("drop" in normalized) return { drops: [{ kind: spec.kind, reason: normalized.drop }] };
    const own = normalized.flatMap((one) => ("derived" in one ? [] : one));
    const derived = normalized.flatMap((one) => ("derived" in one && isNew(one.derived, seen) ? one.derived : []));
    const [records, others] = [checkRecords(own, origin), checkRecords(derived, origin)];
    return { records: records.checked, derived: others.checked, refusals: [...records.refusals, ...others.refusals] };
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return refused(spec.kind, origin, { code: error.code, message: error.message });
  }
}

function isNew(input: RecordInput, seen: Set<string>): boolean {
  const { size } = seen;
  return seen.add(`${input.kind} ${idOf(input)}`).size > size;
}

function checkRecords(inputs: readonly RecordInput[], origin: string) {
  const checked = inputs.map((input) => ({ kind: input.kind, result: AnyRecord.safeParse(input) }));
  return {
    checked: checked.flatMap(({ result }) => (result.success ? [{ record: result.data, origin }] : [])),
    refusals: checked.flatMap(({ kind, result }) =>
      result.success ? [] : [{ kind, origin, reason: { code: "record-shape", message: shapeProblem(result.error) } }],
    ),
  };
}

function refused(kind: Kind, origin: string, reason: Reason): Sorted {
  return { refusals: [{ kind, origin, reason }] };
}

/** Names the fields and what is expected of them; never the values, which may be somebody's words. */
function shapeProblem(error: z.ZodError): string {
  const issues = error.issues.slice(0, 3).map(({ path, code, message }) => {
    const where = path.length === 0 ? "the value" : `"${path.join(".")}"`;
    return code === "invalid_type" || code === "custom" ? `${where}: ${message}` : `${where}: ${code}`;
  });
  const more = error.issues.length > 3 ? `; and ${error.issues.length - 3} more` : "";
  return `The value does not have the expected shape: ${issues.join("; ")}${more}.`;
}
