import { setTimeout as sleep } from "node:timers/promises";
import { type AllowPrivate, backoffMs, ConfigError, DownloadError } from "@chat-etl/sdk";
import { codeOf } from "../input/file-failure.ts";
import { type Answer, request } from "./follow-redirects.ts";
import { type SaveOptions, saveBytes, tooLarge } from "./save-bytes.ts";

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
 * "http-<status>", "sign-in-page", "packed", "cut-off", "empty", "wrong-size", "too-large"
 * @throws ConfigError the file cannot be written
 */
export async function downloadFile(url: string, options: DownloadOptions): Promise<Downloaded> {
  const { signal, timeoutMs, attempts = 3 } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = AbortSignal.any([signal, timeout]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await downloadOnce(url, { ...options, signal: both });
    } catch (error) {
      signal.throwIfAborted();
      if (timeout.aborted) throw tooSlow(timeoutMs);
      const failure = failureOf(error);
      if (!(failure instanceof DownloadError) || !failure.isTransient || attempt >= attempts) throw failure;
      const ms = failure.retryAfterMs ?? backoffMs(attempt);
      if (ms >= timeoutMs) throw failure;
      await sleep(ms, undefined, { signal: both }).catch(() => {});
    }
  }
}

async function downloadOnce(url: string, options: DownloadOptions): Promise<Downloaded> {
  const answer = await request(url, options);
  try {
    const contentType = checked(answer, options);
    return { sizeBytes: await saveBytes(answer.body, options), contentType };
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

/** What it says it is, before a byte of it is looked at. */
function checked({ headers, host }: Answer, options: DownloadOptions): string | undefined {
  const [type] = (headers["content-type"] ?? "").split(";");
  const contentType = type?.trim().toLowerCase() || undefined;
  if (contentType === "text/html" && (options.mimeType ?? contentType) !== contentType)
    throw new DownloadError("sign-in-page", `"${host}" sent a page instead of the file: the key may have expired.`);
  if ((headers["content-encoding"] ?? "identity") !== "identity")
    throw new DownloadError("packed", `"${host}" sent the file packed, which nobody asked for.`);
  if (Number(headers["content-length"]) > options.maxBytes) throw tooLarge(options);
  return contentType;
}

/** What went wrong below, as far as it is the network's: undici and Node tell by codes. */
function failureOf(error: unknown): unknown {
  if (error instanceof DownloadError || error instanceof ConfigError) return error;
  if (error instanceof AggregateError) return failureOf(error.errors[0]);
  const code = codeOf(error);
  if (code === undefined) return error;
  const [name, message] = sentenceOf(code);
  return new DownloadError(name, `${message} (${code}).`, { isTransient: name !== "unknown-host" });
}

function sentenceOf(code: string): readonly [code: string, message: string] {
  if (code === "ENOTFOUND") return ["unknown-host", "The file's host is not known by name"];
  const isCut = code === "UND_ERR_SOCKET" || code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" || code === "ECONNRESET";
  return isCut
    ? ["cut-off", "The connection ended before the file did"]
    : ["no-answer", "The file's host gave no answer that can be used"];
}

function tooSlow(timeoutMs: number): DownloadError {
  return new DownloadError("too-slow", `The file was not there after ${Math.round(timeoutMs / 1000)} seconds.`);
}
