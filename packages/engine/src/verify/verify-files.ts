import { DownloadError } from "@chat-etl/sdk";
import type { CopiedFile, Damage, Files } from "@chat-etl/store";
import type { OnEvent } from "../events.ts";
import type { Copying } from "../files/attachments.ts";
import { hostOf } from "../files/find-files.ts";
import { PAGE_NAME } from "../files/place-of.ts";

/** How a copy differs: it is not in the store, it has other bytes there, or its new link does not lead to it. */
type FileDifference = "missing" | "changed" | "unreachable";

/** What comparing copies came to. */
export interface FilesVerification {
  readonly compared: number;
  readonly equal: number;
  readonly missing: number;
  readonly changed: number;
  readonly unreachable: number;
  /** At most 20. */
  readonly samples: readonly FileSample[];
}

interface FileSample {
  readonly sort: FileDifference;
  /** What the store calls it. */
  readonly key: string;
  /** Where a message was read that has it. */
  readonly origin: string;
  /** Of a link that does not lead to it. */
  readonly code?: string | undefined;
}

interface VerifyFilesOptions {
  readonly files: Files;
  readonly copying: Copying;
  /** The part of the conversations that is compared. */
  readonly share: number;
  readonly stop: AbortSignal;
  readonly onEvent: OnEvent;
}

/** Samples told. */
const SAMPLES = 20;
/** Files compared at once. */
const AT_ONCE = 8;

/**
 * Reads copies back from the store and compares their bytes with those that were fetched, and asks at their new links.
 * What is missing or changed there is noted, so that `etl replay --files` knows what to copy again.
 *
 * @throws ConfigError, TransientError as the store does; the stop signal's reason
 */
export async function verifyFiles(options: VerifyFilesOptions): Promise<FilesVerification> {
  const counts = { compared: 0, equal: 0, missing: 0, changed: 0, unreachable: 0 };
  const samples: FileSample[] = [];
  for await (const page of options.files.copies(options.share)) {
    const queue = page.values();
    const worker = async (): Promise<void> => {
      for (const { origin, ...file } of queue) {
        options.stop.throwIfAborted();
        const found = await differenceOf(file, options);
        await options.files.found(file.sha256, damageIn(found?.sort));
        counts.compared += 1;
        counts[found?.sort ?? "equal"] += 1;
        if (found !== undefined && samples.length < SAMPLES) samples.push({ ...found, key: file.key, origin });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    options.onEvent({ event: "read", stream: "copies of files", values: counts.compared, done: false });
  }
  return { ...counts, samples };
}

/** What copying again mends. A link that leads elsewhere is for whoever serves the store. */
function damageIn(sort: FileDifference | undefined): Damage | undefined {
  return sort === "unreachable" ? undefined : sort;
}

async function differenceOf(
  file: CopiedFile,
  options: VerifyFilesOptions,
): Promise<Pick<FileSample, "sort" | "code"> | undefined> {
  const { key, sha256, sizeBytes } = file;
  const stored = await options.copying.store.digest(key, options.stop);
  if (stored === undefined) return { sort: "missing" };
  if (stored.sha256 !== sha256 || stored.sizeBytes !== sizeBytes) return { sort: "changed" };
  const code = await faultOfLink(file, options);
  return code === undefined ? undefined : { sort: "unreachable", code };
}

/** A page in place of the file, another size or none at all: the link does not lead to it. Missing: it does, or there is none. */
async function faultOfLink(
  { key, type, sizeBytes, url }: CopiedFile,
  { copying, stop }: VerifyFilesOptions,
): Promise<string | undefined> {
  if (url === undefined) return undefined;
  const { timeoutMs, allowPrivate, fetcher } = copying;
  const own = hostOf(url) ?? "";
  const allowed = typeof allowPrivate === "boolean" ? allowPrivate : [...allowPrivate, own];
  const mimeType = PAGE_NAME.test(key) ? undefined : (type ?? "application/octet-stream");
  const options = { mimeType, maxBytes: Number.MAX_SAFE_INTEGER, timeoutMs, allowPrivate: allowed, signal: stop };
  try {
    const asked = await fetcher.ask({ url }, options);
    if (asked.sizeBytes === undefined) return "no-size";
    return asked.sizeBytes === sizeBytes ? undefined : "wrong-size";
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    return error.code;
  }
}
