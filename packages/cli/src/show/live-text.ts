import type { LiveStatus } from "@chat-etl/engine";
import { copiedText } from "./copied-text.ts";
import { formatCount, formatDuration, printable } from "./format.ts";

const PHASES: Readonly<Record<LiveStatus["phase"], string>> = {
  check: "checking the source and the target",
  extract: "reading the source",
  resolve: "filling the gaps between the records",
  copy: "copying files",
  plan: "counting what is to be sent",
  load: "loading",
  pass: "pass",
  expect: "going over what was sent",
  "read-back": "reading the target back",
  compare: "comparing",
  done: "counting",
  unknown: "nothing is told of it",
};

/** What a run is doing, in a few lines. */
export function liveLines(live: LiveStatus): readonly string[] {
  return [phaseLine(live), ...rateLine(live), ...begunLine(live), ...rejectLines(live)];
}

/** The same in one line, for logs and pipes. */
export function liveLine(live: LiveStatus): string {
  const at = live.under === undefined ? undefined : live.progress[live.under];
  const progress = at === undefined ? [] : [`${formatCount(at.settled)} of ${formatCount(at.total)}.`];
  const [latest] = live.lastRejects;
  const reject = latest === undefined ? [] : [`Last reject: ${printable(latest.record)} (${latest.code}).`];
  return [phaseLine(live), ...progress, ...rateLine(live), ...reject].join(" ");
}

const NOT_UNDONE =
  'No run is at work. An undo was begun and did not come to its end: run "etl undo" again, which goes on; until then nothing is sent.';

function phaseLine({ isAtWork, isBeingUndone, phase, under, staged }: LiveStatus): string {
  if (isBeingUndone) return isAtWork ? "At work: undoing." : NOT_UNDONE;
  if (!isAtWork) return "No run is at work.";
  if (phase === "extract") return `At work: ${PHASES.extract}, about ${formatCount(staged)} records so far.`;
  return `At work: ${PHASES[phase]}${under === undefined ? "" : ` (${under})`}.`;
}

function rateLine({ isAtWork, phase, ...live }: LiveStatus): readonly string[] {
  if (isAtWork && phase === "copy") return copyLine(live);
  if (!isAtWork || (phase !== "load" && phase !== "pass")) return [];
  const { recordsPerMinute, requestsPerMinute, quotaShare, leftMs } = live;
  const share = quotaShare === undefined ? "" : `, ${Math.round(quotaShare * 100)} % of the quota`;
  const left =
    leftMs === undefined ? "" : ` ${formatDuration(leftMs.current)} left for it, ${formatDuration(leftMs.all)} in all.`;
  return [
    `${formatCount(recordsPerMinute)} records and ${formatCount(requestsPerMinute)} requests a minute${share}.${left}`,
  ];
}

function copyLine({ copied, recordsPerMinute, leftMs }: Omit<LiveStatus, "isAtWork" | "phase">): readonly string[] {
  if (copied === undefined) return [];
  const left = leftMs === undefined ? "" : ` ${formatDuration(leftMs.current)} left for them.`;
  return [`${copiedText(copied)}, ${formatCount(recordsPerMinute)} files a minute.${left}`];
}

function begunLine({ isAtWork, begun: { batches, records } }: LiveStatus): readonly string[] {
  if (batches === 0) return [];
  const what = `${formatCount(batches)} batches with ${formatCount(records)} records`;
  return [isAtWork ? `In the air: ${what}.` : `In doubt: ${what}. The next run settles them first.`];
}

function rejectLines({ lastRejects }: LiveStatus): readonly string[] {
  if (lastRejects.length === 0) return [];
  return ["Last rejects:", ...lastRejects.map(({ record, code }) => `  ${printable(record)} (${code})`)];
}
