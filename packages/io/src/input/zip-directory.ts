import { isUtf8 } from "node:buffer";
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader } from "yauzl";
import type { SharedFile } from "./shared-file.ts";

/** General purpose bit 11: the name is UTF-8. APPNOTE 4.4.4. */
const UTF8_FLAG = 0x800;

/** Extra field with the name in UTF-8, as Info-ZIP writes it. APPNOTE 4.6.9. */
const UNICODE_PATH = 0x7075;

/** What the central directory says of an entry that is a file. An archive may have millions: nothing else is held. */
export interface ZipEntry {
  readonly name: string;
  /** Where its local header begins. */
  readonly offset: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly crc32: number;
  /** How it is packed. APPNOTE 4.4.5. */
  readonly method: number;
  readonly isEncrypted: boolean;
}

/** The entries that are files, in the order of the central directory, of an open file. @throws Error it is damaged */
export async function readDirectory(file: SharedFile, sizeBytes: number): Promise<readonly ZipEntry[]> {
  const options = { decodeStrings: false, autoClose: false };
  const zip = await fromRandomAccessReaderPromise(new DirectoryReader(file), sizeBytes, options);
  const entries: ZipEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    if (!name.endsWith("/")) entries.push(slimmed(name, entry));
  }
  return entries;
}

function slimmed(name: string, entry: Entry): ZipEntry {
  return {
    name,
    offset: entry.relativeOffsetOfLocalHeader,
    packedBytes: entry.compressedSize,
    unpackedBytes: entry.uncompressedSize,
    crc32: entry.crc32,
    method: entry.compressionMethod,
    isEncrypted: entry.isEncrypted(),
  };
}

/** UTF-8 if the entry says so, or has its name in UTF-8 beside, or if it is valid UTF-8; else CP437. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const isMarked = extraFields.some(({ id }) => id === UNICODE_PATH);
  const flag = !isMarked && isUtf8(fileNameRaw) ? UTF8_FLAG : 0;
  return getFileNameLowLevel(generalPurposeBitFlag | flag, fileNameRaw, extraFields, false);
}

/** Answers the many small reads of a directory, most of them without waiting. */
class DirectoryReader extends RandomAccessReader {
  readonly #file: SharedFile;

  constructor(file: SharedFile) {
    super();
    this.#file = file;
  }

  override read(
    into: Buffer,
    at: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const take = (bytes: Buffer) => {
      bytes.copy(into, at);
      callback(bytes.length < length ? new Error("unexpected end of file") : null);
    };
    const held = this.#file.held(position, length);
    if (held !== undefined) take(held);
    else this.#file.read(position, length).then(take, callback);
  }
}
