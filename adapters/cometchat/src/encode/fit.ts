import { NAME_CHARS, TAG_CHARS, TAGS_PER_ENTITY, URL_CHARS } from "../limits.ts";
import type { LossCode, Lost } from "./losses.ts";

/** At most so many UTF-16 units, never half a character. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxChars - 1 : maxChars);
}

/** White space, control and format characters, and three that are letters without ink. */
const INKLESS = /^[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** Whether a text shows nothing. CometChat trims more than white space before it asks whether there is text (T25). */
export function isBlank(text: string): boolean {
  return INKLESS.test(text);
}

/** What a group shows as its description: its topic where that says nothing. */
export function shownDescription(texts: {
  readonly description?: string | undefined;
  readonly topic?: string | undefined;
}): string | undefined {
  return [texts.description, texts.topic].find((text) => text !== undefined && !isBlank(text));
}

/** A name as it can be stored, or one made from the id when there is none to see. */
export function fitName(name: string | undefined, fallback: string, lost: Lost): string {
  if (name === undefined || isBlank(name)) {
    lost.add("name-invented");
    return cutText(fallback, NAME_CHARS);
  }
  if (name.length > NAME_CHARS) lost.add("name-cut");
  return cutText(name, NAME_CHARS);
}

/** The URL if it is one CometChat can take, else nothing and a loss. */
export function fitUrl(url: string | undefined, code: LossCode, lost: Lost): string | undefined {
  if (url === undefined) return undefined;
  const usable = usableUrl(url);
  if (usable !== undefined && usable.length <= URL_CHARS) return usable;
  lost.add(code);
  return undefined;
}

/** An absolute http(s) URL, percent-encoded where it was written with other characters; anything else is none. */
export function usableUrl(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  return /^[!#-;=?-[\]-~]+$/.test(url) ? url : new URL(url).href;
}

/** At most 25 tags of at most 100 characters, no blank ones, none twice. Missing when there are none. */
export function fitTags(tags: readonly string[], lost: Lost): readonly string[] | undefined {
  const cut = tags.filter((tag) => !isBlank(tag)).map((tag) => cutText(tag, TAG_CHARS));
  const fit = [...new Set(cut)].slice(0, TAGS_PER_ENTITY);
  if (fit.length < new Set(tags).size || tags.some((tag) => tag.length > TAG_CHARS)) lost.add("tags");
  return fit.length === 0 ? undefined : fit;
}
