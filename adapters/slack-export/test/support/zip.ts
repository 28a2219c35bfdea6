import { closeSync, openSync, truncateSync, writeSync } from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import { cp437Bytes } from "./zip-names.ts";

export interface ZipOptions {
  /**
   * How names are written. `utf8`: as Slack does, without saying so (§15, quirk 1). `utf8-flagged`: with bit 11.
   * `cp437`: as old tools do; names that it cannot hold are written as `utf8-flagged`. Default: `utf8`.
   */
  readonly names?: "utf8" | "utf8-flagged" | "cp437";
  /** Names decomposed (NFD), as macOS zips them. Default: false. */
  readonly isDecomposed?: boolean;
  /** §15: bit 3, sizes behind the data and zero in front, as slackdump writes them. Default: false. */
  readonly hasDataDescriptors?: boolean;
  /** Writes sizes and offsets as zip64, needed or not. Default: false, and where a size or an offset needs it. */
  readonly isZip64?: boolean;
  /** Adds one entry for each of `HOSTILE_NAMES`. Default: false. */
  readonly hasHostileNames?: boolean;
  /** Cuts the finished zip off after this share of its bytes, 0 to 1. Default: not. */
  readonly cutAt?: number;
}

/** §15: names that no reader may follow. */
export const HOSTILE_NAMES = [
  "../x.json",
  "general/../../x.json",
  "/etc/x.json",
  "C:\\x.json",
  "general\\..\\..\\x.json",
  "general/2026-01-05\u0000.json",
  "general/bell\u0007\u001b[31m.json",
] as const;

/** Zeros that take no room on the disk: 4.5 GiB, so that everything behind them needs zip64 (quirk 34). */
const HOLE = { name: "__uploads/F0HUGE00001/huge.bin", bytes: 4.5 * 2 ** 30, crc32: 3_909_187_526 } as const;

interface Entry {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
  readonly isZip64: boolean;
}

export interface ZipWriter {
  add(name: string, data: string | Buffer): void;
  /** Writes the central directory. */
  close(): void;
}

const MAX_32 = 0xffff_ffff;

/** A zip as its specification wants it (APPNOTE 4.3), written entry by entry. */
export function createZip(path: string, options: ZipOptions & { readonly hasHole?: boolean }): ZipWriter {
  const file = openSync(path, "w");
  const entries: Entry[] = [];
  let at = 0;
  const write = (...parts: readonly Buffer[]) => {
    for (const part of parts) at += writeSync(file, part, 0, part.length, at);
  };
  const add = (name: string, data: string | Buffer) => {
    const bytes = Buffer.from(data);
    // The fastest level: a large export is mostly waiting for this.
    const packed = deflateRawSync(bytes, { level: 1 });
    const sizes = { crc32: crc32(bytes), packedBytes: packed.length, bytes: bytes.length, method: 8 };
    const entry = { ...nameOf(name, options), ...sizes, offset: at, isZip64: options.isZip64 === true || at >= MAX_32 };
    write(localHeader(entry), packed, dataDescriptor(entry));
    entries.push(entry);
  };
  if (options.hasHole === true) {
    const sizes = { crc32: HOLE.crc32, packedBytes: HOLE.bytes, bytes: HOLE.bytes, method: 0 };
    const entry = {
      ...nameOf(HOLE.name, { ...options, hasDataDescriptors: false }),
      ...sizes,
      offset: 0,
      isZip64: true,
    };
    write(localHeader(entry));
    at += HOLE.bytes;
    entries.push(entry);
  }
  if (options.hasHostileNames === true) for (const name of HOSTILE_NAMES) add(name, "[]");
  return {
    add,
    close() {
      const start = at;
      for (const entry of entries) write(centralHeader(entry));
      write(endOfDirectory(entries, { start, bytes: at - start, isZip64: options.isZip64 === true }));
      closeSync(file);
      if (options.cutAt !== undefined) truncateSync(path, Math.floor(at * options.cutAt));
    },
  };
}

