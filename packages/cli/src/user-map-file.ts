import type { UserMatch } from "@chat-etl/engine";
import { csvLine, plainCell, readCsv } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import * as z from "zod";
import { writePrivateFile } from "./private-file.ts";
import { checkRows, type UserRow } from "./user-rows.ts";

const COLUMNS = ["source_id", "source_name", "source_email", "target_id", "target_name", "how"] as const;

const Row = z.object({
  source_id: z.string().trim().min(1),
  target_id: z.string().trim(),
  how: z.enum(["id", "email", "conflict", "none", "given", "merge", ""]),
});

/**
 * Writes who of a source is who in a target, for its owner alone: a line for each user of the source.
 *
 * @throws ConfigError, TransientError as `writePrivateFile`
 */
export async function writeUserMap(
  path: string,
  matches: readonly UserMatch[],
  { force }: { readonly force: boolean },
): Promise<void> {
  await writePrivateFile(path, linesOf(matches), { force, option: "--out" });
}

function* linesOf(matches: readonly UserMatch[]): Generator<string, void> {
  yield csvLine(COLUMNS);
  for (const { source, how, targets } of matches) {
    const [only] = how === "conflict" ? [] : targets;
    const names = how === "conflict" ? candidates(targets) : (only?.name ?? "");
    yield csvLine([source.id, source.displayName, source.emails[0] ?? "", only?.id ?? "", names, how]);
  }
}

function candidates(targets: UserMatch["targets"]): string {
  return `one of: ${targets.map(({ id, name }) => `${JSON.stringify(id)} (${name ?? id})`).join(", ")}`;
}

/**
 * Reads who of a source is who in a target: the source's id → the target's.
 *
 * @throws ConfigError the file cannot be read, lacks a column, leaves a conflict open, or makes two people one
 */
export async function readUserMap(path: string): Promise<ReadonlyMap<string, string>> {
  const rows: UserRow[] = [];
  const { signal } = new AbortController();
  for await (const { values } of readCsv(path, { signal })) {
    for (const one of values) {
      // As a spreadsheet counts: the first row names the columns.
      const number = rows.length + 2;
      if ("unreadable" in one) throw unusable(path, number, one.unreadable.message);
      rows.push(rowOf(one.value, { path, number }));
    }
  }
  return checkRows(rows, path);
}

function rowOf(value: unknown, { path, number }: { readonly path: string; readonly number: number }): UserRow {
  const cells = Object.entries(Object(value)).map(([name, cell]) => [name.trim(), plainCell(String(cell)).trim()]);
  const row = Row.safeParse(Object.fromEntries(cells));
  if (row.success) return { number, sourceId: row.data.source_id, targetId: row.data.target_id, how: row.data.how };
  const names = new Set(cells.map(([name]) => name));
  const missing = ["source_id", "target_id", "how"].filter((name) => !names.has(name));
  if (missing.length > 0)
    throw new ConfigError(
      `"${path}" lacks the columns ${missing.join(", ")}. Its first line must name them, parted by commas, as etl map users writes it.`,
    );
  const [issue] = row.error.issues;
  const what =
    issue?.path[0] === "how"
      ? '"how" must be id, email, conflict, none, given or merge'
      : '"source_id" must not be empty';
  throw unusable(path, number, `${what}.`);
}

function unusable(path: string, number: number, problem: string): ConfigError {
  return new ConfigError(`"${path}" cannot be used: row ${number}: ${problem} Put the row right.`);
}
