/** Microseconds since 1970, which a double holds exactly until the year 2255. */
export type Micros = number;

export const SECOND: Micros = 1_000_000;
export const MINUTE: Micros = 60 * SECOND;
export const HOUR: Micros = 60 * MINUTE;
export const DAY: Micros = 24 * HOUR;

/** A `ts` as Slack writes it (§5): ten digits, a point, six digits. */
export function tsOf(micros: Micros): string {
  const seconds = Math.floor(micros / SECOND);
  return `${seconds}.${String(micros - seconds * SECOND).padStart(6, "0")}`;
}

export function microsOf(ts: string): Micros {
  const [seconds, fraction] = ts.split(".");
  return Number(seconds) * SECOND + Number(fraction);
}

export function secondsOf(micros: Micros): number {
  return Math.floor(micros / SECOND);
}

const LOS_ANGELES = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/Los_Angeles",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** Days by hour, since asking for a time zone is slow and a zone changes its day on the full hour. */
const daysByHour = new Map<number, string>();

/** §4, quirk 28: the day an official export files a message under, `YYYY-MM-DD`. */
export function losAngelesDay(micros: Micros): string {
  const hour = Math.floor(micros / HOUR);
  const known = daysByHour.get(hour);
  if (known !== undefined) return known;
  const day = LOS_ANGELES.format(micros / 1000);
  daysByHour.set(hour, day);
  return day;
}

/** §4: the day slackdump files a message under. */
export function utcDay(micros: Micros): string {
  return new Date(micros / 1000).toISOString().slice(0, 10);
}
