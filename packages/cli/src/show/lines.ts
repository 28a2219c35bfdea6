import type { RunEvent } from "@chat-etl/engine";
import { copiedText } from "./copied-text.ts";
import { formatCount, formatDuration, printable } from "./format.ts";

const PHASES: Readonly<Record<Exclude<Extract<RunEvent, { event: "phase" }>["phase"], "pass">, string>> = {
  check: "Checking the source and the target.",
  extract: "Reading the source.",
  resolve: "Filling the gaps between the records.",
  copy: "Copying files.",
  plan: "Counting what is to be sent; nothing is.",
  load: "Loading the target.",
  expect: "Going over what was sent.",
  "read-back": "Reading the target back.",
  compare: "Comparing.",
  done: "Counting.",
};

/** An event as a line for people. */
export function lineOf(event: RunEvent): string {
  switch (event.event) {
    case "phase":
      return event.phase === "pass" ? `Another pass: ${event.pass}.` : PHASES[event.phase];
    case "read":
      return `  ${event.stream}: ${formatCount(event.values)} read`;
    case "settled":
      return `  ${event.pass ?? event.kind}: ${formatCount(event.settled)} of ${formatCount(event.total)}`;
    case "copied":
      return `  ${copiedText(event)}`;
    case "waiting":
      return printable(`  waiting ${formatDuration(event.ms)}: ${event.why}`);
    case "notice":
      return printable(`! ${event.message}`);
  }
}
