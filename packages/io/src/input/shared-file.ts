import { type FileHandle, open } from "node:fs/promises";

/**
 * A file that many parts of it are read from, one after the other or at once, by one handle. It is opened when somebody
 * asks, and closed once nobody reads and nobody asks anew in the same turn of the event loop: nobody has to close it.
 */
export class SharedFile {
  readonly #path: string;
  #handle: Promise<FileHandle> | undefined;
  #userCount = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The handle, to be given back by `release`, also if this fails. */
  async acquire(): Promise<FileHandle> {
    this.#userCount += 1;
    this.#handle ??= open(this.#path);
    return await this.#handle;
  }

  release(): void {
    this.#userCount -= 1;
    if (this.#userCount === 0) setImmediate(() => this.#closeIfIdle());
  }

  #closeIfIdle(): void {
    if (this.#userCount > 0) return;
    const handle = this.#handle;
    this.#handle = undefined;
    // One that could not be opened was told to who asked; nothing was written that closing could lose.
    handle?.then((opened) => opened.close()).catch(() => {});
  }
}
