import { mkdir, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { DownloadError, downloadFile, type Input, saveBytes } from "@chat-etl/io";
import { ConfigError, type Logger, type Reason } from "@chat-etl/sdk";
import type { SlackExportConfig } from "../config.ts";
import type { WantedFile } from "../normalize/copies.ts";
import type { FileCopy } from "../normalize/known.ts";
import type { Archive } from "./archive.ts";

/** Files that are fetched at once. */
const AT_ONCE = 4;

/** Copies files into the operator's folder, each once, and counts what became of them. */
export class FileCopier {
  readonly #folder: string;
  readonly #url: string;
  readonly #config: SlackExportConfig;
  readonly #bytes: Archive["bytes"];
  /** Of those that could not be had: asked once, they are not asked again. What is there tells for itself. */
  readonly #failed = new Map<string, Reason>();
  readonly #failures = new Map<string, { count: number; readonly example: string; readonly why: string }>();
  readonly #done = { downloaded: 0, fromExport: 0, thereAlready: 0, bytes: 0 };

  /** Makes nothing yet. @throws ConfigError the folder lies in the export */
  constructor(config: SlackExportConfig, { path, bytes }: Pick<Archive, "path" | "bytes">) {
    const { filesFolder, filesUrl } = config;
    if (filesFolder === undefined || filesUrl === undefined)
      throw new ConfigError("Files are copied into filesFolder and served at filesUrl: give both options.");
    const inside = relative(resolve(path), resolve(filesFolder));
    if (inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside))
      throw new ConfigError(`"${filesFolder}" lies in the export itself. Give a filesFolder outside of it.`);
    this.#config = config;
    this.#folder = filesFolder;
    this.#url = filesUrl.replace(/\/*$/, "/");
    this.#bytes = bytes;
  }

  /** What became of each file, by its id; of those that nobody may be asked for, nothing. @throws ConfigError */
  async copy(files: readonly WantedFile[], signal: AbortSignal): Promise<ReadonlyMap<string, FileCopy>> {
    const copies = new Map<string, FileCopy>();
    if (files.length === 0) return copies;
    await makeFolder(this.#folder);
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const queue = new Map(files.map((file) => [file.id, file])).values();
    const work = async () => {
      for (const file of queue) {
        const copy = await this.#copyOne(file, both);
        if (copy !== undefined) copies.set(file.id, copy);
      }
    };
    const workers = Array.from({ length: Math.min(AT_ONCE, files.length) }, work);
    try {
      await Promise.all(workers);
    } catch (error) {
      stop.abort();
      await Promise.allSettled(workers);
      throw error;
    }
    return copies;
  }

  /** Why a file could not be had, by a code that tells it from other reasons to leave something out. */
  whyNot(fileId: string): Reason | undefined {
    const failed = this.#failed.get(fileId);
    if (failed === undefined) return undefined;
    const message = `The file could not be copied: its messages keep the link. ${failed.message}`;
    return { code: `file-${failed.code}`, message };
  }

  /** Tells once what was copied, and each reason why something was not. */
  tell(logger: Logger): void {
    logger.info("Files of messages were copied.", { folder: this.#folder, ...this.#done });
    for (const [code, { count, example, why }] of this.#failures)
      logger.warn("Files could not be copied: their messages keep the link.", { code, count, example, why });
  }

  async #copyOne(file: WantedFile, signal: AbortSignal): Promise<FileCopy | undefined> {
    const inExport = this.#bytes.get(file.id);
    if (inExport === undefined && file.url === undefined) return undefined;
    const failed = this.#failed.get(file.id);
    if (failed !== undefined) return { failed: failed.code };
    try {
      return { url: this.#url + encodeURIComponent(file.name), sizeBytes: await this.#bytesOf(file, inExport, signal) };
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      this.#count(file.id, error);
      return { failed: error.code };
    }
  }

  /** Has the file in the folder. Tells how large it is. @throws DownloadError, ConfigError */
  async #bytesOf(file: WantedFile, inExport: Input | undefined, signal: AbortSignal): Promise<number> {
    const path = join(this.#folder, file.name);
    const there = await sizeOf(path);
    if (there > 0 && there === (file.sizeBytes ?? there)) {
      this.#done.thereAlready += 1;
      return there;
    }
    const limits = { path, maxBytes: this.#config.maxFileMegabytes * 1_000_000, expectedBytes: file.sizeBytes };
    const sizeBytes = inExport
      ? await saveBytes(readable(inExport.bytes(signal)), limits)
      : await this.#download(file, { ...limits, signal });
    this.#done[inExport ? "fromExport" : "downloaded"] += 1;
    this.#done.bytes += sizeBytes;
    return sizeBytes;
  }

  async #download(
    { url = "", mimeType }: WantedFile,
    limits: { readonly path: string; readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<number> {
    const { fileTimeoutSeconds, allowPrivateAddresses } = this.#config;
    const { sizeBytes } = await downloadFile(url, {
      ...limits,
      mimeType,
      timeoutMs: fileTimeoutSeconds * 1000,
      allowPrivate: allowPrivateAddresses,
      secrets: tokensIn(url),
    });
    return sizeBytes;
  }

  #count(fileId: string, { code, message }: DownloadError): void {
    this.#failed.set(fileId, { code, message });
    const before = this.#failures.get(code);
    if (before) before.count += 1;
    else this.#failures.set(code, { count: 1, example: fileId, why: message });
  }
}

/** @throws ConfigError */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new ConfigError(`The folder "${folder}" cannot be made. Check filesFolder.`, { cause });
  }
}

/** In bytes; 0: there is no such file. */
async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : 0;
  } catch {
    return 0;
  }
}

/** A file of the export that is damaged costs itself alone. */
async function* readable(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DownloadError("damaged-file", `The file in the export cannot be read. ${error.message}`);
  }
}

/** The export's keys, wherever in the query they stand. Sheet, section 9.1. */
function tokensIn(url: string): readonly string[] {
  return [...new URL(url).searchParams.values()].filter((value) => value.startsWith("xox"));
}
