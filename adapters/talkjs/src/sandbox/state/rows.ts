import type { SQLOutputValue } from "node:sqlite";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** The JSON kept in a row's `body`, written by the sandbox itself. */
export function bodyOf<Body>(row: Row): Body {
  return JSON.parse(String(row.body)) as Body;
}

export function instantOf(value: SQLOutputValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
