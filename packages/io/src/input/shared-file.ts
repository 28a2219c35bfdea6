import { type FileHandle, open } from "node:fs/promises";

/** How much is read ahead, in bytes: some hundred small entries of an archive. */
const AHEAD_BYTES = 262_144;

/** Who reads on within so many bytes behind what was read last is reading in order. */
const NEAR_BYTES = 65_536;

/**
 * A file that many parts of it are read from, one after the other or at once, by one handle. It is opened when somebody
 * asks, and closed once nobody reads and nobody asks anew in the same turn of the event loop: nobody has to close it.
 * Parts that lie behind one another are read together.
 */
export class SharedFile {
  readonly #path: string;
  #handle: Promise<FileHandle> | undefined;
  #userCount = 0;
  /** What was read last, and where it begins. Its bytes are never written to again: others may hold parts of them. */
  #window: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };

  constructor(path: string) {
    this.#path = path;
  }

  /** Begins to read: to be ended by `release`, also if this fails. */
  async acquire(): Promise<FileHandle> {
    this.#userCount += 1;
    this.#handle ??= open(this.#path);
    return await this.#handle;
  }

  release(): void {
    this.#userCount -= 1;
    if (this.#userCount === 0) setImmediate(() => this.#closeIfIdle());
  }

  /** So many bytes, or fewer at the end of the file. To be asked only between `acquire` and `release`. */
  async read(position: number, length: number): Promise<Buffer> {
    return this.held(position, length) ?? (await this.#readOn(position, length));
  }

  /** The same without waiting, if they were read already. */
  held(position: number, length: number): Buffer | undefined {
    const { start, bytes } = this.#window;
    const at = position - start;
    return at >= 0 && at + length <= bytes.length ? bytes.subarray(at, at + length) : undefined;
  }

  async #readOn(position: number, length: number): Promise<Buffer> {
    const { start, bytes } = this.#window;
    const isInOrder = position >= start && position <= start + bytes.length + NEAR_BYTES;
    const wanted = isInOrder ? Math.max(length, AHEAD_BYTES) : length;
    const handle = await this.#handle;
    if (handle === undefined) throw new Error("The file is read without having been acquired.");
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
    this.#window = { start: position, bytes: buffer.subarray(0, bytesRead) };
    return this.#window.bytes.subarray(0, length);
  }

  #closeIfIdle(): void {
    if (this.#userCount > 0) return;
    const handle = this.#handle;
    this.#handle = undefined;
    // One that could not be opened was told to who asked; nothing was written that closing could lose.
    handle?.then((opened) => opened.close()).catch(() => {});
  }
}
