import type { Input } from "./byte-source.ts";

/**
 * The first bytes of an input, unpacked: all of a shorter one. For looking at what it is before it is read.
 *
 * @throws ConfigError it is not there, or cannot be read
 */
export async function readHead(input: Input, length: number, signal: AbortSignal): Promise<Buffer> {
  const source = await input.open(signal);
  try {
    const into = Buffer.alloc(length);
    let at = 0;
    for (let count = 1; count > 0 && at < length; at += count) {
      count = await source.read({ into, at, length: length - at, position: at });
    }
    return into.subarray(0, at);
  } finally {
    await source.close();
  }
}
