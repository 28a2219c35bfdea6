import type { UserMatch } from "@chat-etl/engine";
import { csvLine, plainCell, readCsv } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import * as z from "zod";
import { writePrivateFile } from "./private-file.ts";
import { checkRows, type UserRow } from "./user-rows.ts";

const COLUMNS = [
  ...["source_id", "source_name", "source_email", "target_id", "target_name", "how"],
  // Whose users they are: the same in every row, as a table has no other place for it.
  ...["source", "target"],
];

const Row = z.object({
  source_id: z.string().trim().min(1),
  target_id: z.string().trim(),
  how: z.enum(["id", "email", "conflict", "none", "given", "merge", ""]),
  source: z.string().optional(),
  target: z.string().optional(),
});

/** The accounts that a map is for, by their identities. Missing: not known. */
export interface MapEnds {
  readonly source?: string | undefined;
  readonly target?: string | undefined;
}

/**
 * Writes who of a source is who in a target, for its owner alone: a line for each user of the source.
 *
 * @throws ConfigError, TransientError as `writePrivateFile`
 */
export async function writeUserMap(
  path: string,
  matches: readonly UserMatch[],
  { force, ends }: { readonly force: boolean; readonly ends: MapEnds },
): Promise<void> {
  await writePrivateFile(path, linesOf(matches, ends), { force, option: "--out" });
}

function* linesOf(
  matches: readonly UserMatch[],
  { source: of = "", target: to = "" }: MapEnds,
): Generator<string, void> {
  yield csvLine(COLUMNS);
  for (const { source, how, targets } of matches) {
    const [only] = how === "conflict" ? [] : targets;
    const names = how === "conflict" ? candidates(targets) : (only?.name ?? "");
    yield csvLine([source.id, source.displayName, source.emails[0] ?? "", only?.id ?? "", names, how, of, to]);
  }
}

function candidates(targets: UserMatch["targets"]): string {
  return `one of: ${targets.map(({ id, name }) => `${JSON.stringify(id)} (${name ?? id})`).join(", ")}`;
}

/**
 * Reads who of a source is who in a target: the source's id → the target's.
 *
 * @param ends of the run. A file that says of itself that it was made for others is refused; an older one says nothing
 * @throws ConfigError the file cannot be read, lacks a column or has no rows, leaves a conflict open, makes two people one,
 * or was made for others
 */
export async function readUserMap(path: string, ends: MapEnds): Promise<ReadonlyMap<string, string>> {
  const rows: UserRow[] = [];
  const { signal } = new AbortController();
  for await (const { values } of readCsv(path, { signal })) {
    for (const one of values) {
      // As a spreadsheet counts: the first row names the columns.
      const number = rows.length + 2;
      if ("unreadable" in one) throw unusable(path, number, one.unreadable.message);
      rows.push(rowOf(one.value, { path, number, ends }));
    }
  }
  if (rows.length === 0) throw withoutRows(path);
  return checkRows(rows, path);
}

interface Place {
  readonly path: string;
  readonly number: number;
  readonly ends: MapEnds;
}

function rowOf(value: unknown, { path, number, ends }: Place): UserRow {
  const cells = Object.entries(Object(value)).map(([name, cell]) => [name.trim(), plainCell(String(cell)).trim()]);
  const row = Row.safeParse(Object.fromEntries(cells));
  if (row.success) {
    mustBeMadeFor(row.data, { path, number, ends });
    return { number, sourceId: row.data.source_id, targetId: row.data.target_id, how: row.data.how };
  }
  const names = new Set(cells.map(([name]) => name));
  const missing = ["source_id", "target_id", "how"].filter((name) => !names.has(name));
  if (missing.length > 0)
    throw new ConfigError(
      `"${path}" cannot be used: row 1, which names the columns, lacks the columns ${missing.join(", ")}. ${RIGHT_HEADER}${partedBy(names)}`,
    );
  const [issue] = row.error.issues;
  const what =
    issue?.path[0] === "how"
      ? '"how" must be id, email, conflict, none, given or merge'
      : '"source_id" must not be empty';
  throw unusable(path, number, `${what}.`);
}

const RIGHT_HEADER = `As etl map users writes it, it is "${COLUMNS.join(",")}"; of these source_id, target_id and how must be there.`;

/** Spreadsheets of many countries part fields so. */
function partedBy(names: ReadonlySet<string | undefined>): string {
  const [delimiter, word] = [...names].some((name) => name?.includes(";")) ? [";", "semicolons"] : ["\t", "tabs"];
  const isParted = [...names].some((name) => name?.includes(delimiter));
  return isParted ? ` Its fields are parted by ${word}: save it as CSV with commas.` : "";
}

function withoutRows(path: string): ConfigError {
  return new ConfigError(
    `"${path}" cannot be used: row 1 names the columns, and there is no row 2, so it names nobody. Row 1: ${RIGHT_HEADER} Each row below it is one user of the source. If nobody of the source is in the target, leave out --map-users.`,
  );
}

function mustBeMadeFor(row: MapEnds, { path, number, ends }: Place): void {
  for (const side of ["source", "target"] as const) {
    const [made, is] = [row[side], ends[side]];
    if (made === undefined || made === "" || is === undefined || made === is) continue;
    throw new ConfigError(
      `"${path}" cannot be used: row ${number} was made for the ${side} "${made}", and the ${side} of this run is "${is}". Make a map for it with etl map users. If this one is right for it too, empty the column ${side}.`,
    );
  }
}

function unusable(path: string, number: number, problem: string): ConfigError {
  return new ConfigError(`"${path}" cannot be used: row ${number}: ${problem} Put the row right.`);
}
