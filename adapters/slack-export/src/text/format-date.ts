import type { EpochMs } from "@chat-etl/model";

/** Slack's tokens; those that depend on the reader's day (`{ago}`, `…_pretty`) are written as plain dates. Section 11. */
const TOKENS: ReadonlyMap<string, (at: Date) => string> = new Map([
  ["date_num", (at) => at.toISOString().slice(0, -14)],
  ["date", long({ year: "numeric", month: "long", day: "numeric" })],
  ["date_short", long({ year: "numeric", month: "short", day: "numeric" })],
  ["date_long", long({ year: "numeric", month: "long", day: "numeric", weekday: "long" })],
  ["time", long({ hour: "numeric", minute: "2-digit", timeZoneName: "short" })],
  ["time_secs", long({ hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" })],
]);

/** An instant as Slack would show it, in English and in UTC. Tokens nobody knows are dates; so is an empty format. */
export function formatDate(at: EpochMs, format: string): string {
  const date = new Date(at);
  return (format || "{date} at {time}").replaceAll(
    /\{(\w+)\}/g,
    (_, token: string) => (TOKENS.get(token.replace(/_pretty$/, "")) ?? TOKENS.get("date"))?.(date) ?? "",
  );
}

/** The same words on every Node: newer ones put a narrow space before "AM". */
function long(options: Intl.DateTimeFormatOptions): (at: Date) => string {
  const format = new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  return (at) => format.format(at).replaceAll("\u202f", " ");
}
