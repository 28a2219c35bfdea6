import { ConfigError } from "@chat-etl/sdk";
import { checkRatio } from "./bomb.ts";
import type { ByteSource, FileFacts, Input } from "./byte-source.ts";
import { codeOf, fileFailure } from "./file-failure.ts";
import { SharedFile } from "./shared-file.ts";
import { streamInput } from "./stream-source.ts";
import { readDirectory, type ZipEntry } from "./zip-directory.ts";
import { DEFLATED, entryBytes, STORED } from "./zip-entry.ts";

/**
 * The entries of a zip archive that are files, in the order of its central directory, each an input of its own. A name
 * is only ever a name: nothing is written anywhere, so it may be as hostile as it likes.
 *
 * @throws ConfigError it is damaged, or a bomb as a whole
 */
export async function zipInputs(path: string, facts: FileFacts): Promise<readonly Input[]> {
  const archive: Archive = { path, facts, file: new SharedFile(path) };
  const entries = await entriesOf(archive);
  // Entries that share their data are each harmless and terrible together.
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  checkRatio(path, { packedBytes: facts.sizeBytes, unpackedBytes });
  return entries.map((entry) => new EntryInput(archive, entry));
}

interface Archive {
  readonly path: string;
  readonly facts: FileFacts;
  readonly file: SharedFile;
}

async function entriesOf({ path, facts, file }: Archive): Promise<readonly ZipEntry[]> {
  try {
    await file.acquire();
    return await readDirectory(file, facts.sizeBytes);
  } catch (error) {
    throw zipFailure(path, error);
  } finally {
    file.release();
  }
}

/** An archive may have millions of these, so what can be made when it is asked for is not held. */
class EntryInput implements Input {
  readonly #archive: Archive;
  readonly #entry: ZipEntry;

  constructor(archive: Archive, entry: ZipEntry) {
    this.#archive = archive;
    this.#entry = entry;
  }

  get name(): string {
    return this.#entry.name;
  }

  get path(): string {
    return `${this.#archive.path}/${this.#entry.name}`;
  }

  async open(signal: AbortSignal): Promise<ByteSource> {
    const { path, name } = this;
    return await streamInput({ path, name, facts: this.#archive.facts, chunks: () => this.bytes() }).open(signal);
  }

  async sizeBytes(): Promise<number> {
    return this.#entry.unpackedBytes;
  }

  async *bytes(): AsyncGenerator<Uint8Array, void> {
    const { file, facts } = this.#archive;
    checkReadable(this.path, this.#entry);
    try {
      yield* entryBytes({ file, fileBytes: facts.sizeBytes, entry: this.#entry });
    } catch (error) {
      throw zipFailure(this.path, error);
    }
  }
}

function checkReadable(path: string, { isEncrypted, method, packedBytes, unpackedBytes }: ZipEntry): void {
  if (isEncrypted) {
    throw new ConfigError(`"${path}" is encrypted. Unpack the archive with its password and give the folder.`);
  }
  if (method !== STORED && method !== DEFLATED) {
    const what = `"${path}" is packed by method ${method}, not by deflate`;
    throw new ConfigError(`${what}. Unpack the archive yourself and give the folder.`);
  }
  checkRatio(path, { packedBytes, unpackedBytes });
}

/** What goes wrong in the archive has no code, or one of zlib's. */
function zipFailure(path: string, error: unknown): unknown {
  if (error instanceof ConfigError) return error;
  if (codeOf(error) !== undefined) return fileFailure(path, error);
  const what = error instanceof Error ? error.message : "it cannot be read";
  const advice = "Get the file again from where it came from";
  const message = `"${path}" is a damaged zip archive, or in one: ${what.replace(/\.$/, "")}. ${advice}.`;
  return new ConfigError(message, { cause: error });
}
