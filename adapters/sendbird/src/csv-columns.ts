/** `Sender=user_id, Sent at=created_at`: what a column is called, and the field of the API that it is. */
export const CSV_COLUMNS = /^[^=,]+=[^=,]+(?:,[^=,]+=[^=,]+)*$/;

/** Fields by the names of their columns; other columns are called as their fields. */
export type FieldOf = (column: string) => string;

/** @param names as `CSV_COLUMNS` has them; missing: none is called otherwise */
export function fieldOfColumn(names = ""): FieldOf {
  const pairs = names.split(",").map((pair) => pair.split("=").map((part) => part.trim()));
  const fields = new Map(pairs.map(([column = "", field = ""]) => [column, field]));
  return (column) => fields.get(column) ?? column;
}

/** A row by the fields that its columns are. */
export function rowOfFields(row: object, fieldOf: FieldOf): object {
  return Object.fromEntries(Object.entries(row).map(([column, text]) => [fieldOf(column), text]));
}
