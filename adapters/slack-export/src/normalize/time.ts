/** A message's time, taken from its `ts` without a detour through fractions. Sheet, sections 5 and 17. */
export interface Stamp {
  /** Part of the message's id: seconds, a dot, six digits. */
  readonly ts: string;
  readonly sentAt: number;
  /** Microseconds: exact, they fit into a number until the year 2255. */
  readonly rank: number;
}

const TS = /^(\d{1,10})(?:\.(\d{1,6}))?$/;

/** Slack was launched in 2013: what claims to be older is a placeholder. Sheet, 18.18. */
const SLACK_BEGAN = Date.UTC(2013, 0, 1);

/**
 * Undefined: it is missing, `NaN`, or no time at all. Third parties write numbers, and leave zeros at the end out: both
 * still have all microseconds. Sheet, 18.14.
 */
export function stampOf(ts: string | number | null | undefined): Stamp | undefined {
  const [, seconds, fraction = ""] = TS.exec(String(ts ?? "").trim()) ?? [];
  if (seconds === undefined) return undefined;
  const micros = fraction.padEnd(6, "0");
  const sentAt = Number(seconds + micros.slice(0, 3));
  return { ts: `${seconds}.${micros}`, sentAt, rank: Number(seconds + micros) };
}

/** The id of the message that stands there at that time; undefined: it is none. */
export function messageIdAt(conversationId: string, ts: string | number | null | undefined): string | undefined {
  const stamp = stampOf(ts);
  return stamp && `${conversationId}:${stamp.ts}`;
}

/** Seconds as an instant; 0 means never. */
export function instantOf(seconds: number | null | undefined): number | undefined {
  const at = Math.floor((seconds ?? 0) * 1000);
  return at > 0 && at <= 8_640_000_000_000_000 ? at : undefined;
}

/** When a conversation was created, unless that is a placeholder. */
export function createdAtOf(seconds: number | undefined): number | undefined {
  const at = instantOf(seconds);
  return at === undefined || at < SLACK_BEGAN ? undefined : at;
}
