import {
  type Delimiter,
  type Mark,
  type MarkedText,
  readDelimiter,
  standsAlone,
  type TextToken,
} from "@chat-etl/model";
import { HOLE } from "./control-sequences.ts";
import type { Names } from "./names.ts";
import { codeToken, codeWords, holeToken, openReader, type Reader, writeLine } from "./reader.ts";

/** Text without any of these is not marked up: most messages are not. */
const MARKS = /[<*_~`&:\0]|^>/m;

/** What stands on lines of its own: a code block, a quote to the end, quoted lines. The leftmost wins. */
const BLOCKS = /```([\s\S]+?)```|^(?:&gt;|>){3} ?([\s\S]*)|^(?:&gt;|>).*(?:\n(?:&gt;|>).*)*/gm;

/** Code spans keep to one line. */
const SIGNS = /\0|`[^`\n]+`|[*_~]/g;

const STYLES: Readonly<Record<string, Mark>> = {
  "*": { type: "bold" },
  _: { type: "italic" },
  "~": { type: "strike" },
};

/** Slack's mrkdwn as plain text with entities. Never throws. Sections 11 and 12. */
export function mrkdwnText(escaped: string, names: Names): MarkedText {
  if (!MARKS.test(escaped)) return { text: escaped, entities: [] };
  const { skeleton, reader } = openReader(escaped, names);
  writeBlocks(skeleton, reader, { inQuote: false });
  return reader.out.finish();
}

function writeBlocks(text: string, reader: Reader, { inQuote }: { readonly inQuote: boolean }): void {
  let done = 0;
  for (const match of text.matchAll(BLOCKS)) {
    const [whole, code, quotedToTheEnd] = match;
    if (code === undefined && inQuote) continue;
    writeLines(text.slice(done, match.index), reader);
    if (code === undefined) writeQuote(quotedToTheEnd ?? whole.replaceAll(/^(?:&gt;|>) ?/gm, ""), reader);
    else writeCodeBlock(code, reader);
    done = match.index + whole.length;
  }
  writeLines(text.slice(done), reader);
}

function writeQuote(text: string, reader: Reader): void {
  reader.out.newLine();
  reader.out.mark({ type: "quote" }, () => writeBlocks(text, reader, { inQuote: true }));
  reader.out.newLine();
}

/** Its first and last line break belong to the fences, which may stand on a line with text. */
function writeCodeBlock(code: string, reader: Reader): void {
  const words = codeWords(code.replace(/^\n/, "").replace(/\n$/, ""), reader);
  reader.out.newLine();
  reader.out.mark({ type: "pre" }, () => reader.out.append(words));
  reader.out.newLine();
}

function writeLines(text: string, reader: Reader): void {
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0) reader.out.append("\n");
    writeLine(tokensOf(line, reader), reader);
  }
}

/** One walk over the line. */
function tokensOf(line: string, reader: Reader): readonly TextToken[] {
  const tokens: TextToken[] = [];
  const open: Delimiter[] = [];
  let done = 0;
  SIGNS.lastIndex = 0;
  for (let match = SIGNS.exec(line); match; match = SIGNS.exec(line)) {
    const [sign] = match;
    const at = match.index;
    const isCode = sign.startsWith("`");
    if (isCode && !isCodeSpan(line, at, at + sign.length)) {
      // The closing backtick may open the next span.
      SIGNS.lastIndex = at + 1;
      continue;
    }
    tokens.push(line.slice(done, at));
    if (sign === HOLE) tokens.push(holeToken(reader));
    else if (isCode) tokens.push(codeToken(sign, reader));
    else tokens.push(readDelimiter({ line, at, sign, mark: STYLES[sign] }, open));
    done = at + sign.length;
  }
  return [...tokens, line.slice(done)];
}

function isCodeSpan(line: string, start: number, end: number): boolean {
  return standsAlone(line, start, end) && line.charAt(start - 1) !== "`" && line.charAt(end) !== "`";
}
