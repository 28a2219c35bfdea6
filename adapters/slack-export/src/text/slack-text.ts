import { joinLines, type MarkedText } from "@chat-etl/model";
import { attachmentTexts, isContent } from "./attachments.ts";
import { blockTexts, hasRichText } from "./blocks.ts";
import { listOf, stringOf } from "./json.ts";
import { mrkdwnText } from "./mrkdwn.ts";
import type { Names } from "./names.ts";
import { plainText } from "./plain-text.ts";

export type { Names } from "./names.ts";
export { plainText } from "./plain-text.ts";

/** Where a message may keep its words. Nobody has checked them. */
export interface SlackTextInput {
  readonly text?: string;
  readonly blocks?: unknown;
  readonly attachments?: unknown;
  /** `false`: the signs in `text` mean nothing. */
  readonly mrkdwn?: boolean;
}

/**
 * What a message says, as plain text with entities: `rich_text` blocks, else `text` and what other blocks and a bot's
 * attachments add to it, else those alone, else unfurled links. Never throws. Section 10.3.
 */
export function slackText(message: SlackTextInput, names: Names): MarkedText {
  const blocks = joinLines(blockTexts(message.blocks, { names, withControls: true }));
  const content = listOf(message.attachments)
    .filter(isContent)
    .flatMap((attachment) => attachmentTexts(attachment, names));
  if (hasRichText(message.blocks) && hasWords(blocks)) return withMissing(blocks, content);
  const text = readText(message, names);
  if (hasWords(text)) {
    return withMissing(text, [...blockTexts(message.blocks, { names, withControls: false }), ...content]);
  }
  const own = withMissing(blocks, content);
  if (hasWords(own)) return own;
  return joinLines(listOf(message.attachments).flatMap((attachment) => attachmentTexts(attachment, names)));
}

function readText({ text, mrkdwn }: SlackTextInput, names: Names): MarkedText {
  return mrkdwn === false ? plainText(stringOf(text), names) : mrkdwnText(stringOf(text), names);
}

function hasWords({ text }: MarkedText): boolean {
  return text.trim() !== "";
}

/** So many parts are compared with all that is inside the others; Slack allows no more. Each of them takes time. */
const COMPARED = 100;

/** Adds, on lines of their own, the parts whose words the text does not hold yet. Section 10.3. */
function withMissing(text: MarkedText, parts: readonly MarkedText[]): MarkedText {
  const lines = [text];
  const seen = new Set<string>();
  let held = lettersOf(text.text);
  for (const part of parts) {
    const letters = lettersOf(part.text);
    if (seen.has(letters) || held.includes(letters)) continue;
    lines.push(part);
    seen.add(letters);
    if (seen.size <= COMPARED) held += `\n${letters}`;
  }
  return joinLines(lines);
}

/** Letters, digits and symbols: one copy may have other bullets, quotes or spaces. All signs, if it is nothing else. */
function lettersOf(text: string): string {
  const letters = text.replaceAll(/[^\p{L}\p{N}\p{S}]/gu, "");
  return letters === "" ? text.trim() : letters;
}
