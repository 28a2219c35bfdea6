import type { Mark, MarkedTextBuilder } from "./marked-text.ts";

/** A part of a line: text, a sign that could begin or end something, or something that writes itself. */
export type TextToken = string | Delimiter | (() => void);

/** A sign such as `*`, and what it makes of the text up to its partner. */
export interface Delimiter {
  readonly sign: string;
  readonly mark: Mark;
  /** Set when its partner is found. */
  role?: "open" | "close";
}

const WORD_BEFORE = /[\p{L}\p{N}\p{M}]$/u;
const WORD_AFTER = /^[\p{L}\p{N}\p{M}]/u;

/** Whether what stands at `start` to `end` touches no letter or digit outside. */
export function standsAlone(line: string, start: number, end: number): boolean {
  return !WORD_BEFORE.test(line.slice(Math.max(0, start - 2), start)) && !WORD_AFTER.test(line.slice(end, end + 2));
}

/** A sign that was met. */
interface Met {
  readonly line: string;
  readonly at: number;
  readonly sign: string;
  /** `undefined`: it means nothing. */
  readonly mark: Mark | undefined;
}

/**
 * Pairs a sign: outside it stands no letter or digit, inside it no space; a doubled one is none. An opener waits for
 * the first closer of its sign on the same line; what opened after it and still waits then stays as it is, so no more
 * wait than there are signs.
 *
 * @param open The openers that wait.
 */
export function readDelimiter({ line, at, sign, mark }: Met, open: Delimiter[]): TextToken {
  const before = line.slice(Math.max(0, at - 2), at);
  const after = line.slice(at + sign.length, at + sign.length + 2);
  if (mark === undefined || before.endsWith(sign) || after.startsWith(sign)) return sign;
  const delimiter: Delimiter = { sign, mark };
  const waiting = open.findIndex((candidate) => candidate.sign === sign);
  const opener = open[waiting];
  if (opener && /\S$/.test(before) && !WORD_AFTER.test(after)) {
    opener.role = "open";
    delimiter.role = "close";
    open.length = waiting;
  } else if (!opener && /^\S/.test(after) && !WORD_BEFORE.test(before)) {
    open.push(delimiter);
  }
  return delimiter;
}

/** Writes tokens; text and signs without a partner reach `writeText` in one piece. */
export function writeTokens(
  tokens: readonly TextToken[],
  out: MarkedTextBuilder,
  writeText: (text: string) => void,
): void {
  let text = "";
  const flush = (): void => {
    writeText(text);
    text = "";
  };
  const writeFrom = (from: number): number => {
    let at = from;
    while (at < tokens.length) {
      const token = tokens[at] ?? "";
      at += 1;
      if (typeof token === "string") text += token;
      else if (typeof token === "function") {
        flush();
        token();
      } else if (token.role === undefined) text += token.sign;
      else {
        flush();
        if (token.role === "close") return at;
        out.mark(token.mark, () => {
          at = writeFrom(at);
        });
      }
    }
    flush();
    return at;
  };
  writeFrom(0);
}
