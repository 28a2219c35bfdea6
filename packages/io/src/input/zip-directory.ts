import { isUtf8 } from "node:buffer";
import type { FileHandle } from "node:fs/promises";
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader } from "yauzl";

/** General purpose bit 11: the name is UTF-8. APPNOTE 4.4.4. */
const UTF8_FLAG = 0x800;

/** Extra field with the name in UTF-8, as Info-ZIP writes it. APPNOTE 4.6.9. */
const UNICODE_PATH = 0x7075;

/** How much of the directory is read at once, in bytes: some thousand entries, and more than the longest one has. */
const WINDOW_BYTES = 262_144;

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

/** The entries that are files, in the order of the central directory. @throws Error the archive is damaged */
export async function readDirectory(handle: FileHandle, sizeBytes: number): Promise<readonly ZipEntry[]> {
  const options = { decodeStrings: false, autoClose: false };
  const zip = await fromRandomAccessReaderPromise(new WindowReader(handle), sizeBytes, options);
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

/** Answers the many small reads of a directory out of few large ones. */
class WindowReader extends RandomAccessReader {
  readonly #handle: FileHandle;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  /** Where in the file the window begins, and where what is read of it ends. */
  #start = 0;
  #end = 0;

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override read(
    into: Buffer,
    at: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const copy = () => {
      this.#window.copy(into, at, position - this.#start, position - this.#start + length);
      callback(null);
    };
    if (position >= this.#start && position + length <= this.#end) copy();
    else this.#moveTo(position, length).then(copy, callback);
  }

  /** @throws Error the file ends before so many bytes */
  async #moveTo(position: number, length: number): Promise<void> {
    const { bytesRead } = await this.#handle.read(this.#window, 0, WINDOW_BYTES, position);
    this.#start = position;
    this.#end = position + bytesRead;
    if (bytesRead < length) throw new Error("unexpected end of file");
  }
}
