import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { anyEntryOf, anyOf, type Condition, type Slice, search, whereOf } from "./sql.ts";

/** A group as it was made. Its password is nowhere kept: nothing ever asks for it. */
export interface GroupInput {
  readonly guid: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly icon?: string | undefined;
  readonly type: "public" | "password" | "private";
  readonly owner: string;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly conversationId: string;
  /** Times are UNIX seconds. */
  readonly createdAt: number;
  readonly updatedAt?: number | undefined;
  /** Uid. */
  readonly updatedBy?: string | undefined;
  readonly tags: readonly string[];
}

export interface StoredGroup extends GroupInput {
  /** Banned ones do not count. */
  readonly membersCount: number;
}

export interface GroupFilter {
  /** Any of them. */
  readonly types?: readonly string[] | undefined;
  /** Any of them. */
  readonly tags?: readonly string[] | undefined;
  readonly searchKey?: string | undefined;
  /** Where to search. Default: name and guid. */
  readonly searchIn?: readonly string[] | undefined;
  /** Only groups this user has joined. */
  readonly joinedBy?: string | undefined;
  /** Hides private groups but those this user has joined. */
  readonly visibleTo?: string | undefined;
  /** Only groups that changed after, or before, this time (UNIX seconds). */
  readonly changedAfter?: number | undefined;
  readonly changedBefore?: number | undefined;
}

/** How a list is sorted. Missing: in the order they came. */
export interface GroupOrder {
  readonly sortBy?: "name" | "guid" | "createdAt" | undefined;
  readonly sortOrder: "asc" | "desc";
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS groups (
    n INTEGER PRIMARY KEY,
    guid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    members_count INTEGER NOT NULL DEFAULT 0,
    entity TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS groups_by_name ON groups (name);
  CREATE INDEX IF NOT EXISTS groups_by_creation ON groups (created_at);
`;

const SORT_COLUMNS = { name: "name", guid: "guid", createdAt: "created_at" } as const;

const JOINED = "guid IN (SELECT guid FROM members WHERE uid = ? AND banned = 0)";

export type Groups = ReturnType<typeof openGroups>;

/** Groups in the order they came. */
export function openGroups(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare(
    "INSERT INTO groups (guid, name, type, created_at, updated_at, entity) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const update = db.prepare("UPDATE groups SET name = ?, type = ?, updated_at = ?, entity = ? WHERE guid = ?");
  const remove = db.prepare("DELETE FROM groups WHERE guid = ?");
  const find = db.prepare("SELECT entity, members_count FROM groups WHERE guid = ?");
  return {
    add(group: GroupInput): void {
      const { guid, name, type, createdAt } = group;
      insert.run(guid, name, type, createdAt, group.updatedAt ?? createdAt, JSON.stringify(group));
    },
    /** Puts this group in the place of the one of the same guid. */
    replace(group: GroupInput): void {
      const { guid, name, type, createdAt } = group;
      update.run(name, type, group.updatedAt ?? createdAt, JSON.stringify(group), guid);
    },
    remove(guid: string): void {
      remove.run(guid);
    },
    find(guid: string): StoredGroup | undefined {
      const row = find.get(guid);
      return row && groupOf(row);
    },
    list(filter: GroupFilter, { limit, offset, sortBy, sortOrder }: Slice & GroupOrder): readonly StoredGroup[] {
      const { where, params } = whereOf(conditionsOf(filter));
      const order = `ORDER BY ${sortBy ? `${SORT_COLUMNS[sortBy]} ${sortOrder}, n` : `n ${sortOrder}`}`;
      const rows = db.prepare(`SELECT entity, members_count FROM groups ${where} ${order} LIMIT ? OFFSET ?`);
      return rows.all(...params, limit, offset).map(groupOf);
    },
    count(filter: GroupFilter): number {
      const { where, params } = whereOf(conditionsOf(filter));
      return Number(db.prepare(`SELECT count(*) AS total FROM groups ${where}`).get(...params)?.total);
    },
  };
}

function conditionsOf(filter: GroupFilter): readonly Condition[] {
  const { joinedBy, visibleTo, changedAfter, changedBefore } = filter;
  return [
    ...anyOf("type", filter.types),
    ...anyEntryOf("entity, '$.tags'", filter.tags),
    ...search(filter.searchIn ?? ["name", "guid"], filter.searchKey),
    ...(joinedBy === undefined ? [] : [{ sql: JOINED, params: [joinedBy] }]),
    ...(visibleTo === undefined ? [] : [{ sql: `(type <> 'private' OR ${JOINED})`, params: [visibleTo] }]),
    ...(changedAfter === undefined ? [] : [{ sql: "updated_at > ?", params: [changedAfter] }]),
    ...(changedBefore === undefined ? [] : [{ sql: "updated_at < ?", params: [changedBefore] }]),
  ];
}

function groupOf(row: Record<string, SQLOutputValue>): StoredGroup {
  return { ...(JSON.parse(String(row.entity)) as GroupInput), membersCount: Number(row.members_count) };
}
