import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Groups, openGroups } from "./state-groups.ts";
import { type Members, openMembers } from "./state-members.ts";
import { type Messages, openMessages } from "./state-messages.ts";
import { openUsers, type Users } from "./state-users.ts";

/** Everything the platform remembers. */
export interface State {
  readonly users: Users;
  readonly groups: Groups;
  readonly members: Members;
  readonly messages: Messages;
  /** One request's effects: all on disk when it returns, none when it throws. */
  request<T>(work: () => T): T;
  /** One row's effects inside a request: none when it throws. */
  row<T>(work: () => T): T;
  close(): void;
}

/** Opens `<folder>/cometchat.sqlite`, made if it is not there. A process may be killed at any moment and go on later. */
export function openState(folder: string): State {
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, "cometchat.sqlite"));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;");
  return {
    users: openUsers(db),
    groups: openGroups(db),
    members: openMembers(db),
    messages: openMessages(db),
    request: undoable(db, { begin: "BEGIN IMMEDIATE", keep: ["COMMIT"], undo: ["ROLLBACK"] }),
    row: undoable(db, { begin: "SAVEPOINT one", keep: ["RELEASE one"], undo: ["ROLLBACK TO one", "RELEASE one"] }),
    close: () => db.close(),
  };
}

interface Brackets {
  readonly begin: string;
  readonly keep: readonly string[];
  readonly undo: readonly string[];
}

/** Work between statements that are prepared once: every row of every batch is bracketed. */
function undoable(db: DatabaseSync, { begin, keep, undo }: Brackets): <T>(work: () => T) => T {
  const opening = db.prepare(begin);
  const closing = keep.map((sql) => db.prepare(sql));
  const undoing = undo.map((sql) => db.prepare(sql));
  return (work) => {
    opening.run();
    try {
      const result = work();
      for (const statement of closing) statement.run();
      return result;
    } catch (error) {
      for (const statement of undoing) statement.run();
      throw error;
    }
  };
}
