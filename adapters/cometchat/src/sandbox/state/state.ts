import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "@chat-etl/sdk";
import { type Conversations, openConversations } from "./conversations.ts";
import { type Groups, openGroups } from "./groups.ts";
import { type Members, openMembers } from "./members.ts";
import { type Messages, openMessages } from "./messages.ts";
import { openReactions, type Reactions } from "./reactions.ts";
import { openReceipts, type Receipts } from "./receipts.ts";
import { openRelations, type Relations } from "./relations.ts";
import { openRoles, type Roles } from "./roles.ts";
import { openSaves, type Saves } from "./saves.ts";
import { openUsers, type Users } from "./users.ts";

/** Number of the tables' layout. It changes whenever they do. */
const LAYOUT = 2;

/** Everything the platform remembers. */
export interface State {
  readonly roles: Roles;
  readonly users: Users;
  readonly relations: Relations;
  readonly groups: Groups;
  readonly members: Members;
  readonly messages: Messages;
  readonly reactions: Reactions;
  readonly receipts: Receipts;
  readonly conversations: Conversations;
  readonly saves: Saves;
  /** One request's effects: all on disk when it returns, none when it throws. */
  request<T>(work: () => T): T;
  /** One row's effects inside a request: none when it throws. */
  row<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens `<folder>/cometchat.sqlite`, made if it is not there. A process may be killed at any moment and go on later.
 *
 * @throws ConfigError when another version made the file
 */
export function openState(folder: string): State {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "cometchat.sqlite");
  const db = new DatabaseSync(file);
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -64000;",
  );
  checkLayout(db, file);
  // In this order: triggers name tables that must be there.
  const groups = openGroups(db);
  const messages = openMessages(db);
  return {
    roles: openRoles(db),
    users: openUsers(db),
    relations: openRelations(db),
    groups,
    members: openMembers(db),
    messages,
    reactions: openReactions(db),
    receipts: openReceipts(db),
    conversations: openConversations(db),
    saves: openSaves(db),
    request: undoable(db, { begin: "BEGIN IMMEDIATE", keep: ["COMMIT"], undo: ["ROLLBACK"] }),
    row: undoable(db, { begin: "SAVEPOINT one", keep: ["RELEASE one"], undo: ["ROLLBACK TO one", "RELEASE one"] }),
    close: () => db.close(),
  };
}

function checkLayout(db: DatabaseSync, file: string): void {
  const isNew = db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (isNew) db.exec(`PRAGMA user_version = ${LAYOUT}`);
  if (db.prepare("PRAGMA user_version").get()?.user_version === LAYOUT) return;
  db.close();
  throw new ConfigError(`Another version of the sandbox made "${file}"; delete that file to begin again.`);
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
