import { printable, wrap } from "../format.ts";
import type { Description } from "./description.ts";
import type { Section, SectionTable } from "./section.ts";

const GAP = "  ";
const NARROWEST = 60;

/** A description for people at a terminal of so many columns; 60 are needed. */
export function describeText(
  { name, side, summary }: Description,
  sections: readonly Section[],
  columns = process.stdout.columns ?? 110,
): string {
  const width = Math.max(columns, NARROWEST);
  const parts = sections.flatMap(({ title, sentences, tables }) => [
    "",
    `${title}:`,
    ...sentences.flatMap((sentence) => indented(wrap(unquoted(sentence), width - 4), sentences.length > 1 ? "- " : "")),
    ...tables.flatMap((table) => ["", ...tableText(table, width)]),
  ]);
  return [`${name} (${side})`, ...wrap(unquoted(summary), width), ...parts, ""].join("\n");
}

function tableText({ head, rows }: SectionTable, width: number): readonly string[] {
  const cells = [head, ...rows].map((row) => row.map(unquoted));
  const longest = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const widths = fitted(longest, width - 1 - GAP.length * head.length);
  return cells.flatMap((row) => rowText(row, widths));
}

/** Takes from the widest columns until all fit together. */
function fitted(widths: readonly number[], available: number): readonly number[] {
  const fitting = [...widths];
  for (let over = fitting.reduce((sum, one) => sum + one, 0) - available; over > 0; over -= 1) {
    const widest = fitting.indexOf(Math.max(...fitting));
    fitting[widest] = (fitting[widest] ?? 0) - 1;
  }
  return fitting;
}

/** A row of cells, each as many lines as it needs. */
function rowText(row: readonly string[], widths: readonly number[]): readonly string[] {
  // `wrap` stays below its width, to leave a terminal's last column free.
  const lines = row.map((cell, column) => wrap(cell, (widths[column] ?? 0) + 1));
  const height = Math.max(...lines.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => {
    const parts = widths.map((columns, column) => (lines[column]?.[line] ?? "").padEnd(columns));
    return `${GAP}${parts.join(GAP)}`.trimEnd();
  });
}

function indented(rows: readonly string[], bullet: string): readonly string[] {
  return rows.map((row, index) => `  ${index === 0 ? bullet : " ".repeat(bullet.length)}${row}`);
}

function unquoted(text: string): string {
  return printable(text).replaceAll("`", "");
}
