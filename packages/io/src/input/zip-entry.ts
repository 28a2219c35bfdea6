import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import type { SharedFile } from "./shared-file.ts";
import type { ZipEntry } from "./zip-directory.ts";

/** How entries may be packed: not at all, or by deflate. APPNOTE 4.4.5. */
export const STORED = 0;
export const DEFLATED = 8;

/** How much is read at once, in bytes: most day files of a chat are smaller, and need no more than one read. */
const READ_BYTES = 65_536;

/** Up to so many bytes, unpacked, it is faster to unpack at once than to set up a stream. */
const UNPACK_AT_ONCE_BYTES = 524_288;

/** How much of a larger one is unpacked at once, in bytes. */
const UNPACK_BYTES = 262_144;

/** The fixed part of a local header. APPNOTE 4.3.7. */
const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER = 0x04034b50;

/** What a local header may hold beside a name, mostly: times, and sizes as zip64. */
const USUAL_EXTRA_BYTES = 128;

export interface EntryPlace {
  readonly file: SharedFile;
  readonly fileBytes: number;
  readonly entry: ZipEntry;
}

/** The bytes of an entry, unpacked. @throws Error the archive is damaged, or the entry is not what its directory says */
export async function* entryBytes({ file, fileBytes, entry }: EntryPlace): AsyncGenerator<Uint8Array, void> {
  try {
    await file.acquire();
    const packed = await openPacked({ file, fileBytes, entry });
    yield* checked(entry.method === STORED ? packed.chunks() : inflated(packed, entry), entry);
  } finally {
    file.release();
  }
}

/** The packed bytes of an entry: those that came with its header, and how the others are read. */
interface Packed {
  readonly first: Buffer;
  readonly isWhole: boolean;
  chunks(): AsyncGenerator<Buffer, void>;
}

async function openPacked({ file, fileBytes, entry }: EntryPlace): Promise<Packed> {
  const expected = LOCAL_HEADER_BYTES + entry.name.length + USUAL_EXTRA_BYTES + entry.packedBytes;
  const head = await file.read(entry.offset, Math.min(expected, READ_BYTES));
  if (head.length < LOCAL_HEADER_BYTES) throw new Error("unexpected end of file");
  if (head.readUInt32LE(0) !== LOCAL_HEADER) throw new Error("an entry does not begin where its directory says");
  const headerBytes = LOCAL_HEADER_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28);
  const start = entry.offset + headerBytes;
  const end = start + entry.packedBytes;
  if (end > fileBytes) throw new Error("an entry goes beyond the end of the archive");
  const first = head.subarray(headerBytes, headerBytes + entry.packedBytes);
  return {
    first,
    isWhole: first.length === entry.packedBytes,
    async *chunks() {
      if (first.length > 0) yield first;
      for (let at = start + first.length; at < end; ) {
        const chunk = await file.read(at, Math.min(READ_BYTES, end - at));
        if (chunk.length === 0) throw new Error("unexpected end of file");
        at += chunk.length;
        yield chunk;
      }
    },
  };
}

async function* inflated(packed: Packed, { unpackedBytes }: ZipEntry): AsyncGenerator<Uint8Array, void> {
  if (packed.isWhole && unpackedBytes <= UNPACK_AT_ONCE_BYTES) {
    yield inflateAtOnce(packed.first, unpackedBytes);
    return;
  }
  const unpacker = createInflateRaw({ chunkSize: UNPACK_BYTES });
  // A failure destroys the unpacker with it, so it is thrown below.
  pipeline(Readable.from(packed.chunks(), { objectMode: false }), unpacker, () => {});
  yield* unpacker;
}

/** Never more than a byte too much: that tells already that the directory lies. */
function inflateAtOnce(packed: Buffer, unpackedBytes: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: unpackedBytes + 1 });
  } catch (error) {
    if (error instanceof RangeError) throw tooMany(unpackedBytes);
    throw error;
  }
}

/** Passes on what is as long as the directory says, and has the checksum it says. */
async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  { unpackedBytes, crc32: expected }: ZipEntry,
): AsyncGenerator<Uint8Array, void> {
  let length = 0;
  let checksum = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > unpackedBytes) throw tooMany(unpackedBytes);
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (length < unpackedBytes) throw new Error(`not enough bytes in the stream: ${length}, not ${unpackedBytes}`);
  if (checksum !== expected) throw new Error("its checksum is wrong");
}

function tooMany(unpackedBytes: number): Error {
  return new Error(`too many bytes in the stream: more than ${unpackedBytes}`);
}
