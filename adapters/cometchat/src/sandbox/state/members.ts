import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { anyOf, type Slice, whereOf } from "./sql.ts";
import type { StoredUser } from "./users.ts";

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
  CREATE INDEX IF NOT EXISTS members_by_user ON members (uid, banned);
  CREATE TRIGGER IF NOT EXISTS member_added AFTER INSERT ON members WHEN new.banned = 0 BEGIN
    UPDATE groups SET members_count = members_count + 1 WHERE guid = new.guid;
  END;
  CREATE TRIGGER IF NOT EXISTS member_removed AFTER DELETE ON members WHEN old.banned = 0 BEGIN
    UPDATE groups SET members_count = members_count - 1 WHERE guid = old.guid;
  END;
  CREATE TRIGGER IF NOT EXISTS member_changed AFTER UPDATE OF banned ON members BEGIN
    UPDATE groups SET members_count = members_count + old.banned - new.banned WHERE guid = new.guid;
  END;
`;

/** Which side of a group a list shows: those who belong to it, or those who may not. */
export interface MemberList {
  readonly guid: string;
  readonly isBanned: boolean;
  /** Any of them. Missing: all. */
  readonly scopes?: readonly string[] | undefined;
}

export type Members = ReturnType<typeof openMembers>;

/** Memberships and bans in the order they came. */
export function openMembers(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO members (guid, uid, scope, joined_at, banned) VALUES (?, ?, ?, ?, ?)");
  const update = db.prepare("UPDATE members SET scope = ?, joined_at = ?, banned = ? WHERE guid = ? AND uid = ?");
  const remove = db.prepare("DELETE FROM members WHERE guid = ? AND uid = ?");
  const removeUser = db.prepare("DELETE FROM members WHERE uid = ?");
  const removeGroup = db.prepare("DELETE FROM members WHERE guid = ?");
  const groupsOf = db.prepare("SELECT count(*) AS total FROM members WHERE uid = ? AND banned = 0");
  const find = db.prepare("SELECT * FROM members WHERE guid = ? AND uid = ?");
  return {
    add({ guid, uid, scope, joinedAt, isBanned }: Member): void {
      insert.run(guid, uid, scope, joinedAt, Number(isBanned));
    },
    /** Puts this membership in the place of the one of the same group and user. */
    replace({ guid, uid, scope, joinedAt, isBanned }: Member): void {
      update.run(scope, joinedAt, Number(isBanned), guid, uid);
    },
    remove(guid: string, uid: string): void {
      remove.run(guid, uid);
    },
    removeUser(uid: string): void {
      removeUser.run(uid);
    },
    removeGroup(guid: string): void {
      removeGroup.run(guid);
    },
    /** The banned ones too. */
    find(guid: string, uid: string): Member | undefined {
      const row = find.get(guid, uid);
      return row && memberOf(row);
    },
    /** How many groups a user has joined. */
    groupsOf: (uid: string): number => Number(groupsOf.get(uid)?.total),
    list(list: MemberList, { limit, offset }: Slice) {
      const { where, params } = conditionsOf(list);
      return db
        .prepare(
          `SELECT users.entity, members.* FROM members JOIN users USING (uid) ${where} ORDER BY members.n LIMIT ? OFFSET ?`,
        )
        .all(...params, limit, offset)
        .map((row) => ({ member: memberOf(row), user: JSON.parse(String(row.entity)) as StoredUser }));
    },
    count(list: MemberList): number {
      const { where, params } = conditionsOf(list);
      return Number(db.prepare(`SELECT count(*) AS total FROM members ${where}`).get(...params)?.total);
    },
  };
}

function conditionsOf({ guid, isBanned, scopes }: MemberList) {
  return whereOf([{ sql: "guid = ? AND banned = ?", params: [guid, Number(isBanned)] }, ...anyOf("scope", scopes)]);
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
