import type { Answer } from "../download/follow-redirects.ts";
import type { PartFile, Version } from "./part-file.ts";

/** By its own clock, a server's file must have rested so long that it cannot have changed twice in the same second. RFC 9110, 8.8.2.2 */
const RESTED_MS = 1000;

const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+|\*)$/;

/** What a whole file's answer says to ask for it in the middle later. Missing: nothing that can be relied on. */
export function versionOf(answer: Answer): Version | undefined {
  const validator = validatorOf(answer);
  return validator === undefined ? undefined : { validator, totalBytes: totalBytesOf(answer) };
}

/** How large the whole file is, as the answer says. */
export function totalBytesOf({ status, headers }: Answer): number | undefined {
  const said = status === 206 ? rangeOf(headers)?.total : headers["content-length"];
  return said !== undefined && /^\d+$/.test(said) ? Number(said) : undefined;
}

/**
 * Whether an answer goes on where the part ends, in the same version of the file: it names the version itself, since some
 * servers do not heed `If-Range`.
 */
export function goesOn({ headers }: Answer, { sizeBytes, version }: PartFile): boolean {
  const range = rangeOf(headers);
  if (range === undefined || version === undefined || Number(range.start) !== sizeBytes) return false;
  if (version.totalBytes !== undefined && Number(range.total) !== version.totalBytes) return false;
  const { etag, "last-modified": lastModified } = headers;
  return (version.validator.startsWith('"') ? etag : lastModified) === version.validator;
}

function rangeOf(headers: Answer["headers"]) {
  const [, start, end, total] = CONTENT_RANGE.exec(headers["content-range"] ?? "") ?? [];
  return start === undefined || end === undefined || total === undefined ? undefined : { start, end, total };
}

/** What `If-Range` takes: an ETag that is not weak, or a time that is surely old enough. */
function validatorOf({ headers }: Answer): string | undefined {
  const { etag, date, "last-modified": lastModified } = headers;
  if (etag?.startsWith('"')) return etag;
  if (etag !== undefined || lastModified === undefined || date === undefined) return undefined;
  return Date.parse(date) - Date.parse(lastModified) >= RESTED_MS ? lastModified : undefined;
}
