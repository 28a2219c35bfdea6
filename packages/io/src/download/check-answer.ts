import { DownloadError } from "@chat-etl/sdk";
import { checkSize } from "./check-size.ts";
import type { Answer } from "./follow-redirects.ts";

export interface Expected {
  /** What the file is: a page of HTML in place of anything else is a sign-in page. Missing: it may be one. */
  readonly mimeType?: string | undefined;
  readonly maxBytes: number;
}

/**
 * What an answer says it is, before a byte of it is looked at: its type, without parameters.
 *
 * @throws DownloadError "sign-in-page", "packed" or "too-large"
 */
export function checkAnswer({ headers, host }: Answer, expected: Expected): string | undefined {
  const [type] = (headers["content-type"] ?? "").split(";");
  const contentType = type?.trim().toLowerCase() || undefined;
  if (contentType === "text/html" && (expected.mimeType ?? contentType) !== contentType) throw signInPage(host);
  if ((headers["content-encoding"] ?? "identity") !== "identity")
    throw new DownloadError("packed", `"${host}" sent the file packed, which nobody asked for.`);
  if (Number(headers["content-length"]) > expected.maxBytes) throw tooLarge(expected);
  return contentType;
}

/** What a size says that is known before the bytes. @throws DownloadError "empty", "wrong-size" or "too-large" */
export function checkAnnounced(
  totalBytes: number | undefined,
  options: { readonly maxBytes: number; readonly expectedBytes?: number | undefined },
): void {
  if (totalBytes === undefined) return;
  checkSize(totalBytes, options.expectedBytes);
  if (totalBytes > options.maxBytes) throw tooLarge(options);
}

export function signInPage(host: string): DownloadError {
  return new DownloadError("sign-in-page", `"${host}" sent a page instead of the file: the key may have expired.`);
}

export function tooLarge({ maxBytes }: Pick<Expected, "maxBytes">): DownloadError {
  return new DownloadError("too-large", `The file is larger than ${maxBytes} bytes, the most that is allowed.`);
}
