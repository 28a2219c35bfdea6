import type { DatabaseSync } from "node:sqlite";
import { AppRow } from "./app.ts";
import { Conversations } from "./conversations.ts";
import { bracketed, openDatabase, SAVEPOINT, TRANSACTION } from "./database.ts";
import { Files } from "./files.ts";
import { Messages } from "./messages.ts";
import { Participants } from "./participants.ts";
import { Statements } from "./statements.ts";
import { Users } from "./users.ts";

/** Everything the app holds, in one SQLite file. The only folder with SQL. */
export class State {
  readonly app: AppRow;
  readonly users: Users;
  readonly conversations: Conversations;
  readonly participants: Participants;
  readonly messages: Messages;
  readonly files: Files;
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openDatabase(path);
    const statements = new Statements(this.#database);
    this.app = new AppRow(statements);
    this.users = new Users(statements);
    this.conversations = new Conversations(statements);
    this.participants = new Participants(statements);
    this.messages = new Messages(statements);
    this.files = new Files(statements);
  }

  transaction<Result>(work: () => Result): Result {
    return bracketed(this.#database, TRANSACTION, work);
  }

  /** A part of a transaction that can fail without the rest of it. */
  savepoint<Result>(work: () => Result): Result {
    return bracketed(this.#database, SAVEPOINT, work);
  }

  /** Forgets everything. What belongs to conversations and messages goes with them. */
  clear(): void {
    for (const table of ["app", "users", "conversations", "sent", "files", "fileBytes"]) {
      this.#database.exec(`DELETE FROM ${table}`);
    }
  }

  isEmpty(): boolean {
    const held = this.#database.prepare("SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM conversations)");
    return Object.values(held.get() ?? {})[0] === 0;
  }

  close(): void {
    this.#database.close();
  }
}
