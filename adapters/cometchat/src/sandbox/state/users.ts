import type { DatabaseSync } from "node:sqlite";
import { anyEntryOf, anyOf, type Condition, type Slice, search, whereOf } from "./sql.ts";

/** A user as the platform shows it, with the tags it shows only on demand. */
export interface StoredUser {
  readonly uid: string;
  readonly name: string;
  readonly avatar?: string | undefined;
  readonly link?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Nobody is ever online here. */
  readonly status: "offline";
  readonly role: string;
  readonly statusMessage?: string | undefined;
  /** Times are UNIX seconds. */
  readonly lastActiveAt?: number | undefined;
  readonly deactivatedAt?: number | undefined;
  readonly createdAt: number;
  readonly updatedAt?: number | undefined;
  readonly tags: readonly string[];
}

/** Which users a list shows. */
type UserScope = "active" | "deactivated" | "all";

export interface UserFilter {
  readonly scope: UserScope;
  /** Any of them. */
  readonly roles?: readonly string[] | undefined;
  /** Any of them. */
  readonly tags?: readonly string[] | undefined;
  readonly searchKey?: string | undefined;
  /** Where to search. Default: name and uid. */
  readonly searchIn?: readonly string[] | undefined;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    n INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    deactivated INTEGER NOT NULL,
    entity TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS users_by_state ON users (deactivated);
  CREATE INDEX IF NOT EXISTS users_by_role ON users (role);
`;

export type Users = ReturnType<typeof openUsers>;

/** Users in the order they came. */
export function openUsers(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO users (uid, name, role, deactivated, entity) VALUES (?, ?, ?, ?, ?)");
  const update = db.prepare("UPDATE users SET name = ?, role = ?, deactivated = ?, entity = ? WHERE uid = ?");
  const remove = db.prepare("DELETE FROM users WHERE uid = ?");
  const resetRole = db.prepare("UPDATE users SET role = ?, entity = json_set(entity, '$.role', ?) WHERE role = ?");
  const find = db.prepare("SELECT entity FROM users WHERE uid = ?");
  const isDeactivated = (user: StoredUser): number => (user.deactivatedAt === undefined ? 0 : 1);
  return {
    add(user: StoredUser): void {
      insert.run(user.uid, user.name, user.role, isDeactivated(user), JSON.stringify(user));
    },
    /** Puts this user in the place of the one of the same uid. */
    replace(user: StoredUser): void {
      update.run(user.name, user.role, isDeactivated(user), JSON.stringify(user), user.uid);
    },
    /** Gives all users of one role another. */
    resetRole(role: string, other: string): void {
      resetRole.run(other, other, role);
    },
    remove(uid: string): void {
      remove.run(uid);
    },
    /** The deactivated ones too. */
    find(uid: string): StoredUser | undefined {
      const row = find.get(uid);
      return row && (JSON.parse(String(row.entity)) as StoredUser);
    },
    list(filter: UserFilter, { limit, offset }: Slice): readonly StoredUser[] {
      const { where, params } = whereOf(conditionsOf(filter));
      const rows = db.prepare(`SELECT entity FROM users ${where} ORDER BY n LIMIT ? OFFSET ?`);
      return rows.all(...params, limit, offset).map((row) => JSON.parse(String(row.entity)) as StoredUser);
    },
    count(filter: UserFilter): number {
      const { where, params } = whereOf(conditionsOf(filter));
      return Number(db.prepare(`SELECT count(*) AS total FROM users ${where}`).get(...params)?.total);
    },
  };
}

function conditionsOf({ scope, roles, tags, searchKey, searchIn }: UserFilter): readonly Condition[] {
  return [
    ...(scope === "all" ? [] : [{ sql: "deactivated = ?", params: [Number(scope === "deactivated")] }]),
    ...anyOf("role", roles),
    ...anyEntryOf("entity, '$.tags'", tags),
    ...search(searchIn ?? ["name", "uid"], searchKey),
  ];
}
