import { isMap } from "./import/ordered-entries.ts";
import type { MessageInput } from "./state/messages.ts";

const MENTION = /<@uid:([^>]*)>/g;
const LINK = /https?:\/\/\S/i;

/** Types of media, which are also types of attachments. */
const MEDIA = ["image", "video", "audio", "file"];

/** Uids of the users that a text mentions. */
export function mentionedIn(text: unknown): ReadonlySet<string> {
  return new Set(Array.from(String(text ?? "").matchAll(MENTION), ([, uid]) => String(uid).toLowerCase()));
}

/**
 * By what a message is found besides its columns: `tag:<tag>`, `mentions`, `mention:<uid>`, `links`, `attachments`,
 * `attachment:<image, video, audio or file>`. One more, `reactions`, comes from elsewhere.
 */
export function marksOf({ category, type, data, tags }: MessageInput): readonly string[] {
  if (category === "action" || category === "call") return [];
  const mentioned = [...mentionedIn(data.text)];
  const kinds = Array.isArray(data.attachments) ? data.attachments.map((one) => attachmentKind(one, type)) : [];
  return [
    ...tags.map((tag) => `tag:${tag}`),
    ...(mentioned.length > 0 ? ["mentions", ...mentioned.map((uid) => `mention:${uid}`)] : []),
    ...(LINK.test(String(data.text ?? "")) ? ["links"] : []),
    ...(kinds.length > 0 ? ["attachments", ...kinds.map((kind) => `attachment:${kind}`)] : []),
  ];
}

function attachmentKind(attachment: unknown, type: string): string {
  const mimeType = isMap(attachment) ? String(attachment.mimeType ?? "") : "";
  const kind = mimeType.split("/")[0] ?? "";
  if (MEDIA.includes(kind)) return kind;
  return MEDIA.includes(type) ? type : "file";
}
