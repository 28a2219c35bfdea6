import { type FileHandle, open, stat } from "node:fs/promises";
import { ConfigError } from "@chat-etl/sdk";
import { fileFailure } from "./file-failure.ts";

export interface FileFacts {
  readonly sizeBytes: number;
  /** Milliseconds since 1970, with a fraction. */
  readonly modifiedAt: number;
}

export interface WindowOptions {
  /** How much to read at once, in bytes. */
  readonly chunkBytes: number;
  readonly signal: AbortSignal;
}

/**
 * A stretch of a file in memory. It grows at its end by reading and shrinks at its beginning by forgetting, so it is
 * as large as what its user holds on to and a chunk more.
 */
export class ByteWindow {
  readonly path: string;
  readonly facts: FileFacts;
  /** The bytes read, from `offset` to `end` of the file; what lies behind `end - offset` is not the file's. */
  bytes: Buffer;
  /** Where in the file the first byte of `bytes` stands. */
  offset = 0;
  /** Behind the last byte read. */
  end = 0;
  /** Nothing comes behind `end`. */
  isComplete = false;
  #neededFrom = 0;
  readonly #file: FileHandle;
  readonly #options: WindowOptions;

  constructor(file: FileHandle, facts: FileFacts & { readonly path: string }, options: WindowOptions) {
    this.path = facts.path;
    this.facts = facts;
    this.bytes = Buffer.allocUnsafe(options.chunkBytes * 2);
    this.#file = file;
    this.#options = options;
  }

  /** Goes to a place in the file; what was read is forgotten. */
  seek(offset: number): void {
    this.offset = offset;
    this.end = offset;
    this.#neededFrom = offset;
  }

  /** Forgets, at the next reading, what stands before `offset`. */
  forget(offset: number): void {
    this.#neededFrom = offset;
  }

  /** Reads the next chunk. @throws ConfigError */
  async readOn(): Promise<void> {
    this.#options.signal.throwIfAborted();
    const used = this.#makeRoom(this.#options.chunkBytes);
    const read = await this.#read(used, this.#options.chunkBytes);
    this.end += read;
    this.isComplete = read === 0;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #read(at: number, length: number): Promise<number> {
    try {
      return (await this.#file.read(this.bytes, at, length, this.end)).bytesRead;
    } catch (error) {
      throw fileFailure(this.path, error);
    }
  }

  /** Moves what is needed to the front, or into a wider buffer if the room behind it does not do. Tells how much it is. */
  #makeRoom(length: number): number {
    const from = this.#neededFrom - this.offset;
    const used = this.end - this.#neededFrom;
    if (this.bytes.length - used < length) {
      const wider = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, used + length));
      this.bytes.copy(wider, 0, from, from + used);
      this.bytes = wider;
    } else if (from > 0) {
      this.bytes.copyWithin(0, from, from + used);
    }
    this.offset = this.#neededFrom;
    return used;
  }
}

/** Opens a file, reading nothing yet. @throws ConfigError it is not there, no file, or may not be read */
export async function openWindow(path: string, options: WindowOptions): Promise<ByteWindow> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw new ConfigError(`"${path}" is a folder, not a file. Give the path of a file.`);
    // Opening a pipe would wait for whoever writes into it.
    if (!facts.isFile()) throw new ConfigError(`"${path}" is a pipe or a device. Give a file that holds its data.`);
    const file = await open(path);
    return new ByteWindow(file, { path, sizeBytes: facts.size, modifiedAt: facts.mtimeMs }, options);
  } catch (error) {
    throw error instanceof ConfigError ? error : fileFailure(path, error);
  }
}
