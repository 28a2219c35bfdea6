/** `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 h 5 min`, `12 min 3 s`, `4.2 s`. */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `3.4 GB`, `12 MB`, `512 bytes`: in thousands, as shops count them. */
export function formatBytes(bytes: number): string {
  const units = ["kB", "MB", "GB", "TB"];
  if (bytes < 1_000) return `${Math.round(bytes)} bytes`;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1_000 ** power;
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[power - 1]}`;
}

/** What an error says to people: its message, and whether the program is to blame. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Foreign text may lead neither a terminal nor its reader astray: control characters, and those that reorder others, are replaced. */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, "�");
}

/** The same of a text of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** A long line as several, broken at spaces; a word longer than a line is broken where it must be. */
export function wrap(line: string, given = 80): readonly string[] {
  // A terminal that does not know its size says 0.
  const columns = given > 3 ? given : 80;
  const rows: string[] = [];
  for (const word of line.split(" ").flatMap((long) => pieces(long, columns - 1))) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + 1 + word.length < columns) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}

function pieces(word: string, length: number): readonly string[] {
  if (word.length <= length) return [word];
  return [word.slice(0, length), ...pieces(word.slice(length), length)];
}
