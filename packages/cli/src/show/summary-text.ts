import type { Summary } from "@chat-etl/engine";
import { KINDS, type Kind } from "@chat-etl/model";
import Table from "cli-table3";
import { callFor } from "../call.ts";
import { deltaText } from "./delta-text.ts";
import { filesText } from "./files-text.ts";
import { formatCount, formatDuration, printableLines } from "./format.ts";
import { groupsText } from "./groups-text.ts";

const HEADLINES: Readonly<Record<Summary["status"], string>> = {
  complete: "All in.",
  rejected: "Finished; some records were rejected.",
  stopped: "Stopped before the end. Run the same command again to go on.",
  failed: "Stopped: something must be put right first. Everything so far is saved; then run the same command again.",
  interrupted: "Interrupted. Everything so far is saved; run the same command again to go on.",
};

type Counts = Pick<Summary, "kinds" | "passes" | "lossDetails" | "rejects" | "drops" | "delta">;

/** A run's summary, for people. */
export function summaryText(summary: Summary): string {
  const { status, reason, target, sent, requests, durationMs, workspace } = summary;
  return [
    "",
    HEADLINES[status],
    ...(reason ? [printableLines(reason)] : []),
    "",
    countsText(summary),
    ...filesText(summary.files, callFor(workspace, target)),
    ...planLine(summary),
    `This run sent ${formatCount(sent)} records in ${formatCount(requests)} requests to ${target}, in ${formatDuration(durationMs)}.`,
    `Workspace: ${workspace}`,
    "",
  ].join("\n");
}

/** How a plan came out, over all runs since it was made. */
function planLine({ plan }: Summary): readonly string[] {
  if (plan === undefined) return [];
  const said = `${formatCount(plan.requests)} requests and ${formatDuration(plan.durationMs)}`;
  return [
    `The plan said ${said}; it took ${formatCount(plan.took.requests)} and ${formatDuration(plan.took.durationMs)}, without the pauses between runs.`,
  ];
}

/** What a workspace holds, for people. */
export function countsText({ kinds, passes, rejects, lossDetails, drops, delta }: Counts): string {
  return [
    kindTable(kinds, ["read", "staged", "written", "duplicate", "rejected", "pending"]),
    ...notes(kinds, passes),
    ...passTable(passes),
    ...groupsText("Rejected", rejects),
    ...groupsText("Lost on the way", lossDetails),
    ...groupsText("Left out", drops),
    ...deltaText(delta),
    "",
  ].join("\n");
}

type Tally = Summary["kinds"][Kind];

/** How many there are of each kind. */
export function kindTable(kinds: Summary["kinds"], columns: readonly (keyof Tally)[]): string {
  const table = new Table({
    head: ["", ...columns],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", ...columns.map(() => "right" as const)],
  });
  for (const kind of KINDS) table.push([kind, ...columns.map((column) => formatCount(kinds[kind][column]))]);
  return table.toString();
}

/** What went in by other calls than the main load's, in records. */
function passTable(passes: Summary["passes"]): readonly string[] {
  if (passes.length === 0) return [];
  const columns = ["written", "duplicate", "rejected", "pending"] as const;
  const table = new Table({
    head: ["", "of kind", ...columns],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "left", ...columns.map(() => "right" as const)],
  });
  for (const pass of passes) table.push([pass.pass, pass.kind, ...columns.map((column) => formatCount(pass[column]))]);
  return ["", "Passes:", table.toString()];
}

function notes(kinds: Summary["kinds"], passes: Summary["passes"]): readonly string[] {
  return KINDS.flatMap((kind) => {
    const { added, implied, duplicate } = kinds[kind];
    return [
      ...(added > 0
        ? [
            `${formatCount(added)} of kind "${kind}" were added, because others name them and the source does not have them.`,
          ]
        : []),
      ...(duplicate > 0
        ? [
            `${formatCount(duplicate)} of kind "${kind}" were in the target already, from an earlier try or from before.`,
          ]
        : []),
      ...(implied > 0
        ? [
            `${formatCount(implied)} of kind "${kind}" needed no sending: the target has no such thing of its own${passes.some((pass) => pass.kind === kind) ? ", or a pass brings it" : ""}.`,
          ]
        : []),
    ];
  });
}
