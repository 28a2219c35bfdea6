import type { Attachment } from "@chat-etl/model";
import type { FileWire } from "../wire-import.ts";
import type { Lost } from "./losses.ts";
import { isBlank, usableUrl, wellFormed } from "./text.ts";

const SUBTYPES: ReadonlySet<string> = new Set(["image", "video", "audio", "voice"]);

/** A file, and whether it is uploaded: it is linked else. */
export interface FitFile extends FileWire {
  readonly isAtHand: boolean;
}

/** Files that are at hand, or have an address that can be linked. */
export function fitFiles(
  attachments: readonly Attachment[],
  atHand: ReadonlySet<string> | undefined,
  lost: Lost,
): readonly FitFile[] {
  return attachments.flatMap((attachment) => {
    if (attachment.kind === "link") return [];
    const { url } = attachment;
    const isAtHand = url !== undefined && atHand?.has(url) === true;
    const address = isAtHand ? url : usableUrl(url);
    if (address === undefined) lost.add("attachment-no-url");
    else if (!isAtHand) lost.add("attachment-linked");
    return address === undefined ? [] : [{ ...fileOf(attachment, address, lost), isAtHand }];
  });
}

function fileOf(attachment: Attachment, url: string, lost: Lost): FileWire {
  const { kind, mimeType, sizeBytes, width, height, durationMs } = attachment;
  return {
    url,
    name: nameOf(attachment, url, lost),
    subtype: isSubtype(kind) ? kind : undefined,
    mimeType: mimeType === undefined || !/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(mimeType) ? undefined : mimeType,
    sizeBytes,
    width,
    height,
    duration: durationMs === undefined ? undefined : durationMs / 1000,
  };
}

function isSubtype(kind: Attachment["kind"]): kind is NonNullable<FileWire["subtype"]> {
  return SUBTYPES.has(kind);
}

/** Never a path: the last part of an address may hold a whole one, encoded (TalkJS sheet, T24). */
function nameOf({ name, title, kind }: Attachment, url: string, lost: Lost): string {
  const given = [name, title, fileName(url)].find((text) => text !== undefined && !isBlank(text)) ?? kind;
  const plain = (given.split(/[/\\]/).at(-1) ?? "").replaceAll(/\p{Cc}/gu, "");
  return wellFormed(isBlank(plain) ? kind : plain, lost);
}

function fileName(url: string): string {
  const last = (URL.parse(url)?.pathname ?? url).split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Links that a preview shows, as far as the text does not have them. */
export function previewLinks(attachments: readonly Attachment[], text: string, lost: Lost): readonly string[] {
  const previews = attachments.filter(({ kind }) => kind === "link");
  if (previews.length > 0) lost.add("link-preview");
  const urls = previews.flatMap(({ url }) => (url === undefined || text.includes(url) ? [] : (usableUrl(url) ?? [])));
  return [...new Set(urls)];
}
