import { ConfigError, DownloadError, type Fetched, type FetchOptions, type FilePlace } from "@chat-etl/sdk";
import { checkAnnounced, tooLarge } from "../download/check-answer.ts";
import { checkSize } from "../download/check-size.ts";
import { withTries } from "../download/tries.ts";
import { addressName } from "./address-name.ts";
import { checkKind } from "./check-kind.ts";
import { type Delivery, deliveryFrom } from "./delivery.ts";
import { keptFile } from "./kept-file.ts";
import { measureFile } from "./measure-file.ts";
import { PartFile } from "./part-file.ts";

/** With another key the same file can be gone on with. */
const WANTS_ANOTHER_KEY = new Set(["denied", "sign-in-page"]);

/**
 * Has a file in `path`, whole, without ever holding it in memory. Nothing that answers is trusted: not where it stands, what
 * it is, how large it is, nor that it ends. What an earlier try or process left beside it is gone on with, if the server
 * still has the same version of it and serves it by parts; else the file is begun anew. A whole one that was kept there
 * (`keepFetched`) is had without asking.
 *
 * @throws DownloadError it cannot be had. If another try may go well (`isTransient`), if the key has expired meanwhile, or if
 * the signal stops it, what there is stays for the next one; else nothing is left. Codes: "bad-url", "private-address", "unknown-host", "no-answer",
 * "too-slow", "stalled", "too-many-redirects", "secret-redirect", "denied", "gone", "busy", "http-<status>",
 * "sign-in-page", "other-type", "packed", "cut-off", "empty", "wrong-size", "too-large"; of a file in the export
 * "damaged-file" and the last three
 * @throws ConfigError the file cannot be written
 */
export async function fetchFile(place: FilePlace, options: FetchOptions): Promise<Fetched> {
  const expectedBytes = options.expectedBytes ?? ("url" in place ? undefined : place.sizeBytes);
  const kept = await keptFile(place, { ...options, expectedBytes });
  if (kept !== undefined) return kept;
  return await withTries(options, (signal) => fetchOnce(place, { ...options, expectedBytes, signal }));
}

async function fetchOnce(place: FilePlace, options: FetchOptions): Promise<Fetched> {
  const part = await PartFile.open(options.path, "url" in place ? addressName(place.url) : "");
  let hasBegun = false;
  try {
    const delivery = await deliveryOf(place, part, options);
    hasBegun = true;
    return await receive(part, delivery, options);
  } catch (error) {
    if (error instanceof DownloadError && !mayGoOn(error, hasBegun)) await part.discard();
    else await part.leave();
    throw error;
  }
}

/** A page that was told by its bytes stands in the part itself. */
function mayGoOn({ isTransient, code }: DownloadError, hasBegun: boolean): boolean {
  return isTransient || (!hasBegun && WANTS_ANOTHER_KEY.has(code));
}

async function deliveryOf(place: FilePlace, part: PartFile, options: FetchOptions): Promise<Delivery> {
  if ("url" in place) return await deliveryFrom(place, part, options);
  await part.startAgain(undefined);
  checkAnnounced(place.sizeBytes, options);
  return { from: "the export", chunks: readable(place.bytes(options.signal)) };
}

async function receive(part: PartFile, delivery: Delivery, options: FetchOptions): Promise<Fetched> {
  const { from, contentType, totalBytes } = delivery;
  for await (const chunk of delivery.chunks) {
    if (part.sizeBytes + chunk.length > options.maxBytes) throw tooLarge(options);
    await part.write(chunk);
    options.onBytes?.(chunk.length);
  }
  if (part.sizeBytes < (totalBytes ?? 0)) throw cutOff(from);
  checkSize(part.sizeBytes, options.expectedBytes);
  await part.flush();
  const measured = await measureFile(part.partPath);
  checkKind(measured, options.mimeType, from);
  const { sizeBytes } = part;
  return { sizeBytes, sha256: await part.finish(), contentType, measuredType: measured.type };
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

function cutOff(from: string): DownloadError {
  return new DownloadError("cut-off", `"${from}" sent less of the file than it said.`, { isTransient: true });
}
