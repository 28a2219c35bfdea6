import { crc32 } from "node:zlib";
import { ConfigError } from "@chat-etl/sdk";
import type { ByteSource, Input } from "./byte-source.ts";
import { fileInput } from "./file-input.ts";
import { stdinInput } from "./stdin-input.ts";

/** How much is read at once, in bytes: enough for full disk speed, little beside a page. */
const CHUNK_BYTES = 524_288;

export interface WindowOptions {
  /** How much to read at once, in bytes. Default: 512 KiB. */
  readonly chunkBytes?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * A stretch of a source in memory. It grows at its end by reading and shrinks at its beginning by forgetting, so it is
 * as large as what its user holds on to and a chunk more.
 */
export class ByteWindow {
  readonly source: ByteSource;
  /** The bytes read, from `offset` to `end` of the source; what lies behind `end - offset` is not the source's. */
  bytes: Buffer;
  /** Where in the source the first byte of `bytes` stands. */
  offset = 0;
  /** Behind the last byte read. */
  end = 0;
  /** Nothing comes behind `end`. */
  isComplete = false;
  #neededFrom = 0;
  readonly #chunkBytes: number;
  readonly #signal: AbortSignal;
  /** Of all bytes before `at`; kept only for a source that nothing else can tell from another one. */
  #checksum = { value: 0, at: 0 };

  constructor(source: ByteSource, { signal, chunkBytes = CHUNK_BYTES }: WindowOptions) {
    this.source = source;
    this.#chunkBytes = chunkBytes;
    this.#signal = signal;
    this.bytes = Buffer.allocUnsafe(chunkBytes * 2);
  }

  /** Goes on to a place, once, before anything is read. @throws ConfigError the source ends before it */
  async seek(offset: number): Promise<void> {
    if (this.source.isSeekable) {
      this.offset = offset;
      this.end = offset;
    }
    while (this.end < offset && !this.isComplete) {
      this.forget(this.end);
      await this.readOn();
    }
    if (this.end < offset) throw new ConfigError(`"${this.source.path}" ends before the place to read on from.`);
    this.forget(offset);
  }

  /** Forgets, at the next reading, what stands before `offset`. */
  forget(offset: number): void {
    this.#neededFrom = offset;
  }

  /** Reads the next chunk. @throws ConfigError */
  async readOn(): Promise<void> {
    this.#signal.throwIfAborted();
    const at = this.#makeRoom(this.#chunkBytes);
    const read = await this.source.read({ into: this.bytes, at, length: this.#chunkBytes, position: this.end });
    this.end += read;
    this.isComplete = read === 0;
  }

  /** CRC-32 of all bytes before `offset`, which must not lie before the one asked for last. */
  checksumTo(offset: number): number {
    const { value, at } = this.#checksum;
    const added = this.bytes.subarray(at - this.offset, offset - this.offset);
    this.#checksum = { value: crc32(added, value), at: offset };
    return this.#checksum.value;
  }

  async close(): Promise<void> {
    await this.source.close();
  }

  /** Moves what is needed to the front, or into a wider buffer if the room behind it does not do. Tells how much it is. */
  #makeRoom(length: number): number {
    if (this.source.facts === undefined && this.#checksum.at < this.#neededFrom) this.checksumTo(this.#neededFrom);
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

/** What a reader may be given: an input, or a path, where `-` is standard input. */
export type InputOrPath = Input | string;

/** Opens an input, reading nothing yet. @throws ConfigError it is not there, no file, or may not be read */
export async function openWindow(from: InputOrPath, options: WindowOptions): Promise<ByteWindow> {
  return new ByteWindow(await inputOf(from).open(options.signal), options);
}

function inputOf(from: InputOrPath): Input {
  if (typeof from !== "string") return from;
  return from === "-" ? stdinInput() : fileInput({ path: from });
}
