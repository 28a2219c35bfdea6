import { type Delimiter, type Mark, type MarkedText, readDelimiter, type TextToken } from "@chat-etl/model";
import { HOLE } from "./control-sequences.ts";
import type { Names } from "./names.ts";
import { codeToken, codeWords, holeToken, openReader, type Reader, writeLine } from "./reader.ts";

/** What stands on lines of its own: a fenced block, a heading, a list item, quoted lines. */
const BLOCKS =
  /^ {0,3}(```|~~~) *([^\s\0]*) *\n([\s\S]*?)(?:^ {0,3}\1`* *$|$(?![\s\S]))|^(#{1,6}) +(.*)$|^( *)(?:[-*+]|(\d+)[.)]) +(\S.*)$|^>.*(?:\n>.*)*/gm;

/** A hole, an escaped sign, a code span, a link or picture, signs of emphasis. */
const SIGNS = /\0|\\[!-/:-@[-`{-~]|`[^`\n]+`|!?\[([^[\]\n]*)\]\(([^()\s<>\0]+)(?: +"[^"\n]*")?\)|\*{1,3}|_{1,3}|~~/g;

const STYLES: Readonly<Record<string, Mark>> = {
  "***": { type: "bold" },
  ___: { type: "bold" },
  "**": { type: "bold" },
  __: { type: "bold" },
  "*": { type: "italic" },
  _: { type: "italic" },
  "~~": { type: "strike" },
};

/**
 * The standard Markdown of a `markdown` block (section 10.1), as far as bots write it; what is not understood stays as
 * it is. Mentions and links in angle brackets are Slack's own. Never throws.
 */
export function markdownText(markdown: string, names: Names): MarkedText {
  const { skeleton, reader } = openReader(markdown, names);
  writeBlocks(skeleton, reader, { inQuote: false });
  return reader.out.finish();
}

function writeBlocks(text: string, reader: Reader, { inQuote }: { readonly inQuote: boolean }): void {
  const { out } = reader;
  let done = 0;
  for (const match of text.matchAll(BLOCKS)) {
    const [whole, fence, language = "", code = "", hashes, title = "", indent, number, item = ""] = match;
    const isQuote = fence === undefined && hashes === undefined && indent === undefined;
    if (isQuote && inQuote) continue;
    writeLines(text.slice(done, match.index), reader);
    out.newLine();
    if (fence !== undefined) {
      const words = codeWords(code.replace(/\n$/, ""), reader);
      out.mark(language === "" ? { type: "pre" } : { type: "pre", language }, () => out.append(words));
    } else if (hashes !== undefined) {
      out.mark({ type: "heading", level: hashes.length }, () => writeLines(title.replace(/ #+$/, ""), reader));
    } else if (indent !== undefined) {
      const depth = Math.floor(indent.length / 2);
      out.mark({ type: "list_item", ordered: number !== undefined, depth }, () => writeLines(item, reader));
    } else {
      const quoted = whole.replaceAll(/^> ?/gm, "");
      out.mark({ type: "quote" }, () => writeBlocks(quoted, reader, { inQuote: true }));
    }
    out.newLine();
    done = match.index + whole.length;
  }
  writeLines(text.slice(done), reader);
}

function writeLines(text: string, reader: Reader): void {
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0) reader.out.append("\n");
    writeLine(tokensOf(line, reader), reader);
  }
}

function tokensOf(line: string, reader: Reader): readonly TextToken[] {
  const tokens: TextToken[] = [];
  const open: Delimiter[] = [];
  let done = 0;
  for (const match of line.matchAll(SIGNS)) {
    const [sign, label, url] = match;
    tokens.push(line.slice(done, match.index));
    if (sign === HOLE) tokens.push(holeToken(reader));
    else if (sign.startsWith("\\")) tokens.push(sign.slice(1));
    else if (sign.startsWith("`")) tokens.push(codeToken(sign, reader));
    else if (url !== undefined) tokens.push(linkToken(url, label ?? "", reader));
    else tokens.push(readDelimiter({ line, at: match.index, sign, mark: STYLES[sign] }, open));
    done = match.index + sign.length;
  }
  return [...tokens, line.slice(done)];
}

/** Inside a label signs stay as they are. */
function linkToken(url: string, label: string, reader: Reader): TextToken {
  const words = codeWords(label, reader) || url;
  return () => reader.out.mark({ type: "link", url }, () => reader.out.append(words));
}
