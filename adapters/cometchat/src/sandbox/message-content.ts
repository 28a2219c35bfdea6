import * as z from "zod";
import { badField, PoisonError, RowError } from "./errors.ts";
import { jsonBytes } from "./fields.ts";
import type { Row } from "./import/batch.ts";
import { isMap } from "./import/ordered-entries.ts";
import { mentionedIn } from "./message-marks.ts";

/** "Properties and constraints" page. */
const DATA_BYTES = 10 * 1024;
const MESSAGE_CHARS = 65_536;

/** Distinct users one message may mention (CometChat sheet, 3). */
const MENTIONS = 10;

/** Text that shows nothing: whitespace, and characters that have no ink. Wider than the platform needs to be, on purpose. */
const BLANK = /^(?:\s|\u200B|\u200C|\u200D|\u2060|\u2800|\u3164|\uFEFF)*$/;

const MEDIA_TYPES: readonly unknown[] = ["image", "file", "audio", "video"];

const Attachment = z.object({
  name: z.string().min(1),
  mimeType: z.string().min(1),
  extension: z.string().min(1),
  url: z.string().min(1),
  /** Bytes, but a string. */
  size: z.string().regex(/^\d+$/).optional(),
});

export interface MessageKind {
  readonly receiverType: "user" | "group";
  readonly category: "message" | "custom";
  readonly type: string;
}

/** The schema calls category and type optional; here they are required, so that who passes here passes there. */
export function kindOf({ receiverType, category, type }: Row): MessageKind {
  if (receiverType !== "user" && receiverType !== "group") throw refuse("ERR_INVALID_RECEIVER_TYPE", "receiverType");
  if (category !== "message" && category !== "custom") throw refuse("ERR_INVALID_MESSAGE_CATEGORY", "category");
  if (type === undefined || type === null || type === "") throw refuse("ERR_EMPTY_MESSAGE_TYPE", "type");
  const isKnown = category === "custom" || type === "text" || MEDIA_TYPES.includes(type);
  if (typeof type !== "string" || !isKnown) throw refuse("ERR_INVALID_MESSAGE_TYPE", "type");
  return { receiverType, category, type };
}

/** The message's data, right for its category and type. @throws RowError, PoisonError when a text shows nothing */
export function contentOf({ data = {} }: Row, { category, type }: MessageKind): Row {
  if (!isMap(data)) throw refuse("ERR_INVALID_MESSAGE_DATA", "data");
  if (data.metadata !== undefined && !isMap(data.metadata)) throw refuse("ERR_INVALID_METADATA", "data.metadata");
  if (category === "custom") checkCustom(data);
  else if (type === "text") checkText(data);
  else checkMedia(data);
  return data;
}

/** @throws RowError when the message is too large or mentions too many */
export function checkSizes(row: Row, data: Row): void {
  if (jsonBytes(data) > DATA_BYTES || JSON.stringify(row).length > MESSAGE_CHARS) {
    throw refuse("ERR_INVALID_MESSAGE_DATA", "data");
  }
  if (mentionedIn(data.text).size > MENTIONS) throw badField("data.text", `A message may mention ${MENTIONS} users.`);
}

function checkText({ text = "" }: Row): void {
  if (typeof text !== "string") throw refuse("ERR_INVALID_MESSAGE_TEXT", "data.text");
  if (BLANK.test(text)) throw new PoisonError("ERR_EMPTY_MESSAGE_TEXT", "The text of the message is empty.");
}

function checkMedia({ text, attachments }: Row): void {
  if (text !== undefined && typeof text !== "string") throw refuse("ERR_INVALID_MESSAGE_TEXT", "data.text");
  if (!Array.isArray(attachments) || attachments.length === 0) {
    throw refuse("ERR_EMPTY_MESSAGE_FILE", "data.attachments");
  }
  if (!z.array(Attachment).safeParse(attachments).success)
    throw refuse("ERR_INVALID_MEDIA_MESSAGE", "data.attachments");
}

function checkCustom({ customData }: Row): void {
  if (customData === undefined || customData === null) throw refuse("ERR_EMPTY_CUSTOM_DATA", "data.customData");
  if (!isMap(customData)) throw refuse("ERR_INVALID_CUSTOM_DATA", "data.customData");
}

function refuse(code: string, field: string): RowError {
  return new RowError(code, `The field ${field} is missing or invalid.`);
}
