import { DownloadError } from "@chat-etl/sdk";
import { signInPage } from "../download/check-answer.ts";
import type { Measured } from "./measure-file.ts";

/** Types whose files are never plain text. */
const NEVER_TEXT = /^(?:image|video|audio)\/|^application\/(?:zip|gzip|x-7z-compressed|vnd\.(?:openxml|oasis|ms-))/i;

/** Among them those that are, all the same. */
const TEXT_TOO =
  /^(?:image\/(?:svg\+xml|x-xpixmap|x-xbitmap|x-portable-\w+)|audio\/(?:x-)?(?:mpegurl|scpls)|video\/vnd\.mpegurl)/i;

/**
 * Whether a file may be what it is declared as. One picture in place of another is only measured; a page, a notice in
 * JSON or XML, or any other text in place of a picture is none.
 *
 * @throws DownloadError "sign-in-page" or "other-type"
 */
export function checkKind(measured: Measured, mimeType: string | undefined, from: string): void {
  if (mimeType === undefined || !measured.isText || !NEVER_TEXT.test(mimeType) || TEXT_TOO.test(mimeType)) return;
  if (measured.type === "text/html") throw signInPage(from);
  const what = `"${from}" sent a text instead of the file, perhaps a notice that it cannot be had`;
  throw new DownloadError("other-type", `${what}: look at what the address shows.`);
}
