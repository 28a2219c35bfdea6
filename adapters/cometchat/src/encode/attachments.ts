import type { Attachment } from "@chat-etl/model";
import mime from "mime";
import { URL_CHARS } from "../limits.ts";
import type { WireAttachment } from "../wire.ts";
import { cutText, isBlank, usableUrl } from "./fit.ts";
import { type Json, jsonBytes } from "./json.ts";
import type { Lost } from "./losses.ts";

/** Not CometChat's limit: with it one attachment, trimmed metadata and some text always fit into one message. */
const NAME_CHARS = 100;

/** For a file that tells neither by its name nor by its type what it is. */
const UNKNOWN_TYPE = "application/octet-stream";
const UNKNOWN_EXTENSION = "bin";

const TYPES = { image: "image", video: "video", audio: "audio", voice: "audio", file: "file", link: "file" } as const;

/** A file to send, with the message type it asks for. */
export interface FittedFile {
  readonly type: (typeof TYPES)[Attachment["kind"]];
  readonly wire: WireAttachment;
}

export interface FittedAttachments {
  /** The files CometChat can show by their address. */
  readonly files: readonly FittedFile[];
  /** What the wire has no field for: an entry per attachment that has something to keep, by its index. */
  readonly details: Json | undefined;
}

/** Attachments as far as CometChat takes them; a link preview is no file. */
export function fitAttachments(attachments: readonly Attachment[], lost: Lost): FittedAttachments {
  const fitted = attachments.map((attachment) => ({ attachment, file: fitFile(attachment, lost) }));
  const details = fitted.flatMap(({ attachment, file }, index) => {
    const kept = detailsOf(attachment, file);
    return Object.keys(kept).length === 0 ? [] : [{ index, ...kept }];
  });
  if (details.length > 0) lost.add("attachment-details");
  return { files: fitted.flatMap(({ file }) => file ?? []), details: details.length === 0 ? undefined : details };
}

/** Addresses of link previews that the text does not show already. */
export function previewLinks(attachments: readonly Attachment[], text: string, lost: Lost): readonly string[] {
  const links = attachments.filter(({ kind }) => kind === "link");
  if (links.length > 0) lost.add("link-preview");
  const urls = links.flatMap(({ url }) => (url === undefined || text.includes(url) ? [] : (usableUrl(url) ?? [])));
  return [...new Set(urls)];
}

/** The message type for files that go together; mixed ones are just files. */
export function typeOf(files: readonly FittedFile[]): FittedFile["type"] {
  const [type, ...others] = new Set(files.map((file) => file.type));
  return type === undefined || others.length > 0 ? "file" : type;
}

function fitFile(attachment: Attachment, lost: Lost): FittedFile | undefined {
  if (attachment.kind === "link") return undefined;
  const url = attachment.url === undefined ? undefined : usableUrl(attachment.url);
  if (url === undefined || jsonBytes(url) > URL_CHARS + 2) {
    lost.add("attachment-no-url");
    return undefined;
  }
  lost.add("attachment-linked");
  const name = nameOf(attachment, url);
  if (name.length > NAME_CHARS) lost.add("attachment-name");
  const size = attachment.sizeBytes === undefined ? undefined : String(attachment.sizeBytes);
  const wire = { name: cutText(name, NAME_CHARS), ...formatOf(attachment, name, url), url, size };
  return { type: TYPES[attachment.kind], wire };
}

function nameOf({ name, title, kind }: Attachment, url: string): string {
  return [name, title, fileName(url)].find((given) => given !== undefined && !isBlank(given)) ?? kind;
}

/** Name, extension and MIME type are required (T28); what is missing is derived from the rest. */
function formatOf(attachment: Attachment, name: string, url: string): { mimeType: string; extension: string } {
  const given = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(attachment.mimeType ?? "")?.[0].toLowerCase();
  const found = [name, fileName(url)].flatMap((file) => extensionOf(file) ?? []);
  const known = found.find((extension) => mime.getType(extension) !== null);
  return {
    mimeType: given ?? mime.getType(known ?? "") ?? UNKNOWN_TYPE,
    extension: known ?? (given && mime.getExtension(given)) ?? found[0] ?? UNKNOWN_EXTENSION,
  };
}

function extensionOf(name: string): string | undefined {
  return /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase();
}

/** The last part of the path, readable. */
function fileName(url: string): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** What it is, where its MIME type alone would tell something else. */
function kindBeside(kind: Attachment["kind"], mimeType: string): Attachment["kind"] | undefined {
  const [family = ""] = mimeType.split("/");
  const told = family === "image" || family === "video" || family === "audio" ? family : "file";
  return told === kind ? undefined : kind;
}

function detailsOf(
  attachment: Attachment,
  file: FittedFile | undefined,
): Readonly<Record<string, string | number | boolean>> {
  const { kind, name, title, width, height, durationMs, thumbnailUrl } = attachment;
  const gone = file === undefined ? { isGone: true, kind, name } : { kind: kindBeside(kind, file.wire.mimeType) };
  const kept = { ...gone, title, width, height, durationMs, thumbnailUrl };
  return Object.fromEntries(
    Object.entries(kept).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
