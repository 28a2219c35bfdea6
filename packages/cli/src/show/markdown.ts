import { printable } from "./format.ts";

/** A table of words. */
export function wordsTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableOf([head, head.map(() => "---"), ...rows]);
}

/** A table of numbers; only the first column holds words. */
export function numbersTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableOf([head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** Sentences of ours, into which foreign names may be quoted: neither markup nor HTML. */
export function plain(text: string): string {
  return printable(text).replaceAll(/[\\`*_[\]<>&|]/g, "\\$&");
}

/** Foreign text as it is. Whatever it holds, it ends where it ends: behind more backticks than it has in a row. */
export function code(text: string): string {
  const shown = printable(text);
  const runs = shown.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map(({ length }) => length)));
  return runs.length > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
