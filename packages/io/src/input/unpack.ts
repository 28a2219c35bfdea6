import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ConfigError } from "@chat-etl/sdk";
import { checkRatio } from "./bomb.ts";
import { unzstd } from "./unzstd.ts";

/** How much is unpacked at once, in bytes. */
const UNPACK_BYTES = 262_144;

/** How a packed file begins: RFC 1952 section 2.3.1, RFC 8878 section 3.1.1, and ZIP's APPNOTE 4.3.7 and 4.3.16. */
const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const ZIP = [Buffer.from("PK\u0003\u0004"), Buffer.from("PK\u0005\u0006")];
const LONGEST_MAGIC = 4;

export type Packing = "gzip" | "zstd" | "zip" | "none";

/** Tells by the first bytes, four or more if there are so many, how a file is packed. Its name tells nothing. */
export function packingOf(start: Uint8Array): Packing {
  const begins = (magic: Uint8Array) => magic.length <= start.length && magic.every((byte, at) => start[at] === byte);
  if (begins(GZIP)) return "gzip";
  if (begins(ZSTD)) return "zstd";
  return ZIP.some(begins) ? "zip" : "none";
}

export interface UnpackOptions {
  /** For messages. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/** The bytes as they are, or unpacked if they begin like `.gz` or `.zst`. @throws ConfigError a zip, or a bomb */
export async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  options: UnpackOptions,
): AsyncGenerator<Uint8Array, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const start = await firstBytes(iterator);
    const counter = { packedBytes: 0 };
    const all = counted(start, iterator, counter);
    const packing = packingOf(start);
    if (packing === "zip") throw notOneFile(options.path);
    if (packing === "none") yield* all;
    else yield* guarded(packing === "gzip" ? gunzip(all) : unzstd(all), counter, options);
  } finally {
    await iterator.return?.();
  }
}

async function firstBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start = new Uint8Array();
  while (start.length < LONGEST_MAGIC) {
    const { done, value } = await iterator.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  return start;
}

interface Counter {
  packedBytes: number;
}

async function* counted(
  start: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
  counter: Counter,
): AsyncGenerator<Uint8Array, void> {
  if (start.length === 0) return;
  counter.packedBytes = start.length;
  yield start;
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return;
    counter.packedBytes += value.length;
    yield value;
  }
}

async function* guarded(
  chunks: AsyncIterable<Uint8Array>,
  counter: Counter,
  { path, signal }: UnpackOptions,
): AsyncGenerator<Uint8Array, void> {
  let unpackedBytes = 0;
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    unpackedBytes += chunk.length;
    checkRatio(path, { packedBytes: counter.packedBytes, unpackedBytes });
    yield chunk;
  }
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const unpacker = createGunzip({ chunkSize: UNPACK_BYTES });
  // A failure destroys the unpacker with it, so it is thrown below.
  pipeline(Readable.from(chunks, { objectMode: false }), unpacker, () => {});
  yield* unpacker;
}

function notOneFile(path: string): ConfigError {
  const advice = "Save it as a file and give its path, so that its entries can be found";
  return new ConfigError(`"${path}" is a zip archive inside something else, or comes as a stream. ${advice}.`);
}
