import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "@chat-etl/sdk";

/**
 * Users, messages and the rest keep TalkJS' own object as JSON in `body`; columns beside it are what is searched by.
 * A membership is never deleted but has a state: `in`, `none` (access taken, still reads) or `left`.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS app (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS users (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY,
    createdAt INTEGER NOT NULL,
    activityAt INTEGER NOT NULL,
    lastMessageAt INTEGER,
    lastSenderId TEXT,
    messageCount INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS conversationsByActivity ON conversations (activityAt, id);
  CREATE INDEX IF NOT EXISTS conversationsByCreation ON conversations (createdAt, id);
  CREATE TABLE IF NOT EXISTS participants (
    seq INTEGER PRIMARY KEY,
    conversationId TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    userId TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in', 'none', 'left')),
    access TEXT NOT NULL,
    notify TEXT NOT NULL,
    joinedAt INTEGER,
    readUntil INTEGER,
    UNIQUE (conversationId, userId)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS participantsByUser ON participants (userId);
  CREATE INDEX IF NOT EXISTS participantsShown ON participants (conversationId, seq) WHERE state = 'in';
  CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,
    conversationId TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    createdAt INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messagesNewestFirst ON messages (conversationId, createdAt DESC, id);
  CREATE TRIGGER IF NOT EXISTS messageCame AFTER INSERT ON messages BEGIN
    UPDATE conversations SET messageCount = messageCount + 1 WHERE id = new.conversationId;
  END;
  CREATE TRIGGER IF NOT EXISTS messageWent AFTER DELETE ON messages BEGIN
    UPDATE conversations SET messageCount = messageCount - 1 WHERE id = old.conversationId;
  END;
  CREATE TABLE IF NOT EXISTS reactors (
    messageId TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    emoji TEXT NOT NULL,
    userId TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    PRIMARY KEY (messageId, emoji, userId)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sent (
    key TEXT PRIMARY KEY,
    messageId TEXT NOT NULL,
    sentAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS files (
    token TEXT PRIMARY KEY,
    uploadedAt INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS fileBytes (
    path TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    mimeType TEXT NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
`;

/** Number of the tables' layout. It changes whenever they do. */
const LAYOUT = 1;

/** @throws ConfigError when another version of the sandbox made the file */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  checkLayout(database, path);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -64000;",
  );
  database.exec(SCHEMA);
  return database;
}

function checkLayout(database: DatabaseSync, path: string): void {
  const isNew = database.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (isNew) database.exec(`PRAGMA user_version = ${LAYOUT}`);
  if (database.prepare("PRAGMA user_version").get()?.user_version === LAYOUT) return;
  database.close();
  throw new ConfigError(`Another version of the sandbox made "${path}"; delete that file to begin again.`);
}

interface Brackets {
  readonly begin: string;
  readonly keep: string;
  readonly undo: string;
}

export const TRANSACTION: Brackets = { begin: "BEGIN IMMEDIATE", keep: "COMMIT", undo: "ROLLBACK" };
/** Inside a transaction. */
export const SAVEPOINT: Brackets = {
  begin: "SAVEPOINT one",
  keep: "RELEASE one",
  undo: "ROLLBACK TO one; RELEASE one",
};

/** All of it or nothing: an error inside undoes what was written. */
export function bracketed<Result>(database: DatabaseSync, { begin, keep, undo }: Brackets, work: () => Result): Result {
  database.exec(begin);
  try {
    const result = work();
    database.exec(keep);
    return result;
  } catch (error) {
    database.exec(undo);
    throw error;
  }
}
