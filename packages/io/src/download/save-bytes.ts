import { open, rename, rm } from "node:fs/promises";
import { ConfigError, DownloadError } from "@chat-etl/sdk";
import { codeOf } from "../input/file-failure.ts";

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
    checkSize(sizeBytes, options);
    await writing(path, () => rename(part, path));
    return sizeBytes;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

export function tooLarge({ maxBytes }: Pick<SaveOptions, "maxBytes">): DownloadError {
  return new DownloadError("too-large", `The file is larger than ${maxBytes} bytes, the most that is allowed.`);
}

function checkSize(sizeBytes: number, { expectedBytes }: SaveOptions): void {
  if (sizeBytes === 0) throw new DownloadError("empty", "The file came without a single byte.");
  if (expectedBytes === undefined || expectedBytes === sizeBytes) return;
  const what = `The file has ${sizeBytes} bytes instead of ${expectedBytes}`;
  throw new DownloadError("wrong-size", `${what}: it is another one, or not all of it.`);
}

async function writing<Value>(path: string, write: () => Promise<Value>): Promise<Value> {
  try {
    return await write();
  } catch (error) {
    const what = `"${path}" cannot be written (${codeOf(error) ?? "no code"})`;
    throw new ConfigError(`${what}. Check the folder, its permissions and the room on its disk.`, { cause: error });
  }
}
