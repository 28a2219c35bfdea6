import type { Message } from "@chat-etl/model";
import type * as z from "zod";
import type { WireAttachment } from "../wire.ts";
import type { WireFileBlock } from "../wire-content.ts";
import { percentDecoded } from "./markup-inline.ts";

type Attachment = NonNullable<z.input<typeof Message>["attachments"]>[number];
type Kind = Attachment["kind"];

const KIND_OF_SUBTYPE: ReadonlyMap<string, Kind> = new Map([
  ["image", "image"],
  ["video", "video"],
  ["audio", "audio"],
  ["voice", "voice"],
]);

/** Endings that say what a file is when TalkJS does not. */
const KIND_OF_ENDING: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...["png", "jpg", "jpeg", "gif", "webp", "bmp", "heic", "heif", "avif", "svg", "tif", "tiff"].map(
    (ending) => [ending, "image"] as const,
  ),
  ...["mp4", "mov", "m4v", "webm", "mkv", "avi", "3gp", "mpg", "mpeg"].map((ending) => [ending, "video"] as const),
  ...["mp3", "m4a", "aac", "wav", "ogg", "oga", "opus", "flac", "amr"].map((ending) => [ending, "audio"] as const),
]);

/** What no file name may hold: control characters, and those that turn the direction of writing. */
const UNFIT_FOR_NAMES = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Characters of the longest file name that common file systems take. */
const NAME_LENGTH = 255;

interface Measures {
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
  /** Seconds. */
  readonly duration?: number | null | undefined;
}

/** A file block. Its `fileToken` is left behind: it belongs to this app alone and ages (TalkJS sheet, section 9). */
export function fromFileBlock(block: WireFileBlock): Attachment {
  const name = safeName(block.filename ?? "") ?? nameInUrl(block.url ?? "");
  return {
    kind: kindOf(block.subtype ?? "", name),
    ...(name === undefined ? {} : { name }),
    ...(block.url ? { url: block.url } : {}),
    ...sizeOf(block.size),
    ...measuresOf(block),
  };
}

/** The older `attachment`, which has neither name nor type (TalkJS sheet, T23). */
export function fromAttachment({ url, size, dimensions }: WireAttachment): Attachment {
  const name = nameInUrl(url);
  return {
    kind: kindOf("", name),
    ...(name === undefined ? {} : { name }),
    ...(url === "" ? {} : { url }),
    ...sizeOf(size),
    ...measuresOf(dimensions ?? {}),
  };
}

function kindOf(subtype: string, name: string | undefined): Kind {
  const ending = /\.([^.]+)$/.exec(name ?? "")?.[1] ?? "";
  return KIND_OF_SUBTYPE.get(subtype.toLowerCase()) ?? KIND_OF_ENDING.get(ending.toLowerCase()) ?? "file";
}

/** Older files hang their whole path, percent-encoded, on the URL as one segment: `o/user_files%2Fapp%2Fhash%2Fa.png`. */
function nameInUrl(url: string): string | undefined {
  const path = URL.parse(url)?.pathname ?? url.replace(/[?#].*$/s, "");
  return safeName(percentDecoded(path.slice(path.lastIndexOf("/") + 1)));
}

/** The last part of a path, so that a hostile name can never become a path when it is written to disk. */
function safeName(name: string): string | undefined {
  const last = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const clean = last.toWellFormed().replace(UNFIT_FOR_NAMES, "").trim();
  return /^\.*$/.test(clean) ? undefined : clean.slice(-NAME_LENGTH).toWellFormed();
}

function sizeOf(size: number | null | undefined): { readonly sizeBytes?: number } {
  return Number.isSafeInteger(size) && size && size > 0 ? { sizeBytes: size } : {};
}

function measuresOf({ width, height, duration }: Measures): Partial<Attachment> {
  return {
    ...(isMeasure(width) ? { width } : {}),
    ...(isMeasure(height) ? { height } : {}),
    ...(isMeasure(duration) ? { durationMs: Math.round(duration * 1000) } : {}),
  };
}

function isMeasure(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
