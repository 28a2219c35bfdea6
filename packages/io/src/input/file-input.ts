import { type FileHandle, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import type { ByteSource, FileFacts, Input, ReadRequest } from "./byte-source.ts";
import { fileFailure } from "./file-failure.ts";
import { streamInput } from "./stream-source.ts";
import { type Packing, packingOf } from "./unpack.ts";

/** How much of a packed file is read at once, in bytes. */
const CHUNK_BYTES = 262_144;

export interface NamedFile {
  readonly path: string;
  /** Default: the last part of the path. */
  readonly name?: string | undefined;
}

/** A file. One that is packed as `.gz` or `.zst` is unpacked as it is read, whatever it is called. */
export function fileInput({ path, name = basename(path) }: NamedFile): Input {
  return {
    path,
    name,
    open: (signal) => openFile({ path, name }, signal),
    bytes: () => bytesOf({ path, name }),
    sizeBytes: () => sizeOf(path),
  };
}

/** What a file is, and how it is packed. @throws ConfigError it is not there, no file, or may not be read */
export async function lookAt(path: string): Promise<{ readonly facts: FileFacts; readonly packing: Packing }> {
  const file = await openHandle(path);
  try {
    return { facts: file.facts, packing: await packingOfFile(file.handle, path) };
  } finally {
    await file.handle.close();
  }
}

/** Texts are packed to about so small a part. */
const PACKED_TO = 1 / 10;

async function sizeOf(path: string): Promise<number> {
  try {
    const { size } = await stat(path);
    return /\.(?:gz|zst)$/i.test(path) ? size / PACKED_TO : size;
  } catch (error) {
    throw fileFailure(path, error);
  }
}

async function openFile({ path, name }: Required<Pick<Input, "path" | "name">>, signal: AbortSignal) {
  const { handle, facts } = await openHandle(path);
  const file = new FileSource({ path, name, facts }, handle);
  try {
    const packing = await packingOfFile(handle, path);
    if (packing === "none") return file;
    if (packing === "zip") throw new ConfigError(`"${path}" is a zip archive. Say which of its entries to read.`);
    return await streamInput({ path, name, facts, chunks: () => chunksOf(file) }).open(signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* bytesOf({ path, name }: Pick<Input, "path" | "name">): AsyncGenerator<Uint8Array, void> {
  const { handle, facts } = await openHandle(path);
  yield* chunksOf(new FileSource({ path, name, facts }, handle));
}

async function openHandle(path: string): Promise<{ readonly handle: FileHandle; readonly facts: FileFacts }> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw new ConfigError(`"${path}" is a folder, not a file. Give the path of a file.`);
    // Opening a pipe would wait for whoever writes into it.
    if (!facts.isFile()) throw new ConfigError(`"${path}" is a pipe or a device. Give a file that holds its data.`);
    return { handle: await open(path), facts: { sizeBytes: facts.size, modifiedAt: facts.mtimeMs } };
  } catch (error) {
    throw error instanceof ConfigError ? error : fileFailure(path, error);
  }
}

async function packingOfFile(handle: FileHandle, path: string): Promise<Packing> {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return packingOf(buffer.subarray(0, bytesRead));
  } catch (error) {
    throw fileFailure(path, error);
  }
}

async function* chunksOf(file: FileSource): AsyncGenerator<Uint8Array, void> {
  try {
    for (let position = 0; ; ) {
      const into = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = await file.read({ into, at: 0, length: CHUNK_BYTES, position });
      if (read === 0) return;
      position += read;
      yield into.subarray(0, read);
    }
  } finally {
    await file.close();
  }
}

class FileSource implements ByteSource {
  readonly path: string;
  readonly name: string;
  readonly facts: FileFacts;
  readonly isSeekable = true;
  readonly #handle: FileHandle;

  constructor(about: { readonly path: string; readonly name: string; readonly facts: FileFacts }, handle: FileHandle) {
    this.path = about.path;
    this.name = about.name;
    this.facts = about.facts;
    this.#handle = handle;
  }

  async read({ into, at, length, position }: ReadRequest): Promise<number> {
    try {
      return (await this.#handle.read(into, at, length, position)).bytesRead;
    } catch (error) {
      throw fileFailure(this.path, error);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
