import { type Mark, type MarkedText, MarkedTextBuilder } from "@chat-etl/model";
import { Lexer, Marked, type Token, type TokenizerAndRendererExtension } from "marked";

/** Text without any of these is not marked up: most messages are not. */
const MARKS = /[*_~`#>|[\]\\<-]|\d[.)] |https?:|www\.|\n\s/;

/** Text with more marks than this is none that people wrote: it stays as it is, for nested marks cost time and stack. */
const MOST_MARKS = 500;

function markCount(text: string): number {
  return text.match(/[*_~`|>[\]]/g)?.length ?? 0;
}

const COMMON = new Marked({ gfm: true, breaks: true });

/** What chats add to Markdown: `__underlined__`, and `||hidden||` until it is tapped. */
const CHAT = new Marked({ gfm: true, breaks: true, extensions: [inline("underline", "__"), inline("spoiler", "||")] });

/** Reads Markdown (CommonMark with GFM's autolinks and strike-through); a line break is a line break. */
export function markdownText(text: string, { chat }: { readonly chat: boolean }): MarkedText {
  if (!MARKS.test(text) || markCount(text) > MOST_MARKS) return { text, entities: [] };
  const out = new MarkedTextBuilder();
  write(new Lexer((chat ? CHAT : COMMON).defaults).lex(text), out);
  const { text: plain, entities } = out.finish();
  return { text: plain.trimEnd(), entities: entities.filter(({ end }) => end <= plain.trimEnd().length) };
}

function inline(name: "underline" | "spoiler", mark: string): TokenizerAndRendererExtension {
  const escaped = mark.replaceAll("|", "\\|");
  const pattern = new RegExp(`^${escaped}(?=\\S)([\\s\\S]*?\\S)${escaped}`);
  return {
    name,
    level: "inline",
    start: (text) => text.indexOf(mark),
    tokenizer(text) {
      const match = pattern.exec(text);
      return match ? { type: name, raw: match[0], tokens: this.lexer.inlineTokens(match[1] ?? "") } : undefined;
    },
  };
}

type Writer = (token: Token, out: MarkedTextBuilder, depth: number) => void;

/** How each kind of token is written. A token of another kind gives what is inside it. */
const WRITERS: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ["strong", styled({ type: "bold" })],
  ["em", styled({ type: "italic" })],
  ["del", styled({ type: "strike" })],
  ["underline", styled({ type: "underline" })],
  ["spoiler", styled({ type: "spoiler" })],
  ["paragraph", onItsOwnLine(writeInside)],
  ["blockquote", onItsOwnLine(styled({ type: "quote" }))],
  ["heading", onItsOwnLine(writeHeading)],
  ["list", onItsOwnLine(writeList)],
  ["code", onItsOwnLine(writeCodeBlock)],
  ["codespan", (token, out) => out.mark({ type: "code" }, () => out.append(wordsOf(token)))],
  ["link", writeLink],
  ["br", (_, out) => out.append("\n")],
  ["space", (token, out) => out.append("\n".repeat(token.raw.split("\n").length - 1))],
]);

function write(tokens: readonly Token[], out: MarkedTextBuilder, depth = 0): void {
  for (const token of tokens) (WRITERS.get(token.type) ?? writeInside)(token, out, depth);
}

/** What a token holds; one that holds no others stands as it was written. */
function writeInside(token: Token, out: MarkedTextBuilder, depth: number): void {
  if ("tokens" in token && token.tokens) write(token.tokens, out, depth);
  else out.append(token.type === "text" || token.type === "escape" ? wordsOf(token) : token.raw.trimEnd());
}

function styled(mark: Mark): Writer {
  return (token, out, depth) => out.mark(mark, () => writeInside(token, out, depth));
}

function onItsOwnLine(writeBlock: Writer): Writer {
  return (token, out, depth) => {
    out.newLine();
    writeBlock(token, out, depth);
    out.newLine();
  };
}

function writeList(token: Token, out: MarkedTextBuilder, depth: number): void {
  if (token.type !== "list") return;
  for (const item of token.items ?? []) {
    out.newLine();
    out.mark({ type: "list_item", ordered: token.ordered === true, depth }, () =>
      write(item.tokens ?? [], out, depth + 1),
    );
  }
}

function writeCodeBlock(token: Token, out: MarkedTextBuilder): void {
  const language = "lang" in token ? String(token.lang ?? "") : "";
  const mark: Mark = language === "" ? { type: "pre" } : { type: "pre", language };
  out.mark(mark, () => out.append(wordsOf(token)));
}

function writeHeading(token: Token, out: MarkedTextBuilder, depth: number): void {
  const level = "depth" in token ? Number(token.depth) : 1;
  styled({ type: "heading", level })(token, out, depth);
}

function wordsOf(token: Token): string {
  return "text" in token ? String(token.text) : token.raw;
}

function writeLink(token: Token, out: MarkedTextBuilder, depth: number): void {
  const url = "href" in token ? String(token.href) : "";
  if (url === "") writeInside(token, out, depth);
  else styled({ type: "link", url })(token, out, depth);
}