function nameOf(
  name: string,
  { names = "utf8", isDecomposed, hasDataDescriptors }: ZipOptions,
): Pick<Entry, "name" | "flags"> {
  const text = isDecomposed === true ? name.normalize("NFD") : name;
  const flags = hasDataDescriptors === true ? 0x8 : 0;
  if (names === "utf8") return { name: Buffer.from(text), flags };
  if (names === "cp437") {
    try {
      return { name: cp437Bytes(text), flags };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return { name: Buffer.from(text), flags: flags | 0x800 };
}

/** Slack writes no dates worth reading: zero is 30 November 1979 (§15). */
function localHeader(entry: Entry): Buffer {
  const isLater = (entry.flags & 0x8) !== 0;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(entry.isZip64 ? 45 : 20, 4);
  header.writeUInt16LE(entry.flags, 6);
  header.writeUInt16LE(entry.method, 8);
  const extra = entry.isZip64 ? zip64Extra(isLater ? [0, 0] : [entry.bytes, entry.packedBytes]) : Buffer.alloc(0);
  const small = (size: number) => (entry.isZip64 ? MAX_32 : isLater ? 0 : size);
  header.writeUInt32LE(isLater ? 0 : entry.crc32, 14);
  header.writeUInt32LE(small(entry.packedBytes), 18);
  header.writeUInt32LE(small(entry.bytes), 22);
  header.writeUInt16LE(entry.name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, entry.name, extra]);
}

function dataDescriptor({ flags, crc32, packedBytes, bytes, isZip64 }: Entry): Buffer {
  if ((flags & 0x8) === 0) return Buffer.alloc(0);
  const width = isZip64 ? 8 : 4;
  const descriptor = Buffer.alloc(8 + 2 * width);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc32, 4);
  descriptor.writeUIntLE(packedBytes, 8, Math.min(width, 6));
  descriptor.writeUIntLE(bytes, 8 + width, Math.min(width, 6));
  return descriptor;
}

function centralHeader(entry: Entry): Buffer {
  const { isZip64, name } = entry;
  const extra = isZip64 ? zip64Extra([entry.bytes, entry.packedBytes, entry.offset]) : Buffer.alloc(0);
  const small = (size: number) => (isZip64 ? MAX_32 : size);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  // Made on Unix, so that no reader takes the names for those of DOS.
  header.writeUInt16LE((3 << 8) | 45, 4);
  header.writeUInt16LE(isZip64 ? 45 : 20, 6);
  header.writeUInt16LE(entry.flags, 8);
  header.writeUInt16LE(entry.method, 10);
  header.writeUInt32LE(entry.crc32, 16);
  header.writeUInt32LE(small(entry.packedBytes), 20);
  header.writeUInt32LE(small(entry.bytes), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(0o100644 * 2 ** 16, 38);
  header.writeUInt32LE(small(entry.offset), 42);
  return Buffer.concat([header, name, extra]);
}

function zip64Extra(sizes: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * sizes.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * sizes.length, 2);
  for (const [index, size] of sizes.entries()) extra.writeBigUInt64LE(BigInt(size), 4 + 8 * index);
  return extra;
}

interface Directory {
  readonly start: number;
  readonly bytes: number;
  readonly isZip64: boolean;
}

function endOfDirectory(entries: readonly Entry[], { start, bytes, isZip64 }: Directory): Buffer {
  const isLarge = isZip64 || entries.length >= 0xffff || start + bytes >= MAX_32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isLarge ? 0xffff : entries.length, 8);
  end.writeUInt16LE(isLarge ? 0xffff : entries.length, 10);
  end.writeUInt32LE(isLarge ? MAX_32 : bytes, 12);
  end.writeUInt32LE(isLarge ? MAX_32 : start, 16);
  return isLarge ? Buffer.concat([zip64End(entries.length, start, bytes), end]) : end;
}

function zip64End(count: number, start: number, bytes: number): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  for (const [index, value] of [count, count, bytes, start].entries())
    end.writeBigUInt64LE(BigInt(value), 24 + 8 * index);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(start + bytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
