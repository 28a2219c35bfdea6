import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { type Slice, search, whereOf } from "./sql.ts";
import type { StoredUser } from "./users.ts";

/** `friend` goes both ways and is kept twice; `block` goes from the one who blocks. */
export type RelationKind = "friend" | "block";

export interface RelationList {
  readonly kind: RelationKind;
  readonly uid: string;
  readonly searchKey?: string | undefined;
}

/** The other user of a relation, and since when it holds (UNIX seconds). */
export interface Related {
  readonly user: StoredUser;
  readonly since: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS relations (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    uid TEXT NOT NULL,
    other TEXT NOT NULL,
    since INTEGER NOT NULL,
    UNIQUE (kind, uid, other)
  ) STRICT;
`;

const SHOWN = "FROM relations JOIN users ON users.uid = relations.other";

export type Relations = ReturnType<typeof openRelations>;

/** Friends and blocked users in the order they came. */
export function openRelations(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO relations (kind, uid, other, since) VALUES (?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM relations WHERE kind = ? AND uid = ? AND other = ?");
  const removeUser = db.prepare("DELETE FROM relations WHERE ? IN (uid, other)");
  const find = db.prepare("SELECT since FROM relations WHERE kind = ? AND uid = ? AND other = ?");
  return {
    add(kind: RelationKind, { uid, other, since }: { uid: string; other: string; since: number }): void {
      insert.run(kind, uid, other, since);
    },
    remove(kind: RelationKind, { uid, other }: { uid: string; other: string }): void {
      remove.run(kind, uid, other);
    },
    removeUser(uid: string): void {
      removeUser.run(uid);
    },
    /** Since when, in UNIX seconds; `undefined` if there is no such relation. */
    since(kind: RelationKind, { uid, other }: { uid: string; other: string }): number | undefined {
      const row = find.get(kind, uid, other);
      return row && Number(row.since);
    },
    list(list: RelationList, { limit, offset }: Slice): readonly Related[] {
      const { where, params } = conditionsOf(list);
      return db
        .prepare(`SELECT entity, since ${SHOWN} ${where} ORDER BY relations.n LIMIT ? OFFSET ?`)
        .all(...params, limit, offset)
        .map(relatedOf);
    },
    count(list: RelationList): number {
      const { where, params } = conditionsOf(list);
      return Number(db.prepare(`SELECT count(*) AS total ${SHOWN} ${where}`).get(...params)?.total);
    },
  };
}

/** Deactivated users do not show. */
function conditionsOf({ kind, uid, searchKey }: RelationList) {
  const shown = { sql: "kind = ? AND relations.uid = ? AND users.deactivated = 0", params: [kind, uid] };
  return whereOf([shown, ...search(["users.name", "users.uid"], searchKey)]);
}

function relatedOf(row: Record<string, SQLOutputValue>): Related {
  return { user: JSON.parse(String(row.entity)) as StoredUser, since: Number(row.since) };
}
