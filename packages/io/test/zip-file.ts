import { crc32, deflateRawSync } from "node:zlib";

/** What an entry of a zip archive is to be; lies included. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly data: string | Buffer;
  readonly isStored?: boolean;
  /** General purpose bits: 0x1 encrypted, 0x800 the name is UTF-8. */
  readonly flags?: number;
  /** Writes the sizes and the offset as zip64 does. */
  readonly isZip64?: boolean;
  readonly crc32?: number;
  readonly claimedBytes?: number;
  /** Bytes of extra fields in its local header. Default: 0. */
  readonly localExtraBytes?: number;
  /** Where the directory says its local header begins. Default: where it does. */
  readonly claimedOffset?: number;
}

/**
 * A zip archive as its specification (APPNOTE 4.3) wants it. `endsAsZip64`: its end says by values that are full that
 * the true ones stand in a zip64 record before it, as it must be beyond 65,535 entries or 4 GiB.
 */
export function zipOf(entries: readonly ZipEntry[], { endsAsZip64 = false } = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const local = localPart(entry);
    locals.push(local);
    central.push(centralPart(entry, entry.claimedOffset ?? offset));
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const whole = { count: entries.length, directoryBytes: directory.length, offset };
  const end = endsAsZip64 ? Buffer.concat([zip64End(whole), endOf(FULL)]) : endOf(whole);
  return Buffer.concat([...locals, directory, end]);
}

interface DirectoryFacts {
  readonly count: number;
  readonly directoryBytes: number;
  /** Where the central directory begins. */
  readonly offset: number;
}

const FULL: DirectoryFacts = { count: 0xffff, directoryBytes: 0xffffffff, offset: 0xffffffff };

/** End of central directory record: APPNOTE 4.3.16. */
function endOf({ count, directoryBytes, offset }: DirectoryFacts): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** The zip64 end of central directory record and its locator: APPNOTE 4.3.14 and 4.3.15. */
function zip64End({ count, directoryBytes, offset }: DirectoryFacts): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

function packedOf({ data, isStored }: ZipEntry): Buffer {
  return isStored ? Buffer.from(data) : deflateRawSync(data);
}

function localPart(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(entry.flags ?? 0, 6);
  header.writeUInt16LE(entry.isStored ? 0 : 8, 8);
  header.writeUInt16LE(name.length, 26);
  const extra = Buffer.alloc(entry.localExtraBytes ?? 0);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra, packedOf(entry)]);
}

function centralPart(entry: ZipEntry, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const packedBytes = packedOf(entry).length;
  const bytes = entry.claimedBytes ?? Buffer.from(entry.data).length;
  const extra = Buffer.alloc(entry.isZip64 ? 28 : 0);
  if (entry.isZip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [at, size] of [bytes, packedBytes, offset].entries()) extra.writeBigUInt64LE(BigInt(size), 4 + 8 * at);
  }
  const small = (size: number) => (entry.isZip64 ? 0xffffffff : size);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(entry.flags ?? 0, 8);
  header.writeUInt16LE(entry.isStored ? 0 : 8, 10);
  header.writeUInt32LE(entry.crc32 ?? crc32(entry.data), 16);
  header.writeUInt32LE(small(packedBytes), 20);
  header.writeUInt32LE(small(bytes), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(small(offset), 42);
  return Buffer.concat([header, name, extra]);
}
