import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Slice, StoredUser } from "./state-users.ts";

export interface Member {
  readonly guid: string;
  readonly uid: string;
  readonly scope: "admin" | "moderator" | "participant";
  /** UNIX seconds. */
  readonly joinedAt: number;
  readonly isBanned: boolean;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS members (
    n INTEGER PRIMARY KEY,
    guid TEXT NOT NULL,
    uid TEXT NOT NULL,
    scope TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    banned INTEGER NOT NULL,
    UNIQUE (guid, uid)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS members_by_group ON members (guid, banned);
`;

const LIST = `
  SELECT users.entity, members.*
  FROM members JOIN users USING (uid)
  WHERE guid = ? AND banned = ?
  ORDER BY members.n LIMIT ? OFFSET ?
`;

/** Which side of a group a list shows: those who belong to it, or those who may not. */
export interface MemberList {
  readonly guid: string;
  readonly isBanned: boolean;
}

export type Members = ReturnType<typeof openMembers>;

/** Memberships and bans in the order they came. */
export function openMembers(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO members (guid, uid, scope, joined_at, banned) VALUES (?, ?, ?, ?, ?)");
  const grow = db.prepare("UPDATE groups SET members_count = members_count + 1 WHERE guid = ?");
  const find = db.prepare("SELECT * FROM members WHERE guid = ? AND uid = ?");
  const list = db.prepare(LIST);
  const count = db.prepare("SELECT count(*) AS total FROM members WHERE guid = ? AND banned = ?");
  return {
    add({ guid, uid, scope, joinedAt, isBanned }: Member): void {
      insert.run(guid, uid, scope, joinedAt, Number(isBanned));
      if (!isBanned) grow.run(guid);
    },
    /** The banned ones too. */
    find(guid: string, uid: string): Member | undefined {
      const row = find.get(guid, uid);
      return row && memberOf(row);
    },
    list({ guid, isBanned }: MemberList, { limit, offset }: Slice) {
      return list
        .all(guid, Number(isBanned), limit, offset)
        .map((row) => ({ member: memberOf(row), user: JSON.parse(String(row.entity)) as StoredUser }));
    },
    count: ({ guid, isBanned }: MemberList): number => Number(count.get(guid, Number(isBanned))?.total),
  };
}

function memberOf(row: Record<string, SQLOutputValue>): Member {
  return {
    guid: String(row.guid),
    uid: String(row.uid),
    scope: row.scope as Member["scope"],
    joinedAt: Number(row.joined_at),
    isBanned: row.banned === 1,
  };
}
