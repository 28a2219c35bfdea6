import { pipeline, Readable } from "node:stream";
import { createZstdDecompress } from "node:zlib";

/** How much is unpacked at once, in bytes. */
const UNPACK_BYTES = 262_144;

/** Unpacks all frames that follow each other (RFC 8878 section 3.1); Node's own decompressor stops behind the first. */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const feed = new Feed(chunks[Symbol.asyncIterator]());
  while (await feed.hasMore()) {
    const unpacker = createZstdDecompress({ chunkSize: UNPACK_BYTES });
    // A failure destroys the unpacker with it, so it is thrown below.
    pipeline(
      Readable.from(
        feed.give(() => unpacker.bytesWritten),
        { objectMode: false },
      ),
      unpacker,
      () => {},
    );
    yield* unpacker;
    await feed.takeBack(unpacker.bytesWritten);
  }
}

/** Hands out chunks and takes back what was not used. */
class Feed {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #waiting: Uint8Array[] = [];
  /** Handed out since the last taking back and not known to be used up. */
  #given: Uint8Array[] = [];
  #givenBytes = 0;
  #forgottenBytes = 0;
  /** The chunk that is on its way: whoever asked for it may have stopped listening. */
  #pulled: Promise<Uint8Array | undefined> = Promise.resolve(undefined);

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  async hasMore(): Promise<boolean> {
    if (this.#waiting.length > 0) return true;
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#waiting.push(value);
    return true;
  }

  /** `used` tells how many bytes of what was given since the last taking back are used up. */
  async *give(used: () => number): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      this.#pulled = this.#pull();
      const chunk = await this.#pulled;
      if (chunk === undefined) return;
      this.#forget(used());
      yield chunk;
    }
  }

  /** All that was given behind the first `used` bytes comes again. */
  async takeBack(used: number): Promise<void> {
    await this.#pulled;
    let unused = this.#givenBytes - used;
    while (unused > 0) {
      const chunk = this.#given.pop();
      if (chunk === undefined) break;
      this.#waiting.unshift(chunk.subarray(Math.max(0, chunk.length - unused)));
      unused -= chunk.length;
    }
    this.#given = [];
    this.#givenBytes = 0;
    this.#forgottenBytes = 0;
  }

  #forget(used: number): void {
    for (let first = this.#given[0]; first && this.#forgottenBytes + first.length <= used; first = this.#given[0]) {
      this.#forgottenBytes += first.length;
      this.#given.shift();
    }
  }

  async #pull(): Promise<Uint8Array | undefined> {
    const chunk = this.#waiting.shift() ?? (await this.#next());
    if (chunk === undefined) return undefined;
    this.#givenBytes += chunk.length;
    this.#given.push(chunk);
    return chunk;
  }

  async #next(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#chunks.next();
    return done ? undefined : value;
  }
}
