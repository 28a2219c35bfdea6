import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";

export interface Reaction {
  readonly id: number;
  readonly messageId: number;
  readonly reaction: string;
  readonly uid: string;
  /** UNIX seconds. */
  readonly reactedAt: number;
}

export interface ReactionPage {
  /** `append`: behind `id`, ascending; `prepend`: before it, the newest page, ascending inside. */
  readonly affix: "append" | "prepend";
  readonly id?: number | undefined;
  readonly limit: number;
  /** Only this one. Missing: all. */
  readonly reaction?: string | undefined;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS reactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER NOT NULL,
    reaction TEXT NOT NULL,
    uid TEXT NOT NULL,
    reacted_at INTEGER NOT NULL,
    UNIQUE (message_id, reaction, uid)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS reactions_by_message ON reactions (message_id);
`;

const SUMMARY = `
  SELECT reaction, count(*) AS count, max(uid = ?) AS mine FROM reactions
  WHERE message_id = ? GROUP BY reaction ORDER BY min(id)
`;

export type Reactions = ReturnType<typeof openReactions>;

/** Reactions by id, which is the order they came in. */
export function openReactions(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO reactions (message_id, reaction, uid, reacted_at) VALUES (?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM reactions WHERE message_id = ? AND reaction = ? AND uid = ?");
  const removeMessage = db.prepare("DELETE FROM reactions WHERE message_id = ?");
  const find = db.prepare("SELECT 1 FROM reactions WHERE message_id = ? AND reaction = ? AND uid = ?");
  const summary = db.prepare(SUMMARY);
  return {
    add({ messageId, reaction, uid, reactedAt }: Omit<Reaction, "id">): void {
      insert.run(messageId, reaction, uid, reactedAt);
    },
    remove({ messageId, reaction, uid }: Omit<Reaction, "id" | "reactedAt">): void {
      remove.run(messageId, reaction, uid);
    },
    removeMessage(messageId: number): void {
      removeMessage.run(messageId);
    },
    has: ({ messageId, reaction, uid }: Omit<Reaction, "id" | "reactedAt">): boolean =>
      find.get(messageId, reaction, uid) !== undefined,
    /** What a message shows: each reaction once, in the order of its first use. `isMine`: by this user. */
    summary: (messageId: number, uid: string | undefined) =>
      summary.all(uid ?? "", messageId).map((row) => ({
        reaction: String(row.reaction),
        count: Number(row.count),
        isMine: row.mine === 1,
      })),
    /** Oldest first, whatever the direction. */
    list(messageId: number, { affix, id, limit, reaction }: ReactionPage): readonly Reaction[] {
      const conditions = ["message_id = ?"];
      const params: SQLInputValue[] = [messageId];
      if (reaction !== undefined) {
        conditions.push("reaction = ?");
        params.push(reaction);
      }
      if (id !== undefined) {
        conditions.push(affix === "append" ? "id > ?" : "id < ?");
        params.push(id);
      }
      const order = affix === "append" ? "ASC" : "DESC";
      const rows = db
        .prepare(`SELECT * FROM reactions WHERE ${conditions.join(" AND ")} ORDER BY id ${order} LIMIT ?`)
        .all(...params, limit);
      return (affix === "append" ? rows : rows.reverse()).map(reactionOf);
    },
  };
}

function reactionOf(row: Record<string, SQLOutputValue>): Reaction {
  return {
    id: Number(row.id),
    messageId: Number(row.message_id),
    reaction: String(row.reaction),
    uid: String(row.uid),
    reactedAt: Number(row.reacted_at),
  };
}
