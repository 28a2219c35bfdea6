import { type Input as File, streamInput } from "@chat-etl/io";

/** The beginning of a file, unpacked. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether there is nothing behind it. */
  readonly isWhole: boolean;
}

/** Reads the first bytes of a file, `most` of them, and nothing more. @throws ConfigError it cannot be read */
export async function readHead(file: File, most: number, signal: AbortSignal): Promise<Head> {
  const source = await file.open(signal);
  const into = Buffer.allocUnsafe(most);
  try {
    let at = 0;
    while (at < most) {
      signal.throwIfAborted();
      const read = await source.read({ into, at, length: most - at, position: at });
      if (read === 0) return { bytes: into.subarray(0, at), isWhole: true };
      at += read;
    }
    return { bytes: into, isWhole: false };
  } finally {
    await source.close();
  }
}

/** A file of the same name that consists of these bytes. */
export function fileOf({ path, name }: Pick<File, "path" | "name">, bytes: Buffer): File {
  return streamInput({
    path,
    name,
    facts: { sizeBytes: bytes.length, modifiedAt: 0 },
    async *chunks() {
      yield bytes;
    },
  });
}
