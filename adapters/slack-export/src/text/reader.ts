import { MarkedTextBuilder, type TextToken, writeTokens } from "@chat-etl/model";
import { decode, HOLE, type Sequence, tokenise } from "./control-sequences.ts";
import { withEmoji } from "./emoji.ts";
import type { Names, Writer } from "./names.ts";

/** Reads escaped text whose sequences are holes. */
export interface Reader extends Writer {
  /** What goes into the next hole: to be asked for once for each, from left to right. */
  next(): Sequence;
}

/** The text with holes, and who knows what goes there. */
export function openReader(escaped: string, names: Names): { readonly skeleton: string; readonly reader: Reader } {
  const { skeleton, sequences } = tokenise(escaped);
  let at = 0;
  const next = (): Sequence => {
    const sequence = sequences[at];
    at += 1;
    return sequence ?? (() => {});
  };
  return { skeleton, reader: { out: new MarkedTextBuilder(), names, next } };
}

/** In code a link or mention is only its words, and an emoji only its name. Section 12. */
export function codeWords(code: string, { names, next }: Reader): string {
  const out = new MarkedTextBuilder();
  for (const [index, part] of code.split(HOLE).entries()) {
    if (index > 0) next()({ out, names });
    out.append(decode(part));
  }
  return out.finish().text;
}

/** What a hole or a code span becomes. */
export function holeToken({ out, names, next }: Reader): TextToken {
  const sequence = next();
  return () => sequence({ out, names });
}

export function codeToken(span: string, reader: Reader): TextToken {
  const words = codeWords(span.slice(1, -1), reader);
  return () => reader.out.mark({ type: "code" }, () => reader.out.append(words));
}

export function writeLine(tokens: readonly TextToken[], { out }: Reader): void {
  writeTokens(tokens, out, (text) => out.append(withEmoji(decode(text))));
}
