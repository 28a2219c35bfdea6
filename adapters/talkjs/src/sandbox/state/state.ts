import type { DatabaseSync } from "node:sqlite";
import { Conversations } from "./conversations.ts";
import { openDatabase, transaction } from "./database.ts";
import { Files } from "./files.ts";
import { Messages } from "./messages.ts";
import { Participants } from "./participants.ts";
import { Statements } from "./statements.ts";
import { Users } from "./users.ts";

/** Everything the app holds, in one SQLite file. The only folder with SQL. */
export class State {
  readonly users: Users;
  readonly conversations: Conversations;
  readonly participants: Participants;
  readonly messages: Messages;
  readonly files: Files;
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openDatabase(path);
    const statements = new Statements(this.#database);
    this.users = new Users(statements);
    this.conversations = new Conversations(statements);
    this.participants = new Participants(statements);
    this.messages = new Messages(statements);
    this.files = new Files(statements);
  }

  transaction<Result>(work: () => Result): Result {
    return transaction(this.#database, work);
  }

  isEmpty(): boolean {
    const held = this.#database.prepare("SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM conversations)");
    return Object.values(held.get() ?? {})[0] === 0;
  }

  close(): void {
    this.#database.close();
  }
}
