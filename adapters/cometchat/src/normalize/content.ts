import { type Entity, type JsonObject, Message } from "@chat-etl/model";
import type * as z from "zod";
import type { WireShownMessage } from "../wire-shown.ts";
import { attachmentsOf } from "./attachments.ts";
import { type Fields, objectOf, textOf } from "./fields.ts";
import type { MessageMarks } from "./marks.ts";
import { readTokens } from "./mention-tokens.ts";

type MessageInput = z.input<typeof Message>;

/** What a message says, and what kind of message that makes it. */
export interface Content {
  readonly type: NonNullable<MessageInput["type"]>;
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly attachments: NonNullable<MessageInput["attachments"]>;
  readonly location?: MessageInput["location"];
  readonly event?: string | undefined;
  /** What there is no field for. */
  readonly more: Fields;
}

export interface ContentOptions {
  readonly nameOf: (uid: string) => string | undefined;
  readonly marks: Partial<MessageMarks>;
}

/** The types of category `message` that CometChat documents (CometChat sheet, 2.4). */
const TYPES: readonly unknown[] = ["text", "image", "file", "audio", "video"];
/** What this file reads of `data`, or others do. */
const READ: ReadonlySet<string> = new Set([
  "text",
  "attachments",
  "url",
  "metadata",
  "reactions",
  "entities",
  "mentions",
]);

/** A message that somebody sent, of any category that is none of actions and calls. */
export function contentOf(message: WireShownMessage, data: Fields, options: ContentOptions): Content {
  const { category, type } = message;
  const isOurs = options.marks.sourceId !== undefined;
  const words = readTokens(textOf(data.text) ?? "", { nameOf: options.nameOf, unescapes: isOurs });
  const attachments = attachmentsOf(data, type ?? "", options.marks.attachments);
  const content = { ...words, attachments, more: { data: unread(data, category === "custom") } };
  if (category === "custom") return customContent(type ?? "", data, content, options);
  const isKnown = (category || "message") === "message" && TYPES.includes(type || "text");
  const shows = words.text !== "" || attachments.length > 0;
  if (isKnown || ((category || "message") === "message" && shows)) {
    const ordinary = attachments.length > 0 ? "media" : "text";
    return { ...content, type: ordinary, more: { ...content.more, wireType: isKnown ? undefined : type } };
  }
  return { ...content, type: "unsupported", more: { ...content.more, wireCategory: category, wireType: type } };
}

type Common = Omit<Content, "type">;

/** Custom messages are the app's own, but for those that etl's sink makes: places, what the system tells, what cannot be imported. */
function customContent(type: string, data: Fields, content: Common, { nameOf, marks }: ContentOptions): Content {
  const { isOwnType } = marks;
  if (isOwnType && marks.type === "unsupported") {
    return { ...content, type: "unsupported", more: { wireType: type, data: data.customData } };
  }
  const customData = objectOf(data.customData);
  const { latitude, longitude, ...rest } = customData;
  const place = Message.shape.location.safeParse({ latitude, longitude }).data;
  if (type === "location" && place && !isOwnType) {
    return { ...content, type: "location", location: place, more: { ...content.more, customData: rest } };
  }
  if (type === "system" && marks.sourceId !== undefined && !isOwnType) {
    const words = readTokens(textOf(rest.text) ?? "", { nameOf, unescapes: true });
    return { ...content, ...words, type: marks.type ?? "system", event: marks.event ?? textOf(rest.event) };
  }
  // An app's own data is an object by the documentation; whatever else it is stays what it is.
  return { ...content, type: "custom", more: { ...content.more, customType: type, customData: data.customData } };
}

/** Of `data`, what nobody reads. Only custom messages' own data is read. */
function unread(data: Fields, isCustom: boolean): JsonObject {
  const rest = Object.entries(data).filter(([name]) => !READ.has(name) && !(isCustom && name === "customData"));
  return Object.fromEntries(rest) as JsonObject;
}
