import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { ConfigError, TransientError } from "@chat-etl/sdk";

export type Row = Readonly<Record<string, SQLInputValue>>;

/** Result codes of a disk that is full or failing: SQLITE_FULL, SQLITE_IOERR. */
const DISK_CODES = new Set([13, 10]);

/** Result codes of a file that may not be written, or is none: SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN. */
const UNWRITABLE_CODES = new Set([3, 8, 14]);

/** Result codes of a file that is damaged, or no SQLite file: SQLITE_CORRUPT, SQLITE_NOTADB. */
const DAMAGED_CODES = new Set([11, 26]);

/**
 * For every connection that writes. Staging writes every page of the file twice, so that large ones cost less: four
 * times SQLite's default (a file keeps the size it was made with). The log is brought in every 64 MiB of them. What is
 * staged may lose its last pages to a power cut, values and cursor together: they are read again.
 */
export const SETTINGS = `
  PRAGMA page_size = 16384;
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4096;
  PRAGMA cache_size = -65536; PRAGMA temp_store = FILE`;

/** One SQLite file: prepared statements are kept, a transaction is a function, a full disk is a clear message. */
export class Database {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isDry = false;

  constructor(path: string, options: { readonly readOnly?: boolean } = {}) {
    this.path = path;
    this.#db = this.#sorted(() => new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 5_000 }));
  }

  exec(sql: string): void {
    this.#sorted(() => this.#db.exec(sql));
  }

  run(sql: string, ...values: readonly SQLInputValue[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#sorted(() => this.#statement(sql).run(...values));
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#sorted(() => this.#statement(sql).all(...values));
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#sorted(() => this.#statement(sql).get(...values));
  }

  /** The first column of the first row, as a number; 0 without a row. */
  count(sql: string, ...values: readonly SQLInputValue[]): number {
    const row = this.get(sql, ...values);
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0);
  }

  /** All or nothing, and on disk when it returns. In a dry run it is a part of that, and comes to nothing. */
  transaction<T>(work: () => T): T {
    if (this.#isDry) return work();
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  /** Does work, and takes back all that it wrote: nobody else sees any of it, and nothing of it outlives a crash. */
  async dryRun<T>(work: () => Promise<T>): Promise<T> {
    this.exec("BEGIN IMMEDIATE");
    this.#isDry = true;
    try {
      return await work();
    } finally {
      this.#isDry = false;
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    }
  }

  get isDry(): boolean {
    return this.#isDry;
  }

  /** Lets SQL call `compute`: deterministic, text in, text out. */
  define(name: string, compute: (text: string) => string): void {
    this.#db.function(name, { deterministic: true }, (value) => compute(String(value)));
  }

  /** Row by row, so that none but one is held. Nothing is written to what is read meanwhile. */
  *each(sql: string, ...values: readonly SQLInputValue[]): Generator<Row> {
    yield* this.#sorted(() => this.#db.prepare(sql).iterate(...values));
  }

  close(): void {
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #sorted<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const code = primaryCodeOf(cause);
      if (UNWRITABLE_CODES.has(code)) throw this.#unwritable(cause);
      if (DAMAGED_CODES.has(code)) throw this.#damaged(cause);
      if (!DISK_CODES.has(code)) throw cause;
      throw new TransientError(
        `The workspace file "${this.path}" could not be written: its disk is full or failing. Free space and run again; nothing that was saved is lost.`,
        { delivery: "none", cause },
      );
    }
  }

  #damaged(cause: unknown): ConfigError {
    return new ConfigError(
      `The workspace file "${this.path}" is damaged: it was changed by another program, copied while it was in use, or its disk is failing. Put back a copy of the whole folder if there is one. Without it nobody knows what the target has: name another workspace with --workspace only for an empty target.`,
      { cause },
    );
  }

  #unwritable(cause: unknown): ConfigError {
    return new ConfigError(
      `The workspace file "${this.path}" cannot be opened, or not be written by this user. Give this user the right to write it and its folder, or name another workspace with --workspace. Nothing that was saved is lost.`,
      { cause },
    );
  }
}

/** SQLite's result code without its extension; 0 for errors of another origin. */
export function primaryCodeOf(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
}
