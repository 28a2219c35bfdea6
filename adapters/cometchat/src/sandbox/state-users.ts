import type { DatabaseSync } from "node:sqlite";

/** A user as the platform shows it, with the tags it shows only on demand. */
export interface StoredUser {
  readonly uid: string;
  readonly name: string;
  readonly avatar?: string | undefined;
  readonly link?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly status: "offline";
  readonly role: string;
  /** Times are UNIX seconds. */
  readonly lastActiveAt?: number | undefined;
  readonly deactivatedAt?: number | undefined;
  readonly createdAt: number;
  readonly tags: readonly string[];
}

/** Which users a list shows. */
export type UserScope = "active" | "deactivated" | "all";

export interface Slice {
  readonly limit: number;
  readonly offset: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    n INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    deactivated INTEGER NOT NULL,
    entity TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS users_by_state ON users (deactivated);
`;

const WHERE: Readonly<Record<UserScope, string>> = {
  active: "WHERE deactivated = 0",
  deactivated: "WHERE deactivated = 1",
  all: "",
};

export type Users = ReturnType<typeof openUsers>;

/** Users in the order they came. */
export function openUsers(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO users (uid, deactivated, entity) VALUES (?, ?, ?)");
  const find = db.prepare("SELECT entity FROM users WHERE uid = ?");
  return {
    add(user: StoredUser): void {
      insert.run(user.uid, user.deactivatedAt === undefined ? 0 : 1, JSON.stringify(user));
    },
    /** The deactivated ones too. */
    find(uid: string): StoredUser | undefined {
      const row = find.get(uid);
      return row && (JSON.parse(String(row.entity)) as StoredUser);
    },
    list(scope: UserScope, { limit, offset }: Slice): readonly StoredUser[] {
      const rows = db.prepare(`SELECT entity FROM users ${WHERE[scope]} ORDER BY n LIMIT ? OFFSET ?`);
      return rows.all(limit, offset).map((row) => JSON.parse(String(row.entity)) as StoredUser);
    },
    count(scope: UserScope): number {
      return Number(db.prepare(`SELECT count(*) AS total FROM users ${WHERE[scope]}`).get()?.total);
    },
  };
}
