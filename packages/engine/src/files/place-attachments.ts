import type { Attachment, Message } from "@chat-etl/model";
import { LOCAL_FILE, type Loss, type Reason } from "@chat-etl/sdk";
import type { FileVerdict } from "@chat-etl/store";
import type { KeptPolicy } from "./attachments.ts";
import { fileLoss } from "./file-losses.ts";

/** A message as it is encoded, and what is lost of its files; or why it cannot be sent. */
export type Placed = PlacedMessage | { readonly reject: Reason };

interface PlacedMessage {
  readonly record: Message;
  readonly losses: readonly Loss[];
  /** It was nothing but files, and none is left: there is nothing to send. */
  readonly isEmpty?: true;
  /** What its attachments call the files that the sink is handed. Missing: none. */
  readonly filesAtHand?: ReadonlySet<string>;
}

/** Said of files that the operator does not want. */
const DROPPED: Loss = {
  code: "attachment-dropped",
  detail:
    "Files of messages are left out, as configured (--attachments drop); a message that was nothing else is not sent.",
};

/** Said of the small pictures that lie beside a file: their links die as its own does. */
const NO_THUMBNAIL: Loss = {
  code: "thumbnail-dropped",
  detail: "Thumbnails of copied files are left out: they stay at the source, and the file itself is there.",
};

/** Whether an attachment is a file that might be copied. A link preview is none. */
export function isFile(attachment: Attachment): attachment is Attachment & { url: string } {
  return attachment.kind !== "link" && attachment.url !== undefined;
}

/**
 * Puts the files of a message where the policy wants them. Pure.
 *
 * @param verdictOf what became of the file that an attachment's `url` names. Undefined: it is none that is copied
 */
export function placeAttachments(
  message: Message,
  { policy, missing }: KeptPolicy,
  verdictOf: (attachment: Attachment & { url: string }) => FileVerdict | undefined,
): Placed {
  if (policy === "link" || message.attachments.length === 0) return { record: message, losses: [] };
  if (policy === "drop") return withoutFiles(message);
  const attachments: Attachment[] = [];
  const losses = new Map<string, Loss>();
  const filesAtHand = new Set<string>();
  for (const attachment of message.attachments) {
    const verdict = isFile(attachment) ? verdictOf(attachment) : undefined;
    if (verdict?.status === "copied") {
      attachments.push(moved(attachment, verdict));
      const now = verdict.url ?? attachment.url;
      if (now !== undefined && isHanded(verdict)) filesAtHand.add(now);
      if (attachment.thumbnailUrl !== undefined) losses.set(NO_THUMBNAIL.code, NO_THUMBNAIL);
    } else if (verdict === undefined) attachments.push(attachment);
    else {
      const loss = fileLoss(verdict.status === "failed" ? verdict.code : "not-fetched", missing);
      if (missing === "reject") return { reject: { code: loss.code, message: whyOf(verdict) } };
      if (missing === "keep-link") attachments.push(attachment);
      losses.set(loss.code, loss);
    }
  }
  return { ...without(message, attachments, [...losses.values()]), filesAtHand };
}

/** Whether the sink is handed the copy itself: no link leads to it. */
function isHanded({ url }: Extract<FileVerdict, { status: "copied" }>): boolean {
  return url === undefined || url.startsWith(LOCAL_FILE);
}

function withoutFiles(message: Message): Placed {
  const attachments = message.attachments.filter(({ kind }) => kind === "link");
  if (attachments.length === message.attachments.length) return { record: message, losses: [] };
  return without(message, attachments, [DROPPED]);
}

/** A message with what is left of its attachments. */
function without(message: Message, attachments: readonly Attachment[], losses: readonly Loss[]): PlacedMessage {
  const { text, location, type } = message;
  const saysMore = text.trim() !== "" || location !== undefined || (type !== "text" && type !== "media");
  const record = { ...message, attachments: [...attachments] };
  return attachments.length > 0 || saysMore ? { record, losses } : { record, losses, isEmpty: true };
}

/** Size and type as they were measured. */
function moved(
  { thumbnailUrl: _, ...attachment }: Attachment,
  { url, sizeBytes, type }: Extract<FileVerdict, { status: "copied" }>,
): Attachment {
  return {
    ...attachment,
    sizeBytes,
    ...(type === undefined ? {} : { mimeType: type }),
    ...(url === undefined ? {} : { url }),
  };
}

function whyOf(verdict: FileVerdict): string {
  const why = verdict.status === "failed" ? verdict.message : "It was not fetched.";
  return `A file of this message could not be copied. ${why} When it is mended, etl replay tries it again and sends the message.`;
}
