import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Outcome } from "@chat-etl/sdk";
import { readJsonLines } from "../rows/read-json-lines.ts";
import { writeFailure } from "./write-failure.ts";

const NEWLINE = 0x0a;
const CHUNK_BYTES = 65_536;

export interface LineFileOptions<Wire> {
  /** What a wire is found again by, when nobody knows what became of its batch. */
  keyOf(wire: Wire): string;
  /** Makes the folder, ahead of every opening of the file. Default: with all above it, for its owner only, if it is not there. */
  readonly makeFolder?: (() => Promise<unknown>) | undefined;
  /** Remembers how much was told as written, so that a file which was emptied or cut is noticed. Default: nobody does. */
  readonly sizes?: LineFileSizes | undefined;
}

/** In bytes. */
export interface LineFileSizes {
  /** Told the end of the last whole line, before anything behind it is cut off or written. @throws ConfigError it had more */
  mustHold(bytes: number): void;
  /** Returns when it is on disk that the file has so many. */
  keep(bytes: number): Promise<void>;
}

/**
 * A file of JSON Lines that grows by whole batches, one after the other: `send` and `settle` of a sink that writes files.
 * A line counts when its newline is on disk. The file is made by the first batch, for its owner's eyes only.
 */
export class LineFile<Wire> {
  readonly #path: string;
  readonly #keyOf: (wire: Wire) => string;
  readonly #makeFolder: () => Promise<unknown>;
  readonly #sizes: LineFileSizes | undefined;
  /** It was looked at, and ends with a whole line. A failed append may leave half of one again. */
  #isWhole = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, { keyOf, makeFolder, sizes }: LineFileOptions<Wire>) {
    this.#path = path;
    this.#keyOf = keyOf;
    this.#sizes = sizes;
    this.#makeFolder = makeFolder ?? (() => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
  }

  /** Returns when the batch is on disk. @throws TransientError the disk is full or failing; ConfigError */
  append(batch: readonly Wire[]): Promise<readonly Outcome[]> {
    const next = this.#last.then(() => this.#append(batch.map((wire) => `${JSON.stringify(wire)}\n`).join("")));
    this.#last = next.catch(() => {});
    return next.then(() => batch.map(() => ({ status: "written" })));
  }

  /** What became of a batch: what is there is written, the rest is still to be sent. @throws TransientError, ConfigError */
  async find(batch: readonly Wire[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const wanted = new Set(batch.map(this.#keyOf));
    const found = new Set<string>();
    const handle = await this.#open();
    await handle.close();
    for await (const { values } of readJsonLines(this.#path, { signal }))
      for (const line of values) {
        if (!("value" in line) || typeof line.value !== "object" || line.value === null) continue;
        const key = this.#keyOf(line.value as Wire);
        if (wanted.has(key)) found.add(key);
      }
    return batch.map((wire) =>
      found.has(this.#keyOf(wire))
        ? { status: "written" }
        : { status: "retry", reason: { code: "not-there", message: "It was not written." } },
    );
  }

  async #append(lines: string): Promise<void> {
    const handle = await this.#open();
    this.#isWhole = false;
    try {
      await handle.appendFile(lines);
      await handle.datasync();
      if (this.#sizes !== undefined) await this.#sizes.keep((await handle.stat()).size);
      this.#isWhole = true;
    } catch (cause) {
      throw writeFailure(this.#path, cause, "unknown");
    } finally {
      await handle.close();
    }
  }

  /** Half a line, which a crash left at the end, is cut off: nobody was told that it is there. */
  async #open(): Promise<FileHandle> {
    let handle: FileHandle | undefined;
    try {
      await this.#makeFolder();
      handle = await open(this.#path, "a+", 0o600);
      await this.#mendEnd(handle);
      return handle;
    } catch (cause) {
      await handle?.close();
      throw writeFailure(this.#path, cause, "none");
    }
  }

  async #mendEnd(handle: FileHandle): Promise<void> {
    const { size } = await handle.stat();
    const end = this.#isWhole ? size : await endOfLines(handle);
    this.#sizes?.mustHold(end);
    if (end < size) await handle.truncate(end);
    this.#isWhole = true;
  }
}

/** Where the last whole line ends, in bytes; looked for from the end, a chunk at a time. */
async function endOfLines(handle: FileHandle): Promise<number> {
  let { size: end } = await handle.stat();
  while (end > 0) {
    const from = Math.max(0, end - CHUNK_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(end - from), 0, end - from, from);
    const at = buffer.lastIndexOf(NEWLINE);
    if (at >= 0) return from + at + 1;
    end = from;
  }
  return 0;
}
