import type { EpochMs } from "@chat-etl/model";
import { ConfigError, defineTransform, type Transform } from "@chat-etl/sdk";

/** A day, or a time that says in which zone: what other words mean depends on the machine. */
const CLEAR = /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:\d{2}))?$/;

/** Instants: a day (`2024-01-31`, from midnight UTC), a time (`2024-01-31T18:00:00Z`), a `Date`, or milliseconds. */
export interface DateRange {
  /** The first instant that is kept. Missing: from the beginning. */
  readonly from?: string | Date | EpochMs;
  /** The first instant that is not kept any more. Missing: to the end. */
  readonly until?: string | Date | EpochMs;
}

/**
 * Keeps only messages that were sent in a range of time. Users, conversations and memberships stay.
 *
 * @throws ConfigError an instant is none, or the range is empty
 */
export function dateRange({ from, until }: DateRange): Transform {
  const first = instant("from", from) ?? Number.NEGATIVE_INFINITY;
  const end = instant("until", until) ?? Number.POSITIVE_INFINITY;
  if (first >= end) throw new ConfigError("The date range is empty: from must lie before until.");
  const options = { from: textOf(first), until: textOf(end) };
  const message = `Only messages from ${options.from ?? "the beginning"} until ${options.until ?? "the end"} are kept.`;
  return defineTransform({
    name: "date-range",
    summary: message,
    options,
    apply: (record) =>
      record.kind !== "message" || (record.sentAt >= first && record.sentAt < end)
        ? record
        : { drop: { code: "date-range", message } },
  });
}

/** @throws ConfigError */
function instant(name: string, given: DateRange["from"]): EpochMs | undefined {
  if (given === undefined) return undefined;
  const isClear = typeof given !== "string" || CLEAR.test(given);
  const at = new Date(given).getTime();
  if (isClear && !Number.isNaN(at)) return at;
  throw new ConfigError(
    `The date range's "${name}" is "${String(given)}"; it must be a day like 2024-01-31 or a time like 2024-01-31T18:00:00Z.`,
  );
}

function textOf(at: number): string | null {
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}
