import { type FileHandle, open } from "node:fs/promises";
import { readJsonLines, writeFailure } from "@chat-etl/io";
import type { Outcome } from "@chat-etl/sdk";
import type { PartName, PartsFolder } from "./parts-folder.ts";
import { isPart } from "./write/part-files.ts";

const NEWLINE = 0x0a;
const CHUNK_BYTES = 65_536;

/** A file of JSON Lines that grows by whole batches, one after the other. */
export class LineFile<Wire extends { readonly key: string }> {
  readonly #folder: PartsFolder;
  readonly #name: PartName;
  readonly #path: string;
  /** It was looked at, and ends with a whole line. A failed append may leave half of one again. */
  #isWhole = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: PartsFolder, name: PartName) {
    this.#folder = folder;
    this.#name = name;
    this.#path = folder.pathOf(name);
  }

  /** Returns when the batch is on disk. @throws TransientError the disk is full or failing; ConfigError it was cut */
  append(batch: readonly Wire[]): Promise<readonly Outcome[]> {
    const next = this.#last.then(() => this.#append(batch.map((wire) => `${JSON.stringify(wire)}\n`).join("")));
    this.#last = next.catch(() => {});
    return next.then(() => batch.map(() => ({ status: "written" })));
  }

  /** What became of a batch: what is there is written, the rest is still to be sent. */
  async find(batch: readonly Wire[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const wanted = new Set(batch.map(({ key }) => key));
    const found = new Set<string>();
    const handle = await this.#open();
    await handle.close();
    for await (const { values } of readJsonLines(this.#path, { signal }))
      for (const line of values) {
        if (!("value" in line) || !isPart(line.value)) continue;
        if (wanted.has(line.value.key)) found.add(line.value.key);
      }
    return batch.map(({ key }) =>
      found.has(key)
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
      await this.#folder.keepSize(this.#name, (await handle.stat()).size);
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
      await this.#folder.begin();
      handle = await open(this.#path, "a+");
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
    this.#folder.mustHold(this.#name, end);
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
