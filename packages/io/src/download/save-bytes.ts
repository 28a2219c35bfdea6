import { open, rename, rm } from "node:fs/promises";
import { tooLarge } from "./check-answer.ts";
import { checkSize } from "./check-size.ts";
import { writing } from "./writing.ts";

export interface SaveOptions {
  /** Where the file goes. Beside it stands `<path>.part` until it is whole. */
  readonly path: string;
  readonly maxBytes: number;
  /** How many there must be. Missing: any number but none. */
  readonly expectedBytes?: number | undefined;
}

/**
 * Writes bytes to a file that appears only when it is whole, a chunk at a time. Tells how many there were.
 *
 * @throws DownloadError "too-large", "empty" or "wrong-size"; then there is no file, also if `chunks` throws
 * @throws ConfigError it cannot be written
 */
export async function saveBytes(chunks: AsyncIterable<Uint8Array>, options: SaveOptions): Promise<number> {
  const { path } = options;
  const part = `${path}.part`;
  const file = await writing(path, () => open(part, "w"));
  try {
    let sizeBytes = 0;
    try {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        if (sizeBytes > options.maxBytes) throw tooLarge(options);
        await writing(path, () => file.writeFile(chunk));
      }
    } finally {
      await writing(path, () => file.close());
    }
    checkSize(sizeBytes, options.expectedBytes);
    await writing(path, () => rename(part, path));
    return sizeBytes;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
