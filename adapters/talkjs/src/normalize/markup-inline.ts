import type { Mark } from "@chat-etl/model";
import type { RichTextBuilder } from "./rich-text.ts";

type Token = string | Delimiter | Construct;

/** A `*`, `_` or `~` that could begin or end something. */
interface Delimiter {
  readonly sign: string;
  /** Set when its partner is found. */
  role?: "open" | "close";
}

/** Something in angle brackets. */
type Construct = (out: RichTextBuilder) => void;

interface Read {
  readonly construct: Construct;
  readonly end: number;
}

const STYLES: Readonly<Record<string, Mark>> = {
  "*": { type: "bold" },
  _: { type: "italic" },
  "~": { type: "strike" },
};

const SPECIAL = /[<*_~]|https?:\/\//g;

/** A label ends at the first `>`; it may hold a `<`, but not the beginning of another construct. */
const LABEL = "((?:[^<>]|<(?!https?:|mailto:|action|!!))+)";
const MENTION = new RegExp(String.raw`<!!mention:([^\s<>|]+)\|${LABEL}>`, "y");
const EMOJI = /<!!customemoji::([^\s<>:]+):>/y;
const LINK = new RegExp(String.raw`<((?:https?:\/\/|mailto:)[^\s<>|]+)\|${LABEL}>`, "y");
const ACTION = new RegExp(String.raw`<(actionlink|actionbutton):([^\s<>|?]+)(?:\?([^\s<>|]*))?\|${LABEL}>`, "y");

const WORD_BEFORE = /[\p{L}\p{N}\p{M}]$/u;
const WORD_AFTER = /^[\p{L}\p{N}\p{M}]/u;

/** Writes one line: mentions, custom emoji, labelled links, actions, bold, italic and strike. */
export function writeInline(line: string, out: RichTextBuilder): void {
  writeTokens(tokensOf(line), 0, out);
}

/** One walk over the line. The opener of each sign that still waits is remembered, so there are three at most. */
function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  const open: Delimiter[] = [];
  let done = 0;
  const advance = (to: number): void => {
    if (to > done) tokens.push(line.slice(done, to));
    done = to;
  };
  for (let at = nextSpecial(line, 0); at >= 0; at = nextSpecial(line, done)) {
    advance(at);
    const sign = line.charAt(at);
    const read = sign === "<" ? readConstruct(line, at) : undefined;
    if (read) {
      tokens.push(read.construct);
      done = read.end;
    } else if (sign === "<" || sign === "h") {
      advance(sign === "<" ? at + 1 : addressEnd(line, at));
    } else {
      tokens.push(readDelimiter(line, at, open));
      done = at + 1;
    }
  }
  advance(line.length);
  return tokens;
}

function nextSpecial(line: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(line)?.index ?? -1;
}

/** Signs inside a bare address belong to it. What ends it like punctuation does not. */
function addressEnd(line: string, at: number): number {
  const address = /https?:\/\/[^\s<>]*/y;
  address.lastIndex = at;
  let end = at + (address.exec(line)?.[0].length ?? 1);
  while (end > at + 1 && "*_~.,;:!?'\")]".includes(line.charAt(end - 1))) end -= 1;
  return end;
}

/**
 * Outside a sign stands no letter or digit, inside it no space. A doubled sign is none: `**` and `___` mean nothing
 * in TalkJS and stay. An opener waits for the first closer of its sign on the same line; what opened after it and
 * is still waiting then stays as it is.
 */
function readDelimiter(line: string, at: number, open: Delimiter[]): Token {
  const sign = line.charAt(at);
  const delimiter: Delimiter = { sign };
  const before = line.slice(Math.max(0, at - 2), at);
  const after = line.slice(at + 1, at + 3);
  if (before.endsWith(sign) || after.startsWith(sign)) return sign;
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

function writeTokens(tokens: readonly Token[], from: number, out: RichTextBuilder): number {
  let at = from;
  while (at < tokens.length) {
    const token = tokens[at];
    at += 1;
    if (token === undefined) break;
    if (typeof token === "string") out.append(token);
    else if (typeof token === "function") token(out);
    else if (token.role === "close") return at;
    else if (token.role === "open") at = writeStyled(tokens, at, { sign: token.sign, out });
    else out.append(token.sign);
  }
  return at;
}

interface Styled {
  readonly sign: string;
  readonly out: RichTextBuilder;
}

/** What stands between an opener and its partner. Styles nest three deep at most, one of each. */
function writeStyled(tokens: readonly Token[], from: number, { sign, out }: Styled): number {
  let end = from;
  out.mark(STYLES[sign] ?? { type: "bold" }, () => {
    end = writeTokens(tokens, from, out);
  });
  return end;
}

function readConstruct(line: string, at: number): Read | undefined {
  return readMention(line, at) ?? readEmoji(line, at) ?? readLink(line, at) ?? readAction(line, at);
}

function readMention(line: string, at: number): Read | undefined {
  const [whole, id, name] = match(MENTION, line, at);
  if (whole === undefined || id === undefined || name === undefined) return undefined;
  return { construct: (out) => writeMention({ userId: percentDecoded(id), name }, out), end: at + whole.length };
}

/** `@name`, marked with the user if there is one. */
export function writeMention(who: { readonly userId: string; readonly name: string }, out: RichTextBuilder): void {
  const shown = who.name || who.userId;
  const write = (): void => out.append(shown.startsWith("@") ? shown : `@${shown}`);
  if (who.userId === "" || !who.userId.isWellFormed()) write();
  else out.mark({ type: "user_mention", userId: who.userId }, write);
}

function readEmoji(line: string, at: number): Read | undefined {
  const [whole, name] = match(EMOJI, line, at);
  if (whole === undefined || name === undefined) return undefined;
  const construct: Construct = (out) => out.mark({ type: "custom_emoji", name }, () => out.append(`:${name}:`));
  return { construct, end: at + whole.length };
}

function readLink(line: string, at: number): Read | undefined {
  const [whole, url, label] = match(LINK, line, at);
  if (whole === undefined || url === undefined || label === undefined) return undefined;
  return { construct: (out) => out.mark({ type: "link", url }, () => writeInline(label, out)), end: at + whole.length };
}

function readAction(line: string, at: number): Read | undefined {
  const [whole, type, name, query, label] = match(ACTION, line, at);
  if (whole === undefined || name === undefined || label === undefined) return undefined;
  const action = {
    type: type === "actionlink" ? "actionLink" : "actionButton",
    name: percentDecoded(name),
    params: Object.fromEntries(new URLSearchParams(query ?? "")),
  } as const;
  const construct: Construct = (out) => {
    out.action(action);
    writeInline(label, out);
  };
  return { construct, end: at + whole.length };
}

function match(sticky: RegExp, line: string, at: number): readonly (string | undefined)[] {
  sticky.lastIndex = at;
  return sticky.exec(line) ?? [];
}

/** As it stands when it is not percent-encoded at all. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
