import { type Message, present } from "@chat-etl/model";
import type * as z from "zod";
import { isAt, SLACK_HOSTS, type SlackExportConfig } from "../config.ts";
import type { WireMessage } from "../wire.ts";
import type { WireFile } from "../wire-files.ts";
import { extraOf, firstOf } from "./fields.ts";
import type { FileCopy } from "./known.ts";
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
  /** How many the operator leaves out. */
  readonly leftOut?: number;
}

type Copies = ReadonlyMap<string, FileCopy>;

/** The files of a message. */
export function filesOf(
  message: WireMessage,
  { attachments: policy }: Pick<SlackExportConfig, "attachments">,
  copies: Copies = new Map(),
): Files {
  const files = listedFiles(message);
  if (policy === "drop") return { attachments: [], details: [], leftOut: files.length };
  return {
    attachments: files.map((file) => attachmentOf(file, policy, copies.get(file.id ?? ""))),
    details: files
      .map((file) => detailsOf(file, message.user, copies.get(file.id ?? "")))
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

type LinkPolicy = Exclude<SlackExportConfig["attachments"], "drop">;

function attachmentOf(file: WireFile, policy: LinkPolicy, copy: FileCopy | undefined): Attachment {
  const { size, original_w, original_h, duration_ms } = file;
  const { name, title, mimetype } = withoutTokens({ name: file.name, title: file.title, mimetype: file.mimetype });
  const copied = copy && "url" in copy ? copy : undefined;
  const availability = copied ? "available" : availabilityOf(file);
  const isThere = availability === "available";
  return {
    kind: kindOf(file),
    name: firstOf(name, title) ?? STUB_NAMES[availability],
    ...present("mimeType", mimetype),
    ...(size !== undefined && Number.isSafeInteger(size) && size >= 0 ? { sizeBytes: size } : {}),
    ...(isThere ? present("url", policed(addressOf(file), policy)) : {}),
    ...measure("width", original_w),
    ...measure("height", original_h),
    ...measure("durationMs", duration_ms),
    ...(isThere && !copied ? present("thumbnailUrl", policed(thumbnailOf(file), policy)) : {}),
    ...(title && title !== name ? { title } : {}),
    ...copied,
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

/** What is left of a file tells why it is not there. Sheet, sections 9.1 and 18.20. */
function availabilityOf(file: WireFile): Availability {
  const { mode, file_access } = file;
  if (mode === "tombstone") return "deleted";
  if (mode === "hidden_by_limit") return "hidden";
  if (file_access === "check_file_info") return "withheld";
  if (file_access === "access_denied") return "denied";
  if (file_access === "file_not_found") return "missing";
  return addressOf(file) === undefined ? "missing" : "available";
}

/** A file that lies at another host than Slack's, by Slack's own word. */
function isExternal({ mode, is_external }: WireFile): boolean {
  return mode === "external" || is_external;
}

/** Whether it is no stub, and Slack's own. One without an address may lie in the export itself. */
export function isCopyable(file: WireFile): boolean {
  const availability = availabilityOf(file);
  const isThere = availability === "available" || (availability === "missing" && file.file_access !== "file_not_found");
  return isThere && !isExternal(file);
}

export function addressOf(file: WireFile): string | undefined {
  const { external_url, url_private, url_private_download } = file;
  if (isExternal(file)) return firstOf(external_url, url_private);
  return firstOf(url_private_download, url_private);
}

function thumbnailOf({ thumb_480, thumb_360, thumb_video, thumb_pdf }: WireFile): string | undefined {
  return firstOf(thumb_480, thumb_360, thumb_video, thumb_pdf);
}

/** The token stays only where it is asked for, and only at Slack's own hosts. */
function policed(url: string | undefined, policy: LinkPolicy): string | undefined {
  if (url === undefined || (policy === "link-with-token" && isAt(url, SLACK_HOSTS))) return url;
  return withoutToken(url);
}

/** At least its id. */
function detailsOf(file: WireFile, author: string | null | undefined, copy: FileCopy | undefined): object {
  const { id, mode, user, created } = file;
  const availability = copy && "url" in copy ? "available" : availabilityOf(file);
  const kept = Object.fromEntries(KEPT.map((key) => [key, file[key]]));
  return (
    extraOf({
      id,
      availability: availability === "available" ? undefined : availability,
      notCopied: copy && "failed" in copy ? copy.failed : undefined,
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
