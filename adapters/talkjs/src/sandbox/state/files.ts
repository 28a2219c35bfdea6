import type { FileBlock } from "../shapes.ts";
import { bodyOf } from "./rows.ts";
import type { Statements } from "./statements.ts";

export interface StoredFile {
  /** As messages show it. A `url` that begins with a slash lies on the sandbox itself. */
  readonly block: FileBlock;
  readonly uploadedAt: number;
}

export interface FileBytes {
  /** Decoded: `user_files/<app>/<hash>/<filename>`. */
  readonly path: string;
  /** What opens it, in the query of its URL. */
  readonly key: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** Files by token, and their bytes by path. */
export class Files {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(token: string): StoredFile | undefined {
    const row = this.#statements.prepare("SELECT body, uploadedAt FROM files WHERE token = ?").get(token);
    return row && { block: bodyOf<FileBlock>(row), uploadedAt: Number(row.uploadedAt) };
  }

  put({ block, uploadedAt }: StoredFile): void {
    this.#statements
      .prepare("INSERT OR IGNORE INTO files (token, uploadedAt, body) VALUES (?, ?, ?)")
      .run(block.fileToken, uploadedAt, JSON.stringify(block));
  }

  bytesAt(path: string): FileBytes | undefined {
    const row = this.#statements.prepare("SELECT key, mimeType, bytes FROM fileBytes WHERE path = ?").get(path);
    if (!(row?.bytes instanceof Uint8Array)) return undefined;
    return { path, key: String(row.key), mimeType: String(row.mimeType), bytes: row.bytes };
  }

  putBytes({ path, key, mimeType, bytes }: FileBytes): void {
    this.#statements
      .prepare("INSERT INTO fileBytes (path, key, mimeType, bytes) VALUES (?, ?, ?, ?)")
      .run(path, key, mimeType, bytes);
  }
}
