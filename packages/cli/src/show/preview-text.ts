import type { Summary } from "@chat-etl/engine";
import type { ChatRecord, Kind } from "@chat-etl/model";
import Table from "cli-table3";
import { printable } from "./format.ts";
import { groupsText } from "./groups-text.ts";
import { kindTable } from "./summary-text.ts";

/** What is shown of a record of each kind, and what of its text. */
const COLUMNS: Readonly<Record<Kind, readonly string[]>> = {
  user: ["id", "displayName", "type", "emails"],
  conversation: ["id", "type", "title", "visibility"],
  membership: ["conversationId", "userId", "role", "state"],
  message: ["id", "conversationId", "authorId", "type", "sentAt", "text"],
};

/** Longest cell, in characters. */
const CELL = 40;

type First = readonly [Kind, readonly { readonly record: ChatRecord }[]];

/**
 * The first records of each kind, how many there are, what would be rejected or left out, and why a run would be refused,
 * for people.
 */
export function previewText(
  first: readonly First[],
  counts: Pick<Summary, "kinds" | "rejects" | "drops">,
  runRefused?: string,
): string {
  const shown = first.filter(([, records]) => records.length > 0);
  const isEmpty = Object.values(counts.kinds).every(({ read, added }) => read + added === 0);
  return [
    ...(isEmpty ? ["Nothing was found: is it the right mapping for this export?", ""] : []),
    ...shown.flatMap(([kind, records]) => [`First of kind "${kind}":`, recordTable(kind, records), ""]),
    kindTable(counts.kinds, ["read", "added", "staged", "dropped", "unreadable"]),
    ...groupsText("Would be rejected", counts.rejects),
    ...groupsText("Left out", counts.drops),
    ...(runRefused === undefined ? [] : [`A run would be refused: ${runRefused}`]),
    "",
  ].join("\n");
}

function recordTable(kind: Kind, records: First[1]): string {
  const columns = COLUMNS[kind];
  const table = new Table({ head: [...columns], style: { head: [], border: [], compact: true } });
  for (const { record } of records) table.push(columns.map((column) => cellOf(column, Reflect.get(record, column))));
  return table.toString();
}

function cellOf(column: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = column.endsWith("At") ? new Date(Number(value)).toISOString() : String(value);
  const plain = printable(text.replaceAll(/\s+/g, " "));
  return plain.length > CELL ? `${plain.slice(0, CELL - 1)}…` : plain;
}
