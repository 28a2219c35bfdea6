import type { FetchOptions, FileAddress } from "@chat-etl/sdk";
import { checkAnnounced, checkAnswer } from "../download/check-answer.ts";
import { type Answer, request } from "../download/follow-redirects.ts";
import type { PartFile } from "./part-file.ts";
import { goesOn, totalBytesOf, versionOf } from "./version.ts";

const STALL_MS = 60_000;

/** The bytes behind those that a part has, and what is said of the whole file. */
export interface Delivery {
  /** For people: the host that sends it. */
  readonly from: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly totalBytes?: number | undefined;
  readonly contentType?: string | undefined;
}

/**
 * Asks for what is missing of a part. If the server has another version by now, or sends other bytes than those it was
 * asked for, the part is emptied and all of it comes.
 *
 * @throws DownloadError
 */
export async function deliveryFrom(place: FileAddress, part: PartFile, options: FetchOptions): Promise<Delivery> {
  const answer = await answerFor(place, part, options);
  try {
    // Before a byte is given up for it: a sign-in page is no newer version.
    const contentType = checkAnswer(answer, options);
    if (answer.status === 200) await part.startAgain(versionOf(answer));
    const totalBytes = totalBytesOf(answer);
    checkAnnounced(totalBytes, options);
    return { from: answer.host, chunks: answer.body, totalBytes, contentType };
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

async function answerFor(place: FileAddress, part: PartFile, options: FetchOptions): Promise<Answer> {
  const asking = { stallMs: STALL_MS, ...options, ...place };
  const { version, sizeBytes } = part;
  if (version === undefined) return await request(place.url, asking);
  const answer = await request(place.url, {
    ...asking,
    asks: { range: `bytes=${sizeBytes}-`, "if-range": version.validator },
    accepts: [200, 206, 416],
  });
  if (answer.status === 200 || (answer.status === 206 && goesOn(answer, part))) return answer;
  answer.body.destroy();
  await part.startAgain(undefined);
  return await request(place.url, asking);
}
