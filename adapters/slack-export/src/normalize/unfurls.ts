import { present } from "@chat-etl/model";
import type { WireMessage } from "../wire.ts";
import type { WireAttachment } from "../wire-files.ts";
import { extraOf, firstOf } from "./fields.ts";
import type { Attachment } from "./files.ts";
import type { Known } from "./known.ts";
import { messageIdAt } from "./time.ts";

/** What the `attachments` of a message are. Sheet, section 9.2. */
export interface Unfurls {
  /** The first message that is quoted and lies in this export. */
  readonly replyToId?: string | undefined;
  /** Link previews, quotes from elsewhere, pictures. */
  readonly attachments: readonly Attachment[];
  /** What is kept as it is, because nothing else says it. */
  readonly kept: readonly object[];
}

export function unfurlsOf({ attachments }: Pick<WireMessage, "attachments">, known: Known): Unfurls {
  const all = (attachments ?? []).flatMap((one) => one ?? []);
  const quotes = all.filter(isQuote).map((quote) => ({ quote, id: quotedId(quote, known) }));
  const replyToId = quotes.find(({ id }) => id !== undefined)?.id;
  const elsewhere = quotes.filter(({ id }) => id === undefined || id !== replyToId).map(({ quote }) => quote);
  const previews = all.filter((one) => !isQuote(one) && one.from_url);
  const content = all.filter((one) => !isQuote(one) && !one.from_url);
  return {
    replyToId,
    attachments: [...[...elsewhere, ...previews].flatMap(previewOf), ...content.flatMap(picturesOf)],
    kept: [...elsewhere, ...content].map((one) => extraOf(one).extra ?? {}),
  };
}

/** Pictures that stand in blocks. Sheet, section 10.1. */
export function blockPictures(blocks: unknown): readonly Attachment[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: unknown) => {
    if (typeof block !== "object" || block === null || !("type" in block) || block.type !== "image") return [];
    const { image_url: url, alt_text: name } = block as { readonly image_url?: unknown; readonly alt_text?: unknown };
    return picture(typeof url === "string" ? url : undefined, typeof name === "string" ? name : undefined);
  });
}

function isQuote({ is_msg_unfurl, is_share, channel_id, ts }: WireAttachment): boolean {
  return is_msg_unfurl || (is_share && Boolean(channel_id && ts));
}

const PERMALINK = /\/archives\/([CGD][A-Z0-9]+)\/p(\d{10})(\d{6})/;

/** Where the quoted message stands; undefined: not in a conversation of this export. */
function quotedId({ channel_id, ts, from_url }: WireAttachment, known: Known): string | undefined {
  const [, channel, seconds, micros] = PERMALINK.exec(from_url ?? "") ?? [];
  const conversation = channel_id || channel;
  const at = ts && channel_id ? ts : seconds && `${seconds}.${micros}`;
  return conversation && known.conversations.has(conversation) ? messageIdAt(conversation, at) : undefined;
}

function previewOf({ from_url, title, fallback, service_name, thumb_url, image_url }: WireAttachment): Attachment[] {
  if (!from_url) return [];
  return [
    {
      kind: "link",
      url: from_url,
      ...present("name", service_name),
      ...present("title", firstOf(title, fallback)),
      ...present("thumbnailUrl", firstOf(thumb_url, image_url)),
    },
  ];
}

function picturesOf({ image_url, thumb_url, title, image_width, image_height }: WireAttachment): readonly Attachment[] {
  const [found] = picture(firstOf(image_url, thumb_url), firstOf(title));
  if (found === undefined) return [];
  const isWhole = Boolean(image_url) && (image_width ?? 0) > 0 && (image_height ?? 0) > 0;
  return [isWhole ? { ...found, ...present("width", image_width), ...present("height", image_height) } : found];
}

function picture(url: string | undefined, name: string | undefined): Attachment[] {
  return url ? [{ kind: "image", url, ...present("name", name) }] : [];
}
