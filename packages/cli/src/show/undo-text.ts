import type { KeptGroup, UndoPlan, UndoSummary } from "@chat-etl/engine";
import { KINDS } from "@chat-etl/model";
import Table from "cli-table3";
import { formatCount, formatDuration, printable, wrap } from "./format.ts";

/** What an undo is about to remove, for people. */
export function undoPlanText({ target, brought, duplicates, inDoubt, stays }: UndoPlan): string {
  const table = tableOf(["", "brought by this workspace", "there before"]);
  for (const kind of KINDS) table.push([kind, formatCount(brought[kind]), formatCount(duplicates[kind])]);
  const doubt =
    inDoubt === 0
      ? []
      : [
          `${formatCount(inDoubt)} records were in the air when the last run ended. They are not removed, nor is what holds them: run again first, which settles them.`,
        ];
  const sentences = [
    ...doubt,
    "What was there before stays. Each thing is read back before it is removed; what may be somebody else's stays.",
    ...stays,
    "What is removed is pending again in this workspace: a later run would load it anew. Nobody should write there meanwhile.",
  ];
  return [`To be removed from ${target}:`, table.toString(), ...sentences.map(bullet), ""].join("\n");
}

const HEADLINES: Readonly<Record<UndoSummary["status"], string>> = {
  complete: "All that this workspace brought is removed.",
  kept: "Finished; some of it stays.",
  stopped: "Stopped before the end. Run the same command again to go on.",
  failed:
    "Stopped: something must be put right first. What is removed is noted; then run the same command again to go on.",
  interrupted: "Interrupted. Run the same command again to go on.",
};

const IN_DOUBT =
  "were in the air when a run ended, and may be there. Run again, which settles them and loads what is pending, and undo that.";

/** What an undo came to, for people. */
export function undoText(summary: UndoSummary): string {
  const { status, reason, target, removed, kept, left, inDoubt, requests, durationMs } = summary;
  const table = tableOf(["", "removed", "still there"]);
  for (const kind of KINDS) table.push([kind, formatCount(removed[kind]), formatCount(left[kind])]);
  return [
    "",
    HEADLINES[status],
    ...(reason ? [reason] : []),
    "",
    table.toString(),
    ...(kept.length > 0 ? ["", "Stays:", ...kept.map(keptText)] : []),
    ...(inDoubt > 0 ? ["", bullet(`${formatCount(inDoubt)} records ${IN_DOUBT}`)] : []),
    "",
    `It took ${formatCount(requests)} requests to ${target}, in ${formatDuration(durationMs)}.`,
    "",
  ].join("\n");
}

function keptText({ kind, code, message, count, sample }: KeptGroup): string {
  const example = sample === undefined ? "" : ` For one: "${sample}"`;
  return bullet(`${formatCount(count)} × ${kind}, ${code}: ${message}${example}`);
}

function bullet(text: string): string {
  return `- ${wrap(printable(text), (process.stdout.columns ?? 110) - 4).join("\n  ")}`;
}

function tableOf(head: string[]): InstanceType<typeof Table> {
  return new Table({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: ["left", ...head.slice(1).map(() => "right" as const)],
  });
}
