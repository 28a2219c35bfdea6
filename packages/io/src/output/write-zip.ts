import { createReadStream } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

/** A file that becomes an entry. */
export interface ZipSource {
  /** Its name in the archive, parted by slashes. */
  readonly name: string;
  readonly path: string;
}

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

const SIGNATURES = { local: 0x04034b50, central: 0x02014b50, end64: 0x06064b50, locator: 0x07064b50, end: 0x06054b50 };

/** Reads zip64, as every entry is written: nobody knows beforehand how large one becomes. */
const VERSION = 45;

/** The name is UTF-8. */
const UTF8 = 0x800;
const DEFLATED = 8;

/** 1980-01-01, the first day there is: the same files make the same archive. */
const DATE = 0x21;
const FULL = 0xffff_ffff;

/**
 * Writes a zip archive of files of any size, in flat memory. It stands there under its name when it is whole and on
 * disk, in place of what stood there before; until then as `<path>.new`. Its owner alone can read it.
 */
export async function writeZip(path: string, files: readonly ZipSource[], signal: AbortSignal): Promise<void> {
  const handle = await open(`${path}.new`, "w", 0o600);
  try {
    const entries: Entry[] = [];
    let offset = 0;
    for (const file of files) {
      const entry = await writeEntry(handle, file, { offset, signal });
      entries.push(entry);
      offset += localHeader(entry).length + entry.packed;
    }
    const central = Buffer.concat(entries.map(centralHeader));
    await handle.write(Buffer.concat([central, endOf(entries.length, central.length, offset)]), 0, undefined, offset);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
}

/** The header is written behind what it tells the sizes of. */
async function writeEntry(
  handle: FileHandle,
  { name, path }: ZipSource,
  { offset, signal }: { readonly offset: number; readonly signal: AbortSignal },
): Promise<Entry> {
  const blank: Entry = { name: Buffer.from(name), offset, crc: 0, packed: 0, size: 0 };
  const from = offset + localHeader(blank).length;
  let crc = 0;
  let size = 0;
  let packed = 0;
  await pipeline(
    createReadStream(path),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        crc = crc32(chunk, crc);
        size += chunk.length;
        yield chunk;
      }
    },
    createDeflateRaw(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        await handle.write(chunk, 0, chunk.length, from + packed);
        packed += chunk.length;
      }
    },
    { signal },
  );
  const entry = { ...blank, crc, packed, size };
  await handle.write(localHeader(entry), 0, undefined, offset);
  return entry;
}

function localHeader({ name, crc, packed, size }: Entry): Buffer {
  const extra = zip64Extra([size, packed]);
  const head = numbers([4, SIGNATURES.local], ...commonFields(crc), [2, name.length], [2, extra.length]);
  return Buffer.concat([head, name, extra]);
}

function centralHeader({ name, crc, packed, size, offset }: Entry): Buffer {
  const extra = zip64Extra([size, packed, offset]);
  const head = numbers(
    ...([[4, SIGNATURES.central], [2, VERSION], ...commonFields(crc)] as const),
    ...([
      [2, name.length],
      [2, extra.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, FULL],
    ] as const),
  );
  return Buffer.concat([head, name, extra]);
}

/** From the version that is needed to the sizes, which stand in the zip64 field. */
function commonFields(crc: number): readonly (readonly [2 | 4, number])[] {
  return [
    [2, VERSION],
    [2, UTF8],
    [2, DEFLATED],
    [2, 0],
    [2, DATE],
    [4, crc],
    [4, FULL],
    [4, FULL],
  ];
}

function zip64Extra(values: readonly number[]): Buffer {
  return Buffer.concat([numbers([2, 1], [2, values.length * 8]), ...values.map(eightBytes)]);
}

function endOf(count: number, centralBytes: number, offset: number): Buffer {
  const sums = [count, count, centralBytes, offset].map(eightBytes);
  return Buffer.concat([
    numbers([4, SIGNATURES.end64]),
    eightBytes(44),
    numbers([2, VERSION], [2, VERSION], [4, 0], [4, 0]),
    ...sums,
    numbers([4, SIGNATURES.locator], [4, 0]),
    eightBytes(offset + centralBytes),
    numbers([4, 1]),
    numbers([4, SIGNATURES.end], [2, 0], [2, 0], [2, 0xffff], [2, 0xffff], [4, FULL], [4, FULL], [2, 0]),
  ]);
}

/** Little-endian numbers: how many bytes, and the value. */
function numbers(...fields: readonly (readonly [2 | 4, number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

function eightBytes(value: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeBigUInt64LE(BigInt(value));
  return field;
}
