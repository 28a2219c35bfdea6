import type { ByteSource, FileFacts, Input, ReadRequest } from "./byte-source.ts";
import { streamFailure } from "./file-failure.ts";
import { unpacked } from "./unpack.ts";

export interface StreamInputOptions {
  readonly path: string;
  /** Default: the path. */
  readonly name?: string | undefined;
  readonly facts?: FileFacts | undefined;
  /** Begins to read. Called once for each opening. */
  chunks(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Bytes that come one after the other and cannot be sought in. What begins as `.gz` or `.zst` does is unpacked. */
export function streamInput({ path, name = path, facts, chunks }: StreamInputOptions): Input {
  const open = async (signal: AbortSignal) =>
    new StreamSource({ path, name, facts }, unpacked(chunks(signal), { path, signal }));
  return { path, name, open, bytes: chunks };
}

class StreamSource implements ByteSource {
  readonly path: string;
  readonly name: string;
  readonly facts: FileFacts | undefined;
  readonly isSeekable = false;
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What has come and was not asked for yet. */
  #rest: Uint8Array = new Uint8Array();

  constructor(about: Pick<ByteSource, "path" | "name" | "facts">, chunks: AsyncIterable<Uint8Array>) {
    this.path = about.path;
    this.name = about.name;
    this.facts = about.facts;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async read({ into, at, length }: ReadRequest): Promise<number> {
    while (this.#rest.length === 0) {
      const next = await this.#next();
      if (next === undefined) return 0;
      this.#rest = next;
    }
    const taken = this.#rest.subarray(0, length);
    into.set(taken, at);
    this.#rest = this.#rest.subarray(taken.length);
    return taken.length;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#chunks.next();
      return done ? undefined : value;
    } catch (error) {
      throw streamFailure(this.path, error);
    }
  }
}
