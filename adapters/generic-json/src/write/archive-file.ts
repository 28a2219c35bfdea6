import { type FileHandle, open } from "node:fs/promises";
import { readJsonLines, writeFailure } from "@chat-etl/io";

/** How much is read at once to find the last line's end, in bytes. */
const TAIL_BYTES = 65_536;

const NEWLINE = 0x0a;

/** A file of lines that only ever grows by whole ones, whatever dies in between. */
export class ArchiveFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  /** All bytes before this are whole lines on disk. */
  #size: number;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, size: number) {
    this.#path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /**
   * Opens or creates it. Half a line, which a crash left at its end, is cut off: nobody was told that it is there. A
   * whole one that only lacks its end, as some editors leave it, gets one.
   */
  static async at(path: string): Promise<ArchiveFile> {
    const handle = await open(path, "a+", 0o600);
    const size = await wholeLines(handle);
    const rest = await restBehind(handle, size);
    if (isJson(rest)) await handle.appendFile("\n");
    else await handle.truncate(size);
    return new ArchiveFile(path, handle, (await handle.stat()).size);
  }

  /** Returns when the lines are on disk. @throws TransientError they are not, none of them; ConfigError they cannot be */
  append(lines: readonly string[]): Promise<void> {
    const next = this.#last.then(() => this.#append(Buffer.from(lines.map((line) => `${line}\n`).join(""))));
    this.#last = next.catch(() => {});
    return next;
  }

  /** All values, from the beginning. */
  async *values(signal: AbortSignal): AsyncGenerator<unknown, void> {
    for await (const { values } of readJsonLines(this.#path, { signal }))
      for (const value of values) if ("value" in value) yield value.value;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle.close();
  }

  async #append(bytes: Buffer): Promise<void> {
    try {
      await this.#handle.appendFile(bytes);
      await this.#handle.datasync();
      this.#size += bytes.length;
    } catch (cause) {
      await this.#handle.truncate(this.#size);
      throw writeFailure(this.#path, cause, "none");
    }
  }
}

async function restBehind(handle: FileHandle, from: number): Promise<string> {
  const length = (await handle.stat()).size - from;
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, from);
  return buffer.toString("utf8");
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** How many bytes of a file are whole lines. */
async function wholeLines(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}
