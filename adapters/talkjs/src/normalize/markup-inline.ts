import { type Delimiter, type Mark, readDelimiter, type TextToken, writeTokens } from "@chat-etl/model";
import type { RichTextBuilder } from "./rich-text.ts";

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

/** Writes one line: mentions, custom emoji, labelled links, actions, bold, italic and strike. */
export function writeInline(line: string, out: RichTextBuilder): void {
  writeTokens(tokensOf(line, out), out, (text) => out.append(text));
}

/** One walk over the line. The opener of each sign that still waits is remembered, so there are three at most. */
function tokensOf(line: string, out: RichTextBuilder): readonly TextToken[] {
  const tokens: TextToken[] = [];
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
      tokens.push(() => read.construct(out));
      done = read.end;
    } else if (sign === "<" || sign === "h") {
      advance(sign === "<" ? at + 1 : addressEnd(line, at));
    } else {
      tokens.push(readDelimiter({ line, at, sign, mark: STYLES[sign] }, open));
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
