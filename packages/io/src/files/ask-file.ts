import { type Asked, type AskOptions, DownloadError, type FileAddress, type FilePlace } from "@chat-etl/sdk";
import { checkAnnounced, checkAnswer } from "../download/check-answer.ts";
import { type Answer, request } from "../download/follow-redirects.ts";
import { withTries } from "../download/tries.ts";
import { totalBytesOf } from "./version.ts";

/** Answers of servers that refuse to be asked for the head alone; a signed address may be signed for GET alone. */
const REFUSALS = new Set(["denied", "http-400", "http-405", "http-501"]);

/**
 * Asks what a file is without fetching it: for its head, and where that is refused or tells no size, for its first byte.
 * What is in the export is not looked at.
 *
 * @throws DownloadError as `fetchFile`, as far as it can be told from the head
 */
export async function askFile(place: FilePlace, options: AskOptions): Promise<Asked> {
  const asked = "url" in place ? await askAddress(place, options) : { sizeBytes: place.sizeBytes };
  checkAnnounced(asked.sizeBytes, options);
  return asked;
}

async function askAddress(place: FileAddress, options: AskOptions): Promise<Asked> {
  return await withTries(options, async (signal) => {
    const asking = { ...options, ...place, signal };
    try {
      const asked = toldBy(await request(place.url, { ...asking, method: "HEAD" }), options);
      // Many servers say nothing, or nought, when asked for a head.
      if ((asked.sizeBytes ?? 0) > 0) return asked;
    } catch (error) {
      if (!(error instanceof DownloadError && REFUSALS.has(error.code))) throw error;
    }
    return toldBy(
      await request(place.url, { ...asking, asks: { range: "bytes=0-0" }, accepts: [200, 206, 416] }),
      options,
    );
  });
}

function toldBy(answer: Answer, options: AskOptions): Asked {
  answer.body.destroy();
  // Of an empty file not even the first byte can be had.
  if (answer.status === 416) return { sizeBytes: 0 };
  const contentType = checkAnswer(answer, options);
  return { sizeBytes: totalBytesOf(answer), contentType };
}
