import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { type FileHandle, open, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import * as z from "zod";
import { writing } from "../download/writing.ts";

/** Chunks are gathered to so many bytes before they are written: fewer, larger writes. */
const WRITE_BYTES = 1 << 18;

/** After so many more bytes they are made safe on the disk, while others come, and then noted. */
const NOTE_BYTES = 16 << 20;

/** Always behind what is there, also when that has been cut off. */
const GOING_ON = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
const ANEW = GOING_ON | constants.O_TRUNC;

/** What the server must still say of a file, so that it can be gone on with in the middle. */
export interface Version {
  /** A strong ETag, or the time of the last change: what `If-Range` takes. */
  readonly validator: string;
  /** Of the whole file. Missing: the server did not say. */
  readonly totalBytes?: number | undefined;
}

const Note = z.object({
  /** Which file, by its address: the path was given to another one since if this differs. */
  of: z.string(),
  savedBytes: z.int().positive(),
  validator: z.string(),
  totalBytes: z.int().nonnegative().optional(),
});
type Note = z.infer<typeof Note>;

/**
 * A file on its way. Its bytes stand in `<path>.part`, and beside it, in `<path>.part.json`, how many of them are safe and
 * of which version. A later process finds both and goes on.
 */
export class PartFile {
  readonly #path: string;
  readonly #of: string;
  readonly #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #savedBytes = 0;
  #hash = createHash("sha256");
  #file: FileHandle | undefined;
  /** The note that is being made. */
  #noting: Promise<void> = Promise.resolve();
  #isNoting = false;

  /** How many bytes it has. */
  sizeBytes = 0;
  /** Missing: it cannot be gone on with. */
  version: Version | undefined;

  private constructor(path: string, of: string) {
    this.#path = path;
    this.#of = of;
  }

  /** @param of names the file, to know it again; no key. @throws ConfigError it cannot be written */
  static async open(path: string, of: string): Promise<PartFile> {
    const part = new PartFile(path, of);
    const note = await readNote(part.#notePath);
    if (note?.of === of) await part.#readAgain(note);
    // It would speak of bytes that are overwritten now.
    if (part.version === undefined && note !== undefined) await rm(part.#notePath, { force: true });
    const flags = part.version === undefined ? ANEW : GOING_ON;
    part.#file = await writing(path, () => open(part.partPath, flags));
    return part;
  }

  get partPath(): string {
    return `${this.#path}.part`;
  }

  get #notePath(): string {
    return `${this.#path}.part.json`;
  }

  /** Forgets all bytes: what comes now is the beginning of this version. */
  async startAgain(version: Version | undefined): Promise<void> {
    await this.#noting;
    this.version = version;
    if (this.sizeBytes === 0) return;
    this.sizeBytes = 0;
    this.#savedBytes = 0;
    this.#hash = createHash("sha256");
    this.#pending.length = 0;
    this.#pendingBytes = 0;
    await writing(this.#path, async () => {
      await rm(this.#notePath, { force: true });
      await this.#file?.truncate(0);
    });
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    this.sizeBytes += chunk.length;
    if (this.#pendingBytes >= WRITE_BYTES) await this.flush();
    if (this.sizeBytes - this.#savedBytes >= NOTE_BYTES && !this.#isNoting) await this.#note();
  }

  /** Has all bytes in the file. */
  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pending.splice(0));
    this.#pendingBytes = 0;
    await writing(this.#path, async () => this.#file?.writeFile(bytes));
  }

  /** The file stands at its path, whole; nothing is left beside it. Tells its SHA-256. */
  async finish(): Promise<string> {
    await this.flush();
    await this.#noting;
    await this.#close();
    await writing(this.#path, () => rename(this.partPath, this.#path));
    await rm(this.#notePath, { force: true });
    return this.#hash.digest("hex");
  }

  /** Leaves what there is to whoever tries next, if it can be gone on with. */
  async leave(): Promise<void> {
    if (this.version === undefined || this.sizeBytes === 0) return await this.discard();
    try {
      await this.#noting;
      await this.#note();
      await this.#noting;
    } finally {
      await this.#close();
    }
  }

  async discard(): Promise<void> {
    await this.#noting.catch(() => {});
    await this.#close();
    await rm(this.partPath, { force: true });
    await rm(this.#notePath, { force: true });
  }

  /** Begins to note how many bytes there are. `#noting` ends with it, and is waited for before anything else is done. */
  async #note(): Promise<void> {
    this.#savedBytes = this.sizeBytes;
    if (this.version === undefined) return;
    await this.flush();
    this.#isNoting = true;
    this.#noting = this.#writeNote({ of: this.#of, savedBytes: this.sizeBytes, ...this.version }).finally(() => {
      this.#isNoting = false;
    });
    // Who waits for it is told.
    this.#noting.catch(() => {});
  }

  /** First the bytes, then the note: what a note tells is on the disk, however the process or the machine ends. */
  async #writeNote(note: Note): Promise<void> {
    await writing(this.#path, async () => {
      await this.#file?.datasync();
      await writeFile(`${this.#notePath}.new`, JSON.stringify(note));
      await rename(`${this.#notePath}.new`, this.#notePath);
    });
  }

  /** Takes the bytes that the note calls safe into the hash, and cuts off what came behind them. */
  async #readAgain({ savedBytes, validator, totalBytes }: Note): Promise<void> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    try {
      for await (const chunk of createReadStream(this.partPath, { end: savedBytes - 1, highWaterMark: WRITE_BYTES })) {
        hash.update(chunk);
        sizeBytes += chunk.length;
      }
      await truncate(this.partPath, savedBytes);
    } catch {
      // The note without its file: it is begun anew.
      return;
    }
    if (sizeBytes !== savedBytes) return;
    this.#hash = hash;
    this.#savedBytes = savedBytes;
    this.sizeBytes = savedBytes;
    this.version = { validator, totalBytes };
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await writing(this.#path, async () => file?.close());
  }
}

/** Missing, damaged or of another shape: there is none. */
async function readNote(path: string): Promise<Note | undefined> {
  try {
    return Note.safeParse(JSON.parse(await readFile(path, "utf8"))).data;
  } catch {
    return undefined;
  }
}
