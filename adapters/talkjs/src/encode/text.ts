import type { Lost } from "./losses.ts";

/** White space, control and format characters, and three that are letters without ink. */
const INKLESS = /^[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** Whether a text shows nothing. */
export function isBlank(text: string): boolean {
  return INKLESS.test(text);
}

/** The text with U+FFFD for every lone surrogate: one of them makes a request unreadable for a strict reader. */
export function wellFormed(text: string, lost: Lost): string {
  if (text.isWellFormed()) return text;
  lost.add("broken-text");
  return text.toWellFormed();
}

/** An absolute http(s) URL; anything else is none. */
export function usableUrl(url: string | undefined): string | undefined {
  return url !== undefined && /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url).href : undefined;
}
