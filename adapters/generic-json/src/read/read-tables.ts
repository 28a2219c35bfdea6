import { ConfigError } from "@chat-etl/sdk";
import type { JSONValue } from "@jmespath-community/jmespath";
import { isTrue } from "../mapping/fields.ts";
import type { TableSpec } from "../mapping/mapping.ts";
import type { Scope } from "../mapping/scope.ts";
import { isNothing, type Table } from "../mapping/value.ts";
import type { Files } from "./files.ts";
import { readFile } from "./read-file.ts";

/** Most rows of a table: they are held in memory. */
const MOST_ROWS = 1_000_000;

/** Reads the tables that values are looked up in. @throws ConfigError one cannot be read, or has too many rows */
export async function readTables(
  specs: Readonly<Record<string, TableSpec>>,
  files: Files,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [name, spec] of Object.entries(specs)) tables.set(name, await readTable(name, spec, { files, signal }));
  return tables;
}

interface Place {
  readonly files: Files;
  readonly signal: AbortSignal;
}

async function readTable(name: string, spec: TableSpec, { files, signal }: Place): Promise<Table> {
  const rows = new Map<string, JSONValue>();
  let count = 0;
  for (const file of files.matching(spec)) {
    for await (const { values } of readFile(file, { reading: spec, signal })) {
      for (const value of values)
        if ("value" in value && !value.value.isArray) count += addRow(rows, spec, value.value.scope);
      if (count > MOST_ROWS)
        throw new ConfigError(
          `Table "${name}" of the mapping has more than ${MOST_ROWS} rows, the most that are held in memory. Keep fewer with "when".`,
        );
    }
  }
  return rows;
}

/** Returns how many rows that made. */
function addRow(rows: Map<string, JSONValue>, { when, key, take, many }: TableSpec, scope: Scope): number {
  if (when !== undefined && !isTrue(when.evaluate(scope))) return 0;
  const found = key.evaluate(scope);
  if (isNothing(found)) return 0;
  const row = (take?.evaluate(scope) ?? scope.item) as JSONValue;
  const id = String(found);
  const before = rows.get(id);
  if (!many) rows.set(id, before ?? row);
  else if (Array.isArray(before)) before.push(row);
  else rows.set(id, [row]);
  return 1;
}
