import type { Summary } from "@chat-etl/engine";
import Table from "cli-table3";
import { formatCount, printable, wrap } from "./format.ts";

/** What has one reason each, below a title; nothing if there is nothing. */
export function groupsText(title: string, groups: Summary["rejects"]): readonly string[] {
  if (groups.length === 0) return [];
  const columns = process.stdout.columns ?? 130;
  const body = columns < NARROW ? listOf(groups, columns) : tableOf(groups, columns);
  return ["", `${title}:`, body];
}

/** Below so many columns a table is no help. */
const NARROW = 110;

function tableOf(groups: Summary["rejects"], columns: number): string {
  const countWidth = Math.max(9, ...groups.map(({ count }) => formatCount(count).length + 2));
  const table = new Table({
    style: { head: [], border: [], compact: true },
    colWidths: [14, 24, countWidth, columns - countWidth - 43],
    colAligns: ["left", "left", "right", "left"],
  });
  for (const group of groups) {
    const rows = wrap(explain(group), columns - countWidth - 45);
    table.push([group.pass ?? group.kind, group.code, formatCount(group.count), rows.join("\n")]);
  }
  return table.toString();
}

function listOf(groups: Summary["rejects"], columns: number): string {
  return groups
    .map((group) =>
      wrap(`${formatCount(group.count)} × ${group.pass ?? group.kind}, ${group.code}: ${explain(group)}`, columns - 4),
    )
    .map((rows) => `- ${rows.join("\n  ")}`)
    .join("\n");
}

function explain({ message, sample }: Summary["rejects"][number]): string {
  return printable(`${message} For one: ${sample}`);
}
