import { type Message, present } from "@chat-etl/model";
import type * as z from "zod";
import { isAt, type SlackExportConfig } from "../config.ts";
import type { WireMessage } from "../wire.ts";
import type { WireFile } from "../wire-files.ts";
import { extraOf, firstOf } from "./fields.ts";
import type { Known } from "./known.ts";
import { instantOf } from "./time.ts";
import { withoutToken, withoutTokens } from "./tokens.ts";

export type Attachment = NonNullable<z.input<typeof Message>["attachments"]>[number];

type Availability = "available" | "deleted" | "hidden" | "withheld" | "denied" | "missing";

/** How a stub without a name is called. */
const STUB_NAMES: Readonly<Record<Availability, string>> = {
  available: "File",
  deleted: "Deleted file",
  hidden: "File hidden by the plan's limit",
  withheld: "File of another workspace",
  denied: "File without access",
  missing: "Missing file",
};

/** What of a file the model has no field for. */
const KEPT = ["filetype", "permalink", "preview", "plain_text", "subject", "from", "to", "cc", "external_type"].concat([
  "initial_comment",
  "reactions",
  "transcription",
  "alt_txt",
  "num_stars",
  "comments_count",
]);

/** A message's files, and what else is known of each. */
export interface Files {
  readonly attachments: readonly Attachment[];
  readonly details: readonly object[];
}

/** The files of a message. */
export function filesOf(message: WireMessage, known: Pick<Known, "policies" | "filesInside">): Files {
  const files = listedFiles(message);
  return {
    attachments: files.map((file) => attachmentOf(file, known)),
    details: files
      .map((file) => detailsOf(file, message.user, known))
      .filter((details) => Object.keys(details).length > 1),
  };
}

/** `files`, `file` of old exports, and those its exporter may not see. Each once, by its id. */
export function listedFiles(message: WireMessage): readonly WireFile[] {
  const given = [...(message.files ?? []), message.file].flatMap((file) => file ?? []);
  const byId = new Map(given.map((file, index) => [file.id || `#${index}`, file]));
  for (const id of message.x_files ?? []) if (!byId.has(id)) byId.set(id, stub(id));
  return [...byId.values()];
}

function attachmentOf(file: WireFile, { policies, filesInside }: Pick<Known, "policies" | "filesInside">): Attachment {
  const { original_w, original_h, duration_ms } = file;
  const { name, title, mimetype } = withoutTokens({ name: file.name, title: file.title, mimetype: file.mimetype });
  const inside = filesInside.get(file.id ?? "");
  const availability = availabilityOf(file, inside);
  const isThere = availability === "available";
  return {
    kind: kindOf(file),
    name: firstOf(name, title) ?? STUB_NAMES[availability],
    ...present("mimeType", mimetype),
    ...present("sizeBytes", sizeOf(file)),
    ...(isThere ? present("url", policed(addressOf(file), policies) ?? inside) : {}),
    ...measure("width", original_w),
    ...measure("height", original_h),
    ...measure("durationMs", duration_ms),
    ...(isThere ? present("thumbnailUrl", policed(thumbnailOf(file), policies)) : {}),
    ...(title && title !== name ? { title } : {}),
  };
}

function kindOf(file: WireFile): Attachment["kind"] {
  const { mimetype, subtype } = file;
  if (isExternal(file)) return "link";
  if (subtype === "slack_audio") return "voice";
  if (subtype === "slack_video") return "video";
  const [family] = (mimetype ?? "").split("/");
  return family === "image" || family === "video" || family === "audio" ? family : "file";
}

/** Bytes. Of documents that Slack makes itself, it counts something else. */
function sizeOf({ mode, size }: WireFile): number | undefined {
  const isMeasured = !mode || mode === "hosted" || mode === "snippet" || mode === "external";
  return isMeasured && Number.isSafeInteger(size) && (size ?? -1) > 0 ? size : undefined;
}

/**
 * What is left of a file tells why it is not there. Sheet, sections 9.1 and 18.20.
 *
 * @param inside the entry of the export that it lies in
 */
function availabilityOf(file: WireFile, inside: string | undefined): Availability {
  const { mode, file_access } = file;
  if (mode === "tombstone") return "deleted";
  if (mode === "hidden_by_limit") return "hidden";
  if (file_access === "check_file_info") return "withheld";
  if (file_access === "access_denied") return "denied";
  if (file_access === "file_not_found") return "missing";
  return addressOf(file) === undefined && inside === undefined ? "missing" : "available";
}

/** A file that lies at another host than Slack's, by Slack's own word. */
function isExternal({ mode, is_external }: WireFile): boolean {
  return mode === "external" || is_external;
}

/** Whether it is no stub, and Slack's own: it may lie in the export itself. */
export function isOwn(file: WireFile): boolean {
  return availabilityOf(file, undefined) === "available" && !isExternal(file);
}

export function addressOf(file: WireFile): string | undefined {
  const { external_url, url_private, url_private_download } = file;
  if (isExternal(file)) return firstOf(external_url, url_private);
  return firstOf(url_private_download, url_private);
}

function thumbnailOf({ thumb_480, thumb_360, thumb_video, thumb_pdf }: WireFile): string | undefined {
  return firstOf(thumb_480, thumb_360, thumb_video, thumb_pdf);
}

/** The token stays only where it is asked for, and only at the hosts it is for. */
export function policed(
  url: string | undefined,
  { fileTokens, tokenHosts }: Pick<SlackExportConfig, "fileTokens" | "tokenHosts">,
): string | undefined {
  if (url === undefined || (fileTokens === "keep" && isAt(url, tokenHosts))) return url;
  return withoutToken(url);
}

/** At least its id. */
function detailsOf(
  file: WireFile,
  author: string | null | undefined,
  { filesInside }: Pick<Known, "filesInside">,
): object {
  const { id, mode, user, created } = file;
  const availability = availabilityOf(file, filesInside.get(id ?? ""));
  const kept = Object.fromEntries(KEPT.map((key) => [key, file[key]]));
  return (
    extraOf({
      id,
      availability: availability === "available" ? undefined : availability,
      mode: mode === "hosted" ? undefined : mode,
      uploadedBy: user === author ? undefined : user,
      createdAt: typeof created === "number" ? instantOf(created) : undefined,
      ...kept,
    }).extra ?? {}
  );
}

function stub(id: string): WireFile {
  return { id, file_access: "access_denied", is_external: false };
}

function measure<Name extends string>(name: Name, value: number | undefined): { readonly [N in Name]?: number } {
  return value !== undefined && value >= 0 ? ({ [name]: value } as { readonly [N in Name]?: number }) : {};
}
