import { html } from "hono/html";
import type { TextPart } from "./arrived.ts";

export type Html = ReturnType<typeof html>;

/** Longer names are cut: nobody reads on, and a page must stay a page. */
const NAME_CHARS = 200;
const TEXT_CHARS = 20_000;

/** Control characters, and those that reorder the text around them. */
const UNSEEN = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** A web address up to the next blank, quote or bracket. */
const WEB_ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;
/** What ends a sentence rather than an address. The lookbehind keeps the search from starting anew at each of them. */
const SENTENCE_END = /(?<![.,;:!?'")\]}])[.,;:!?'")\]}]+$/;

/** Text whose every character can be seen: none hides, none turns its neighbours around. */
export function legible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSEEN, (sign) => (sign === "\n" || sign === "\t" ? sign : codeOf(sign)));
}

/** Somebody's or something's name, on one line. */
export function nameText(name: string): string {
  const text = legible(name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS)}…` : name);
  return text.trim() === "" ? "(no name)" : text;
}

/** A longer text, cut where nobody reads on any more. */
export function longText(text: string): Html {
  const { shown, rest } = cut(text, TEXT_CHARS);
  return html`${legible(shown)}${restNote(rest)}`;
}

/** A message's text: mentions stand out, web addresses lead there, nothing else does. */
export function messageText(parts: readonly TextPart[]): Html {
  let room = TEXT_CHARS;
  let left = 0;
  const pieces = parts.flatMap((part) => {
    if (typeof part !== "string") return room > 0 ? [html`<bdi class="mention">@${nameText(part.mention)}</bdi>`] : [];
    const { shown, rest } = cut(part, room);
    room -= shown.length;
    left += rest;
    return linked(shown);
  });
  return html`${pieces}${restNote(left)}`;
}

/** The address if following it is safe: http or https, nothing that runs or opens something here. */
export function webAddress(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === "http:" || parsed?.protocol === "https:" ? parsed.href : undefined;
}

/** A link out of this page, or only its text where following it is not safe. */
export function outsideLink(url: string, text: string): Html {
  const address = webAddress(url);
  if (address === undefined) return html`<bdi>${text}</bdi>`;
  return html`<a href="${address}" target="_blank" rel="noopener noreferrer nofollow"><bdi>${text}</bdi></a>`;
}

function linked(text: string): readonly Html[] {
  const pieces: Html[] = [];
  let end = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    const address = match[0].replace(SENTENCE_END, "");
    pieces.push(html`${legible(text.slice(end, match.index))}`, outsideLink(address, legible(address)));
    end = match.index + address.length;
  }
  return [...pieces, html`${legible(text.slice(end))}`];
}

function cut(text: string, mostChars: number): { readonly shown: string; readonly rest: number } {
  return { shown: text.slice(0, mostChars), rest: Math.max(0, text.length - mostChars) };
}

function restNote(chars: number): Html | undefined {
  return chars === 0 ? undefined : html`<span class="rest">… ${numberText(chars)} more characters</span>`;
}

export function numberText(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 message`, `2 messages`. */
export function countText(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** `1.2 MB`: decimal units, as file managers count. */
export function sizeText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const size = (bytes / 1000 ** power).toLocaleString("en-US", { maximumFractionDigits: power === 0 ? 0 : 1 });
  return `${size} ${UNITS[power]}`;
}

function codeOf(sign: string): string {
  return `⟦U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`;
}
