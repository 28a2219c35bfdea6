import type { Plan } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import Table from "cli-table3";
import { formatCount, printable, wrap } from "./format.ts";
import { groupsText } from "./groups-text.ts";
import { PASS_HEAD, passRows, planHeadlines } from "./plan-words.ts";
import { planFilesText } from "./planned-files-text.ts";

/** A plan, for people at a terminal. */
export function planText(plan: Plan): string {
  const { rejects, lossDetails, drops, unknowns, workspace } = plan;
  const passes = passRows(plan);
  return [
    "",
    ...[...planHeadlines(plan), ...planFilesText(plan)].flatMap(lines),
    "",
    kindsOf(plan),
    ...(passes.length > 0 ? ["", "Passes:", tableOf(PASS_HEAD, passes, 2)] : []),
    ...groupsText("Will be rejected", rejects),
    ...groupsText("Will be lost on the way", lossDetails),
    ...groupsText("Left out", drops),
    "",
    "Not known beforehand:",
    ...unknowns.flatMap((sentence) => lines(sentence).map((row, index) => `${index === 0 ? "- " : "  "}${row}`)),
    "",
    `Workspace: ${workspace}`,
    "",
  ].join("\n");
}

function kindsOf({ kinds, open, requestsByKind }: Plan): string {
  const rows = KINDS.map((kind) => {
    const { read, staged, implied, rejected } = kinds[kind];
    return [kind, ...[read, staged, open[kind], implied, rejected, requestsByKind[kind]].map(formatCount)];
  });
  return tableOf(["", "read", "staged", "still to do", "nothing to send", "rejected", "requests"], rows, 1);
}

/** @param names how many of the columns hold words */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[], names: number): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (index < names ? ("left" as const) : ("right" as const))),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

function lines(sentence: string): readonly string[] {
  return wrap(printable(sentence), (process.stdout.columns ?? 110) - 2);
}
