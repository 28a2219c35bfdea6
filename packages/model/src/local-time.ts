import type { EpochMs } from "./primitives.ts";

const DAY_MS = 86_400_000;

/** Tells the instant at which the clocks of a zone show a time, given as if it were UTC. */
export type LocalTime = (shown: EpochMs) => EpochMs;

/** Making one takes a thousand times as long as asking it. */
const MADE = new Map<string, LocalTime>();

/**
 * An hour that clocks show twice is taken the first time; one they leave out, as if they had not been changed. So the same
 * time is always the same instant, whenever it is read.
 *
 * @param timeZone as IANA has it: `Europe/Berlin`, `UTC`. @throws RangeError there is none of this name
 */
export function localTimeIn(timeZone: string): LocalTime {
  const made = MADE.get(timeZone) ?? makeLocalTime(timeZone);
  MADE.set(timeZone, made);
  return made;
}

function makeLocalTime(timeZone: string): LocalTime {
  const offsetAt = offsetsOf(timeZone);
  return (shown) => {
    const before = shown - offsetAt(shown - DAY_MS);
    const behind = shown - offsetAt(shown + DAY_MS);
    const fitting = [before, behind].filter((instant) => instant + offsetAt(instant) === shown);
    return fitting.length === 0 ? before : Math.min(...fitting);
  };
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetsOf(timeZone: string): (instant: EpochMs) => number {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const day = Date.UTC(part("year"), part("month") - 1, part("day"));
    const clock = ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1000;
    return day + clock - Math.floor(instant / 1000) * 1000;
  };
}
