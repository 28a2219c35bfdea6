import type { Reject } from "@chat-etl/engine";
import { writePrivateFile } from "./private-file.ts";

/** Lines that are written at once. */
const LINES = 100;

export interface Exported {
  /** Records, a line each. */
  readonly records: number;
  /** Values that never became a record, and are not in the file. */
  readonly withoutRecord: number;
}

/**
 * Writes rejected records to a new file, one a line: people's words, for its owner alone.
 *
 * @param force a file of that name is replaced
 * @throws as `writePrivateFile`
 */
export async function exportRejects(
  path: string,
  rejects: AsyncIterable<Reject>,
  { force }: { readonly force: boolean },
): Promise<Exported> {
  const counts = { records: 0, withoutRecord: 0 };
  await writePrivateFile(path, pieces(rejects, counts), { force, option: "--export" });
  return counts;
}

async function* pieces(
  rejects: AsyncIterable<Reject>,
  counts: { records: number; withoutRecord: number },
): AsyncGenerator<string, void> {
  let lines: string[] = [];
  for await (const reject of rejects) {
    if (reject.record === undefined) {
      counts.withoutRecord += 1;
      continue;
    }
    counts.records += 1;
    lines.push(lineOf(reject));
    if (lines.length < LINES) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

/** What it is and why it was rejected first, for who reads it; then what can be edited. */
function lineOf({ kind, id, pass, code, message, origin, mark, record }: Reject): string {
  return `${JSON.stringify({ kind, id, ...(pass === undefined ? {} : { pass }), code, message, origin, mark, record })}\n`;
}
