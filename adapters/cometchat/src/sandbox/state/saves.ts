import type { DatabaseSync } from "node:sqlite";

/** Whose list a message is kept in: a conversation's pins, or a user's saved messages. */
export interface SaveList {
  readonly kind: "pin" | "save";
  /** Conversation id, or uid. */
  readonly owner: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS saves (
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, owner, message_id)
  ) STRICT, WITHOUT ROWID;
`;

export type Saves = ReturnType<typeof openSaves>;

/** Pinned and saved messages. */
export function openSaves(db: DatabaseSync) {
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT OR IGNORE INTO saves (kind, owner, message_id, at) VALUES (?, ?, ?, ?)");
  const remove = db.prepare("DELETE FROM saves WHERE kind = ? AND owner = ? AND message_id = ?");
  const find = db.prepare("SELECT at FROM saves WHERE kind = ? AND owner = ? AND message_id = ?");
  const count = db.prepare("SELECT count(*) AS total FROM saves WHERE kind = ? AND owner = ?");
  return {
    /** @param at UNIX seconds */
    add({ kind, owner }: SaveList, messageId: number, at: number): void {
      insert.run(kind, owner, messageId, at);
    },
    remove({ kind, owner }: SaveList, messageId: number): void {
      remove.run(kind, owner, messageId);
    },
    /** Since when, in UNIX seconds; `undefined` if it is not in the list. */
    at({ kind, owner }: SaveList, messageId: number): number | undefined {
      const row = find.get(kind, owner, messageId);
      return row && Number(row.at);
    },
    count: ({ kind, owner }: SaveList): number => Number(count.get(kind, owner)?.total),
  };
}
