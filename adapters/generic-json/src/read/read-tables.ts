import { ConfigError, type OpenContext, RecordError } from "@chat-etl/sdk";
import type { JSONValue } from "@jmespath-community/jmespath";
import { toWord } from "../mapping/coerce.ts";
import { isTrue } from "../mapping/fields.ts";
import type { TableSpec } from "../mapping/mapping.ts";
import type { Scope } from "../mapping/scope.ts";
import { isNothing, type Table } from "../mapping/value.ts";
import type { Files } from "./files.ts";
import { type FoundPage, readFile } from "./read-file.ts";

/** Most rows of a table: they are held in memory. */
const MOST_ROWS = 1_000_000;

/** Reads the tables that values are looked up in. @throws ConfigError one cannot be read, or has too many rows */
export async function readTables(
  specs: Readonly<Record<string, TableSpec>>,
  place: Place,
): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [name, spec] of Object.entries(specs)) tables.set(name, await readTable(name, spec, place));
  return tables;
}

interface Place {
  readonly files: Files;
  readonly signal: AbortSignal;
  readonly onNotice?: OpenContext["onNotice"];
}

async function readTable(name: string, spec: TableSpec, { files, signal, onNotice }: Place): Promise<Table> {
  const rows = new Map<string, JSONValue>();
  const damaged: string[] = [];
  let count = 0;
  for (const file of files.matching(spec)) {
    let isFound = true;
    const onEnd = (isThere: boolean) => {
      isFound = isThere;
    };
    for await (const { values } of readFile(file, { reading: spec, signal, onEnd })) {
      for (const value of values) count += rowOf(name, value, rows, spec);
      damaged.push(...values.flatMap((value) => ("unreadable" in value ? [value.origin] : [])));
      if (count > MOST_ROWS)
        throw new ConfigError(
          `Table "${name}" of the mapping has more than ${MOST_ROWS} rows, the most that are held in memory. Keep fewer with "when".`,
        );
    }
    if (!isFound)
      throw new ConfigError(`Table "${name}" of the mapping: "${file.path}" has no array at "${spec.select}".`);
  }
  if (damaged.length > 0) onNotice?.("damaged-table", damagedText(name, damaged));
  return rows;
}

function damagedText(name: string, [first, ...others]: readonly string[]): string {
  const what =
    others.length === 0
      ? `a row that is damaged, ${first}, was`
      : `${others.length + 1} rows that are damaged, the first ${first}, were`;
  return `Of table "${name}" of the mapping ${what} passed over: what is looked up there is not found. Correct it at the source, and run again with --fresh.`;
}

/** Returns how many rows that made. @throws ConfigError an expression of the table does not fit the row */
function rowOf(
  name: string,
  value: FoundPage["values"][number],
  rows: Map<string, JSONValue>,
  spec: TableSpec,
): number {
  if ("unreadable" in value) return 0;
  if (value.value.isArray) return 0;
  try {
    return addRow(rows, spec, value.value.scope);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw new ConfigError(`Table "${name}" of the mapping, at ${value.origin}: ${error.message}`);
  }
}

/** Returns how many rows that made. */
function addRow(rows: Map<string, JSONValue>, { when, key, take, many }: TableSpec, scope: Scope): number {
  if (when !== undefined && !isTrue(when.evaluate(scope))) return 0;
  const found = key.evaluate(scope);
  if (isNothing(found)) return 0;
  const row = (take?.evaluate(scope) ?? scope.item) as JSONValue;
  const id = toWord(found);
  const before = rows.get(id);
  if (!many) rows.set(id, before ?? row);
  else if (Array.isArray(before)) before.push(row);
  else rows.set(id, [row]);
  return 1;
}
