import type { DatabaseSync } from "node:sqlite";
import type { Slice } from "./sql.ts";

export interface StoredRole {
  readonly role: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Times are UNIX seconds. */
  readonly createdAt: number;
  readonly updatedAt?: number | undefined;
}

/** The role of whoever is given no other. It is there from the beginning and stays. */
export const DEFAULT_ROLE = "default";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS roles (n INTEGER PRIMARY KEY, role TEXT NOT NULL UNIQUE, entity TEXT NOT NULL) STRICT;
  INSERT OR IGNORE INTO roles (n, role, entity) VALUES
    (0, '${DEFAULT_ROLE}', json_object('role', '${DEFAULT_ROLE}', 'name', 'Default', 'createdAt', unixepoch()));
`;

export type Roles = ReturnType<typeof openRoles>;

/** Roles in the order they came. */
export function openRoles(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO roles (role, entity) VALUES (?, ?)");
  const update = db.prepare("UPDATE roles SET entity = ? WHERE role = ?");
  const remove = db.prepare("DELETE FROM roles WHERE role = ?");
  const find = db.prepare("SELECT entity FROM roles WHERE role = ?");
  const list = db.prepare("SELECT entity FROM roles ORDER BY n LIMIT ? OFFSET ?");
  const count = db.prepare("SELECT count(*) AS total FROM roles");
  return {
    add(role: StoredRole): void {
      insert.run(role.role, JSON.stringify(role));
    },
    /** Puts this role in the place of the one of the same id. */
    replace(role: StoredRole): void {
      update.run(JSON.stringify(role), role.role);
    },
    remove(role: string): void {
      remove.run(role);
    },
    find(role: string): StoredRole | undefined {
      const row = find.get(role);
      return row && (JSON.parse(String(row.entity)) as StoredRole);
    },
    list: ({ limit, offset }: Slice): readonly StoredRole[] =>
      list.all(limit, offset).map((row) => JSON.parse(String(row.entity)) as StoredRole),
    count: (): number => Number(count.get()?.total),
  };
}
