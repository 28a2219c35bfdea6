import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";
import { ConfigError } from "@chat-etl/sdk";
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import { checkRatio } from "./bomb.ts";
import type { FileFacts, Input } from "./byte-source.ts";
import { codeOf, fileFailure } from "./file-failure.ts";
import { streamInput } from "./stream-source.ts";

/** General purpose bit 11: the name is UTF-8. APPNOTE 4.4.4. */
const UTF8_FLAG = 0x800;

/** Extra field with the name in UTF-8, as Info-ZIP writes it. APPNOTE 4.6.9. */
const UNICODE_PATH = 0x7075;

const STORED = 0;
const DEFLATED = 8;

/**
 * The entries of a zip archive that are files, in the order of its central directory, each an input of its own. A name
 * is only ever a name: nothing is written anywhere, so it may be as hostile as it likes.
 *
 * @throws ConfigError it is damaged, or a bomb as a whole
 */
export async function zipInputs(path: string, facts: FileFacts): Promise<readonly Input[]> {
  const entries = await entriesOf(path);
  // Entries that share their data are each harmless and terrible together.
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  checkRatio(path, { packedBytes: facts.sizeBytes, unpackedBytes });
  return entries.map((entry) => entryInput(path, entry, facts));
}

/** UTF-8 if the entry says so, or has its name in UTF-8 beside, or if it is valid UTF-8; else CP437. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const isMarked = extraFields.some(({ id }) => id === UNICODE_PATH);
  const flag = !isMarked && isUtf8(fileNameRaw) ? UTF8_FLAG : 0;
  return getFileNameLowLevel(generalPurposeBitFlag | flag, fileNameRaw, extraFields, false);
}

async function entriesOf(path: string): Promise<readonly Entry[]> {
  const zip = await openZip(path);
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) if (!nameOf(entry).endsWith("/")) entries.push(entry);
  } catch (error) {
    throw zipFailure(path, error);
  } finally {
    zip.close();
  }
  return entries;
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { decodeStrings: false, autoClose: false });
  } catch (error) {
    throw zipFailure(path, error);
  }
}

function entryInput(zipPath: string, entry: Entry, facts: FileFacts): Input {
  const name = nameOf(entry);
  const path = `${zipPath}/${name}`;
  return streamInput({ path, name, facts, chunks: () => chunksOf({ zipPath, path, entry }) });
}

interface EntryPlace {
  readonly zipPath: string;
  /** Of the entry, for messages. */
  readonly path: string;
  readonly entry: Entry;
}

async function* chunksOf({ zipPath, path, entry }: EntryPlace): AsyncGenerator<Uint8Array, void> {
  checkReadable(path, entry);
  const zip = await openZip(zipPath);
  let checksum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw zipFailure(path, error);
  } finally {
    zip.close();
  }
  if (checksum !== entry.crc32) throw damaged(path, "its checksum is wrong");
}

function checkReadable(path: string, entry: Entry): void {
  if (entry.isEncrypted()) {
    throw new ConfigError(`"${path}" is encrypted. Unpack the archive with its password and give the folder.`);
  }
  const method = entry.compressionMethod;
  if (method !== STORED && method !== DEFLATED) {
    const what = `"${path}" is packed by method ${method}, not by deflate`;
    throw new ConfigError(`${what}. Unpack the archive yourself and give the folder.`);
  }
  checkRatio(path, { packedBytes: entry.compressedSize, unpackedBytes: entry.uncompressedSize });
}

/** What goes wrong in the archive has no code, or one of zlib's. */
function zipFailure(path: string, error: unknown): unknown {
  if (error instanceof ConfigError) return error;
  if (codeOf(error) !== undefined) return fileFailure(path, error);
  const what = error instanceof Error ? error.message : "it cannot be read";
  return damaged(path, what.replace(/\.$/, ""), error);
}

function damaged(path: string, what: string, cause?: unknown): ConfigError {
  const advice = "Get the file again from where it came from";
  return new ConfigError(`"${path}" is a damaged zip archive, or in one: ${what}. ${advice}.`, { cause });
}
