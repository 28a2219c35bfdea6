import { writeInline } from "./markup-inline.ts";
import { type RichText, RichTextBuilder } from "./rich-text.ts";

/** The mark of a code span, and the only one that may reach over several lines. */
const CODE = "```";

const BULLET = /^[-*+] +(?=\S)/;

/** Inside code only names remain of mentions and custom emoji. TalkJS sheet, section 8.4. */
const NAMED_IN_CODE = /<!!mention:[^\s<>|]+\|([^<>\n]*)>|<!!customemoji:(:[^\s<>:]+:)>/g;

/**
 * TalkJS's text dialect as plain text with entities. It is no Markdown, knows no escaping, and bare addresses and
 * phone numbers stay plain text: every target finds them by itself. In TalkJS's order: bullets, then code, then the
 * rest line by line. Linear in the length of the text. Never throws. TalkJS sheet, section 8.4.
 */
export function parseMarkup(source: string): RichText {
  const out = new RichTextBuilder();
  let plain: string[] = [];
  let isFirst = true;
  const flush = (): void => {
    if (plain.length === 0) return;
    if (!isFirst) out.append("\n");
    writeCode(plain.join("\n"), out);
    plain = [];
    isFirst = false;
  };
  for (const line of source.split("\n")) {
    const bullet = BULLET.exec(line)?.[0];
    if (bullet === undefined) {
      plain.push(line);
      continue;
    }
    flush();
    if (!isFirst) out.append("\n");
    out.mark({ type: "list_item", ordered: false, depth: 0 }, () => writeCode(line.slice(bullet.length), out));
    isFirst = false;
  }
  flush();
  return out.finish();
}

/** Text without bullets: code spans, and lines between them. */
function writeCode(text: string, out: RichTextBuilder): void {
  let at = 0;
  for (;;) {
    const open = text.indexOf(CODE, at);
    const close = open < 0 ? -1 : text.indexOf(CODE, open + CODE.length + 1);
    if (close < 0) break;
    writeLines(text.slice(at, open), out);
    const code = text.slice(open + CODE.length, close).replace(NAMED_IN_CODE, codeName);
    out.mark({ type: code.includes("\n") ? "pre" : "code" }, () => out.append(code));
    at = close + CODE.length;
  }
  writeLines(text.slice(at), out);
}

function codeName(_marker: string, person: string | undefined, emoji: string | undefined): string {
  return emoji ?? `@${person ?? ""}`;
}

function writeLines(text: string, out: RichTextBuilder): void {
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0) out.append("\n");
    writeInline(line, out);
  }
}
