import { joinLines, type MarkedText } from "@chat-etl/model";
import { blockTexts } from "./blocks.ts";
import { joinInLine } from "./join.ts";
import { isObject, type Loose, listOf, stringOf } from "./json.ts";
import { mrkdwnText } from "./mrkdwn.ts";
import type { Names } from "./names.ts";
import { plainText } from "./plain-text.ts";

/** What tells an unfurled link or a copied message: somebody else's words. Section 9.2. */
const COPY_SIGNS = [
  "from_url",
  "is_msg_unfurl",
  "is_share",
  "is_reply_unfurl",
  "is_thread_root_unfurl",
  "is_app_unfurl",
  "channel_id",
];

/** Whether an attachment is the message's own content: most bots write nothing else. Section 9.2. */
export function isContent(attachment: unknown): attachment is Loose {
  return isObject(attachment) && !COPY_SIGNS.some((sign) => attachment[sign]);
}

/** The words of an attachment, part by part; `fallback` stands for one that has no others. Section 9.2. */
export function attachmentTexts(attachment: unknown, names: Names): readonly MarkedText[] {
  if (!isObject(attachment)) return [];
  const blocks = [attachment.blocks, attachment.message_blocks].flatMap((value) =>
    blockTexts(value, { names, withControls: true }),
  );
  const texts = (blocks.length > 0 ? blocks : ownTexts(attachment, names)).filter(({ text }) => text !== "");
  const fallback = plainText(stringOf(attachment.fallback), names);
  return texts.length > 0 || fallback.text === "" ? texts : [fallback];
}

function ownTexts(attachment: Loose, names: Names): readonly MarkedText[] {
  const read = (key: string): MarkedText => readPart(attachment[key], { names, isMrkdwn: isMrkdwn(attachment, key) });
  return [
    read("pretext"),
    linked(read("author_name"), stringOf(attachment.author_link)),
    linked(read("title"), stringOf(attachment.title_link)),
    read("text"),
    ...listOf(attachment.fields).map((field) => readField(field, { names, isMrkdwn: isMrkdwn(attachment, "fields") })),
    read("footer"),
  ];
}

/** Signs mean something only in the parts that `mrkdwn_in` names. Section 9.2. */
function isMrkdwn({ mrkdwn_in }: Loose, part: string): boolean {
  return listOf(mrkdwn_in).includes(part);
}

interface PartOptions {
  readonly names: Names;
  readonly isMrkdwn: boolean;
}

function readPart(part: unknown, options: PartOptions): MarkedText {
  return (options.isMrkdwn ? mrkdwnText : plainText)(stringOf(part), options.names);
}

function readField(field: unknown, options: PartOptions): MarkedText {
  if (!isObject(field)) return readPart(field, options);
  const title = plainText(stringOf(field.title), options.names);
  const value = readPart(field.value, options);
  return value.text.includes("\n") ? joinLines([title, value]) : joinInLine([title, value], ": ");
}

function linked({ text, entities }: MarkedText, url: string): MarkedText {
  if (url === "" || text === "") return { text, entities };
  return { text, entities: [{ type: "link", url, start: 0, end: text.length }, ...entities] };
}
