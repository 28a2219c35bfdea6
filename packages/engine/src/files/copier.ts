import { join } from "node:path";
import type { Attachment } from "@chat-etl/model";
import { ConfigError, DownloadError, type Fetched, type Source } from "@chat-etl/sdk";
import type { CopiedFile, FailedFile, Files, FileToFetch } from "@chat-etl/store";
import type { Copying } from "./attachments.ts";
import { fileNameOf } from "./find-files.ts";
import { newUrlOf } from "./new-url.ts";
import { cleanType, type PlacedFile, placeOf, typeOf } from "./place-of.ts";

/** What servers say that do not know. */
const NO_TYPE = "application/octet-stream";

export interface CopierOptions {
  readonly copying: Copying;
  readonly files: Files;
  readonly source: Pick<Source, "files">;
  /** A folder for files on their way: what an earlier run left of them is there too. */
  readonly spool: string;
  readonly stop: AbortSignal;
  /** Bytes that came in. */
  onBytes(count: number): void;
}

/** A file that came, whole. */
interface FetchedFile {
  readonly path: string;
  readonly fetched: Fetched;
}

/** What became of a file. `none`: neither has it an address, nor does the source know it. */
export type Copied = { readonly copied: CopiedFile } | { readonly failed: FailedFile } | "none";

/** Fetches files one by one and puts them into the store. It keeps no verdicts: its caller does. */
export class Copier {
  readonly #options: CopierOptions;
  /** Bytes in the store, and those of files on their way that are known. */
  #total: number;
  /** By hash: files that are being put, so that equal ones are put once. */
  readonly #putting = new Map<string, Promise<CopiedFile>>();

  /** @param storedBytes that earlier runs have put there */
  constructor(options: CopierOptions, storedBytes: number) {
    this.#options = options;
    this.#total = storedBytes;
  }

  /**
   * @param lost a copy of it that is damaged, and is put again: only just the same bytes will do
   * @throws ConfigError it cannot be written, here or in the store; TransientError the store does not answer; the stop signal's reason
   */
  async copy(file: FileToFetch, lost?: CopiedFile): Promise<Copied> {
    const { source, stop } = this.#options;
    try {
      const placed = await placeOf(file, source, stop);
      if (placed === undefined) return "none";
      return { copied: await this.#move(file, placed, lost) };
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      const { code, message, isTransient } = error;
      return { failed: { code, message, isLasting: !isTransient } };
    }
  }

  /** That it was put is kept: equal files are found by that from now on, and what was fetched of it is needed no more. */
  async kept({ id }: FileToFetch, { sha256 }: CopiedFile): Promise<void> {
    this.#putting.delete(sha256);
    await this.#options.copying.fetcher.discard(this.#pathOf(id));
  }

  #pathOf(id: number): string {
    return join(this.#options.spool, String(id));
  }

  async #move(file: FileToFetch, { place, attachment }: PlacedFile, lost?: CopiedFile): Promise<CopiedFile> {
    const { copying, stop, onBytes } = this.#options;
    const { maxFileBytes, maxTotalBytes = Number.POSITIVE_INFINITY, timeoutMs, allowPrivate, fetcher } = copying;
    // Some sources say 0 where they do not know.
    const expectedBytes = lost?.sizeBytes ?? (attachment.sizeBytes || undefined);
    // A copy that is put again was counted before.
    const room = lost === undefined ? maxTotalBytes - this.#total : Number.POSITIVE_INFINITY;
    if ((expectedBytes ?? 1) > room) throw overTotal();
    const path = this.#pathOf(file.id);
    const maxBytes = Math.min(maxFileBytes, room);
    const options = {
      path,
      mimeType: typeOf(attachment),
      expectedBytes,
      maxBytes,
      timeoutMs,
      allowPrivate,
      signal: stop,
      onBytes,
    };
    const fetched = await fetcher.fetch(place, options).catch((error: unknown) => {
      throw isTooLarge(error) && maxBytes < maxFileBytes ? overTotal() : error;
    });
    await fetcher.keep(place, path, fetched);
    try {
      if (lost !== undefined && fetched.sha256 !== lost.sha256) throw otherBytes();
      const copied = await this.#store(attachment, { path, fetched });
      return { ...copied, url: newUrlOf(attachment, copied, copying) };
    } catch (error) {
      // When the store failed, the next run puts what is there.
      if (error instanceof DownloadError) await fetcher.discard(path);
      throw error;
    }
  }

  /** @throws DownloadError "over-total"; as the store does */
  async #store(attachment: Attachment, { path, fetched }: FetchedFile): Promise<CopiedFile> {
    const { copying, stop } = this.#options;
    const { sizeBytes, sha256, measuredType } = fetched;
    const { maxTotalBytes = Number.POSITIVE_INFINITY } = copying;
    const sentType = cleanType(fetched.contentType);
    const type = measuredType ?? cleanType(attachment.mimeType) ?? (sentType === NO_TYPE ? undefined : sentType);
    return await this.#putOnce(sha256, async (damaged) => {
      const fileName = fileNameOf(attachment);
      if (damaged === undefined && sizeBytes > maxTotalBytes - this.#total) throw overTotal();
      if (damaged === undefined) this.#total += sizeBytes;
      const key = damaged?.key ?? copying.fetcher.keyOf(sha256, fileName);
      const replaces = damaged !== undefined;
      await copying.store.put(key, { path, sizeBytes, contentType: type, fileName, replaces }, stop);
      return { sha256, sizeBytes, type, key };
    });
  }

  /** Equal files have one key, whatever they are called. @param put is told of a damaged copy, whose key it keeps */
  async #putOnce(sha256: string, put: (damaged?: CopiedFile) => Promise<CopiedFile>): Promise<CopiedFile> {
    const { files } = this.#options;
    const earlier = await files.withBytes(sha256);
    if (earlier !== undefined && !(await files.isDamaged(sha256))) return earlier;
    const underWay = this.#putting.get(sha256);
    if (underWay !== undefined) return await underWay;
    const putting = put(earlier);
    this.#putting.set(sha256, putting);
    try {
      return await putting;
    } catch (error) {
      this.#putting.delete(sha256);
      throw error;
    }
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof DownloadError && error.code === "too-large";
}

/** Time may mend it: the next run may be given more room. */
function overTotal(): DownloadError {
  const message = "The file would exceed --attachments.maxTotalGigabytes, together with those that are copied.";
  return new DownloadError("over-total", message, { isTransient: true });
}

/** What was sent links to the bytes of then. */
function otherBytes(): DownloadError {
  return new DownloadError("other-bytes", "The source has another file there than the one that was copied.");
}

/** @throws ConfigError as the store does */
export function mustBeKnown(copying: Copying | undefined): Copying {
  if (copying !== undefined) return copying;
  throw new ConfigError(
    "Files are to be copied and nothing says where to: name a folder with --attachments.folder and --attachments.baseUrl, or a bucket with --attachments.bucket.",
  );
}
