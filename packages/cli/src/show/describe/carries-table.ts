import type { FieldUse, SortUse } from "@chat-etl/engine";
import { KINDS, type Kind } from "@chat-etl/model";
import type { SectionTable } from "./section.ts";

/** What becomes of every field, a table for each kind. */
export function carriesTables(carries: readonly FieldUse[]): readonly SectionTable[] {
  return KINDS.map((kind) =>
    tableOf(
      kind,
      carries.filter((use) => use.kind === kind),
    ),
  );
}

function tableOf(kind: Kind, fields: readonly FieldUse[]): SectionTable {
  const sorts = [...new Set(fields.flatMap(({ uses }) => uses.map(({ sort }) => sort)))];
  const rows = fields.map(({ field, uses, passes }) => [
    `\`${field}\``,
    ...sorts.map((sort) => useText(uses.find((use) => use.sort === sort))),
    passes.map((pass) => `\`${pass}\``).join(", "),
  ]);
  const head = [`field of a ${kind}`, ...sorts.map((sort) => (sort === "" ? "main load" : sort)), "pass"];
  const empty = head.findIndex((_, column) => column > 0 && rows.every((row) => row[column] === ""));
  return { head: withoutColumn(head, empty), rows: rows.map((row) => withoutColumn(row, empty)) };
}

function useText(use: SortUse | undefined): string {
  if (use === undefined) return "";
  const codes = use.losses.map((code) => `\`${code}\``).join(", ");
  if (use.isSent) return codes === "" ? "sent" : `sent, but ${codes}`;
  return codes === "" ? "–" : `lost: ${codes}`;
}

/** @param column less than 0: none */
function withoutColumn(cells: readonly string[], column: number): readonly string[] {
  return cells.filter((_, index) => index !== column);
}
