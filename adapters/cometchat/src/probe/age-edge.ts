import type { Answer } from "@chat-etl/sdk";

const HOUR = 3_600;
const DAY = 86_400;

/** Where an app begins to refuse messages. */
export interface AgeEdge {
  /** The greatest whole number of hours that is taken. */
  readonly takenHours: number;
  /** Whether a minute more is refused. */
  readonly isExact: boolean;
  /** UNIX seconds. */
  readonly askedAt: number;
}

/** What the edge means for a run, which must rather send a message too many than one too few. Pure. */
export function ageAnswer(edge: AgeEdge): Answer {
  const { days, how } = limitOf(edge);
  const message = `Messages of up to ${days} days are taken, older ones are refused; ${how} Six calendar months would be ${monthsAgo(edge)} days today: if it is them, the days change from month to month, so probe again before a run.`;
  return { question: "U4", message, options: { retention: String(days) } };
}

function limitOf({ takenHours, isExact, askedAt }: AgeEdge): { readonly days: number; readonly how: string } {
  if (isExact && takenHours % 24 === 0) return { days: takenHours / 24, how: "whole days, counted to the second." };
  const oldestTaken = Math.floor((askedAt - takenHours * HOUR) / DAY);
  const youngestRefused = Math.floor((askedAt - (takenHours + 1) * HOUR) / DAY);
  if (oldestTaken !== youngestRefused) {
    return { days: Math.ceil((takenHours + 1) / 24), how: "counted from midnight (UTC), so some of the last day are." };
  }
  const days = Math.ceil(((takenHours + 1) / 24) * 100) / 100;
  return { days, how: "found to the hour." };
}

function monthsAgo({ askedAt }: AgeEdge): number {
  const then = new Date(askedAt * 1_000);
  then.setUTCMonth(then.getUTCMonth() - 6);
  return Math.round((askedAt - then.getTime() / 1_000) / DAY);
}
