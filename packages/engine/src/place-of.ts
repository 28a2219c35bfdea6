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

/**
 * What a file must be. A page of HTML in place of one whose type nobody knows is a sign-in page, unless its name says
 * that it is a page.
 */
export function typeOf(attachment: Attachment): string | undefined {
  return attachment.mimeType ?? (/\.x?html?$/i.test(fileNameOf(attachment)) ? undefined : "application/octet-stream");
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
