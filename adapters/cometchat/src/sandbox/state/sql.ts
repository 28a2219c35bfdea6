import type { SQLInputValue } from "node:sqlite";

/** One condition of a WHERE clause, with what its question marks stand for. */
export interface Condition {
  readonly sql: string;
  readonly params: readonly SQLInputValue[];
}

/** One page of a numbered list. */
export interface Slice {
  readonly limit: number;
  readonly offset: number;
}

/** The conditions as one clause; empty without any. */
export function whereOf(conditions: readonly Condition[]): {
  readonly where: string;
  readonly params: SQLInputValue[];
} {
  return {
    where: conditions.length === 0 ? "" : `WHERE ${conditions.map(({ sql }) => sql).join(" AND ")}`,
    params: conditions.flatMap(({ params }) => params),
  };
}

/** The value of a column is one of these; no condition without a list. */
export function anyOf(column: string, values: readonly string[] | undefined): readonly Condition[] {
  if (values === undefined) return [];
  return [{ sql: `${column} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(values)] }];
}

/**
 * A JSON list has one of these entries; no condition without a list.
 *
 * @param json what SQLite's `json_each` takes: a column, and a path in it
 */
export function anyEntryOf(json: string, values: readonly string[] | undefined): readonly Condition[] {
  if (values === undefined) return [];
  const sql = `EXISTS (SELECT value FROM json_each(${json}) INTERSECT SELECT value FROM json_each(?))`;
  return [{ sql, params: [JSON.stringify(values)] }];
}

/** One of the columns contains the text, in any case; no condition without a text. */
export function search(columns: readonly string[], text: string | undefined): readonly Condition[] {
  if (text === undefined || columns.length === 0) return [];
  const sql = columns.map((column) => `instr(lower(${column}), ?) > 0`).join(" OR ");
  return [{ sql: `(${sql})`, params: columns.map(() => text.toLowerCase()) }];
}
