/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^'*[=+\-@\t\r]/;
/** As `csvLine` writes what begins so. */
const ESCAPED = /^'+[=+\-@\t\r]/;

/**
 * A line of CSV (RFC 4180). What a spreadsheet would run as a formula gets an apostrophe in front, which `plainCell`
 * takes away again.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(FORMULA.test(cell) ? `'${cell}` : cell)).join(",")}\r\n`;
}

/** A cell as it was before `csvLine` wrote it. */
export function plainCell(cell: string): string {
  return ESCAPED.test(cell) ? cell.slice(1) : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
