import type { Kind } from "@chat-etl/model";
import type {
  AgeLimit,
  AnyPass,
  AnySink,
  AnySource,
  Fields,
  Quota,
  SinkCapabilities,
  SourceCapabilities,
} from "@chat-etl/sdk";
import { carriedBy, type FieldUse } from "./carries.ts";

/** What a source declares, as plain values. */
export interface SourceFacts extends SourceCapabilities {
  /** In reading order. */
  readonly streams: readonly { readonly name: string; readonly kind: Kind }[];
  /** It can look at an unknown file and propose how to read it. */
  readonly canGuess: boolean;
  /** Beside those that every record must have. Missing: that depends on what is read. */
  readonly fills?: Fields | undefined;
}

/** What a sink declares, and what its encoder shows, as plain values. */
export interface SinkFacts {
  readonly batch: SinkCapabilities<unknown>["batch"];
  readonly quota: Quota;
  readonly dedupes: readonly Kind[];
  /**
   * Where a message stands that comes after later ones of its conversation: where its time says; behind them, or behind
   * them unless it is older by so many milliseconds.
   */
  readonly lateMessages: "in-their-place" | "behind" | { readonly withinMs: number };
  /** Missing: messages of any age are taken. */
  readonly ageLimit?: AgeLimit | undefined;
  /** Kinds whose ids are made fit for the target. */
  readonly fitsIdsOf: readonly Kind[];
  /** It uploads files itself; else it keeps their addresses. */
  readonly takesFiles: boolean;
  readonly canVerify: boolean;
  readonly canMapUsers: boolean;
  /** Missing: nothing can be removed. */
  readonly undo?: { readonly removes: readonly Kind[]; readonly stays: readonly string[] } | undefined;
  /** What a probe leaves behind in the account. Missing: it cannot be probed. */
  readonly probe?: string | undefined;
  readonly passes: readonly PassFacts[];
  /** By code. Missing: it does not tell beforehand. */
  readonly losses?: Readonly<Record<string, string>> | undefined;
  readonly carries: readonly FieldUse[];
}

export type PassFacts = Pick<AnyPass, "name" | "summary" | "kind" | "when"> & {
  /** With these options it is part of a run. */
  readonly isAsked: boolean;
};

export function sourceFacts({ capabilities, streams, guess, fills }: AnySource): SourceFacts {
  const { messageOrder, resumable, incremental } = capabilities;
  return {
    ...{ messageOrder, resumable, incremental },
    streams: Object.entries(streams).map(([name, { kind }]) => ({ name, kind })),
    canGuess: guess !== undefined,
    fills,
  };
}

/** @param config as its schema gives it: quota, age limit, passes and what is carried depend on it */
export function sinkFacts(sink: AnySink, config: unknown): SinkFacts {
  const { capabilities, targetId = {}, everyPass = [], removal, readBack, users, probe, losses } = sink;
  const asked = new Set(sink.passes?.(config).map(({ name }) => name));
  return {
    batch: capabilities.batch,
    quota: capabilities.quota(config),
    dedupes: capabilities.dedupes,
    lateMessages: latenessOf(capabilities.lateWithinMs),
    ageLimit: capabilities.ageLimit?.(config),
    fitsIdsOf: Object.keys(targetId) as Kind[],
    takesFiles: capabilities.takesFiles === true,
    canVerify: readBack !== undefined,
    canMapUsers: users !== undefined,
    undo: removal && { removes: removal.order, stays: removal.stays },
    probe: probe?.summary,
    passes: everyPass.map(({ name, summary, kind, when }) => ({ name, summary, kind, when, isAsked: asked.has(name) })),
    losses,
    carries: carriedBy(sink, config),
  };
}

function latenessOf(withinMs: number | undefined): SinkFacts["lateMessages"] {
  if (withinMs === undefined) return "in-their-place";
  return Number.isFinite(withinMs) ? { withinMs } : "behind";
}
