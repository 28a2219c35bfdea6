import type { EpochMs } from "@chat-etl/model";

/** From here on a number counts milliseconds: as seconds it would be the year 5138, as milliseconds 1973 was smaller. */
const MILLISECONDS_FROM = 100_000_000_000;

/** A time of Sendbird's, whose documents disagree on seconds and milliseconds. Nothing and 0, which is "never": none. */
export function instant(time: number | null | undefined): EpochMs | undefined {
  if (time === null || time === undefined || time <= 0) return undefined;
  return Math.round(time < MILLISECONDS_FROM ? time * 1000 : time);
}
