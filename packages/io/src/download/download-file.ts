import type { AllowPrivate } from "@chat-etl/sdk";
import { checkAnswer } from "./check-answer.ts";
import { request } from "./follow-redirects.ts";
import { type SaveOptions, saveBytes } from "./save-bytes.ts";
import { withTries } from "./tries.ts";

export interface DownloadOptions extends SaveOptions {
  /** For everything together: looking up names, redirects, all bytes, further tries. */
  readonly timeoutMs: number;
  /** Default: none. */
  readonly allowPrivate?: AllowPrivate | undefined;
  /** Sent to the first host, never on to another. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Keys that stand in the address. A redirect that would take one of them to another host is not followed. */
  readonly secrets?: readonly string[] | undefined;
  /** What the file is: a page of HTML in place of anything else is a sign-in page. Missing: it may be one. */
  readonly mimeType?: string | undefined;
  /** How often it is tried where another try may go well. Default: 3. */
  readonly attempts?: number | undefined;
  readonly signal: AbortSignal;
}

export interface Downloaded {
  readonly sizeBytes: number;
  /** As the server says, without parameters: `image/png`. */
  readonly contentType?: string | undefined;
}

/**
 * Fetches a file over HTTP into `path`, without ever holding it in memory. Nothing that answers is trusted: not where it
 * stands, what it is, how large it is, nor that it ends.
 *
 * @throws DownloadError it cannot be had; nothing is left at `path`. Codes: "bad-url", "private-address",
 * "unknown-host", "no-answer", "too-slow", "too-many-redirects", "secret-redirect", "denied", "gone", "busy",
 * "http-<status>", "stalled", "sign-in-page", "packed", "cut-off", "empty", "wrong-size", "too-large"
 * @throws ConfigError the file cannot be written
 */
export async function downloadFile(url: string, options: DownloadOptions): Promise<Downloaded> {
  return await withTries(options, (signal) => downloadOnce(url, { ...options, signal }));
}

async function downloadOnce(url: string, options: DownloadOptions): Promise<Downloaded> {
  const answer = await request(url, options);
  try {
    const contentType = checkAnswer(answer, options);
    return { sizeBytes: await saveBytes(answer.body, options), contentType };
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}
