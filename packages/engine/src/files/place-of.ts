import type { Attachment } from "@chat-etl/model";
import type { FilePlace, Source } from "@chat-etl/sdk";
import type { FileToFetch } from "@chat-etl/store";
import { fileNameOf, hostOf } from "./find-files.ts";
import { isFile } from "./place-attachments.ts";

/** A file to be fetched, as one of its messages has it. */
export interface PlacedFile {
  readonly attachment: Attachment & { url: string };
  readonly place: FilePlace;
}

/** What may stand in a header. */
const TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;
/** Names of pages, which may be what they look like. */
export const PAGE_NAME = /\.x?html?$/i;
/** Names of pictures and lists of sounds that are plain text. */
const TEXT_NAME = /\.(?:svg|x[bp]m|p[bgnp]m|eps|m3u8?|pls)$/i;

/** What a file must be of whose type only the kind is known. */
const TYPE_OF_KIND: Readonly<Partial<Record<Attachment["kind"], string>>> = {
  image: "image/*",
  video: "video/*",
  audio: "audio/*",
  voice: "audio/*",
};

/** A type as somebody says it, without parameters: `image/png`. Missing: that is none, and would stop whoever sends it on. */
export function cleanType(said: string | undefined): string | undefined {
  const type = said?.split(";", 1)[0]?.trim();
  return type !== undefined && TYPE.test(type) ? type.toLowerCase() : undefined;
}

/**
 * What a file must be: its type, or as much of it as its kind tells: `image/*`. A page of HTML in place of one whose type
 * nobody knows is a sign-in page, unless its name says that it is a page.
 */
export function typeOf(attachment: Attachment): string | undefined {
  const type = cleanType(attachment.mimeType);
  if (type !== undefined) return type;
  const name = fileNameOf(attachment);
  if (PAGE_NAME.test(name)) return undefined;
  return (TEXT_NAME.test(name) ? undefined : TYPE_OF_KIND[attachment.kind]) ?? "application/octet-stream";
}

/** Where a file is had: as the source says, else at its own address. Missing: nobody knows. @throws as `Source.files` */
export async function placeOf(
  { source: url, origin, record }: FileToFetch,
  source: Pick<Source, "files">,
  signal: AbortSignal,
): Promise<PlacedFile | undefined> {
  const attachment = record.attachments.filter(isFile).find((one) => one.url === url);
  if (attachment === undefined) return undefined;
  const place = await source.files?.(attachment, { origin, signal });
  if (place !== undefined) return { attachment, place };
  return hostOf(url) === undefined ? undefined : { attachment, place: { url } };
}
