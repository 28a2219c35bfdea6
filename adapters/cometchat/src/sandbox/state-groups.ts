import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Slice } from "./state-users.ts";

/** A group as it was imported. Its password is nowhere kept: nothing ever asks for it. */
export interface GroupInput {
  readonly guid: string;
  readonly name: string;
  readonly icon?: string | undefined;
  readonly type: "public" | "password" | "private";
  readonly owner: string;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly conversationId: string;
  /** UNIX seconds. */
  readonly createdAt: number;
  readonly tags: readonly string[];
}

export interface StoredGroup extends GroupInput {
  /** Banned ones do not count. */
  readonly membersCount: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS groups (
    n INTEGER PRIMARY KEY,
    guid TEXT NOT NULL UNIQUE,
    members_count INTEGER NOT NULL DEFAULT 0,
    entity TEXT NOT NULL
  ) STRICT;
`;

export type Groups = ReturnType<typeof openGroups>;

/** Groups in the order they came. */
export function openGroups(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO groups (guid, entity) VALUES (?, ?)");
  const find = db.prepare("SELECT entity, members_count FROM groups WHERE guid = ?");
  const list = db.prepare("SELECT entity, members_count FROM groups ORDER BY n LIMIT ? OFFSET ?");
  const count = db.prepare("SELECT count(*) AS total FROM groups");
  return {
    add(group: GroupInput): void {
      insert.run(group.guid, JSON.stringify(group));
    },
    find(guid: string): StoredGroup | undefined {
      const row = find.get(guid);
      return row && groupOf(row);
    },
    list: ({ limit, offset }: Slice): readonly StoredGroup[] => list.all(limit, offset).map(groupOf),
    count: (): number => Number(count.get()?.total),
  };
}

function groupOf(row: Record<string, SQLOutputValue>): StoredGroup {
  return { ...(JSON.parse(String(row.entity)) as GroupInput), membersCount: Number(row.members_count) };
}
