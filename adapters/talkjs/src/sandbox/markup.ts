import type { Custom, MarkedNode, TextNode } from "./shapes.ts";

/**
 * Text with TalkJS' markup → content tree, in the order its own SDK parses (TalkJS sheet, 8.4):
 * bullet lists, code, then line by line mentions, custom emoji, labelled links, actions, bold, italic, strike-through,
 * URLs, e-mail addresses and phone numbers.
 */
export function parseMarkup(text: string): readonly TextNode[] {
  if (!MAY_HOLD_MARKUP.test(text)) return text === "" ? [] : [text];
  return splitLists(text).flatMap((part) => (typeof part === "string" ? parseOutsideLists(part) : [part]));
}

const MAY_HOLD_MARKUP = /[*_~`<@]|:\/\/|\d[\d\s().+-]{5}|^[-+] /mu;
const LIST = /(?:^[-*+] .*(?:\n|$))+/gmu;

function splitLists(text: string): readonly TextNode[] {
  return splitBy(text, LIST, (match) => ({
    type: "bulletList",
    children: match[0]
      .trimEnd()
      .split("\n")
      .map((line) => ({ type: "bulletPoint", children: parseOutsideLists(line.slice(2)) })),
  }));
}

function parseOutsideLists(text: string): readonly TextNode[] {
  return splitBy(text, /```([\s\S]+?)```/gu, ([, code = ""]) => ({
    type: "codeSpan",
    text: plainMarkers(code),
  })).flatMap((part) => (typeof part === "string" ? parseInline(part) : [part]));
}

/** Inside code, mention and emoji markers are reduced to their names. */
function plainMarkers(code: string): string {
  return code.replace(MENTION, "@$2").replace(CUSTOM_EMOJI, "$1");
}

const MENTION = /<!!mention:([^|>\n]+)\|([^>\n]*)>/gu;
const CUSTOM_EMOJI = /<!!customemoji:(:[^:>\n]+:)>/gu;
const PHONE = /(?<![\w+.-])\+?\d[\d ().-]{5,18}\d(?![\w-])/gu;

interface Rule {
  readonly pattern: RegExp;
  node(match: RegExpExecArray): MarkedNode | undefined;
}

/** Delimiters touch a word boundary outside and no space inside. */
function delimited(mark: string, type: string): Rule {
  const edge = String.raw`[\p{L}\p{N}]`;
  const pattern = new RegExp(String.raw`(?<!${edge})[${mark}](?=\S)([^${mark}\n]*?\S)[${mark}](?!${edge})`, "gu");
  return { pattern, node: ([, inner = ""]) => ({ type, children: parseInline(inner) }) };
}

const RULES: readonly Rule[] = [
  { pattern: MENTION, node: ([, id = "", name = ""]) => ({ type: "mention", id: decoded(id), text: name }) },
  { pattern: CUSTOM_EMOJI, node: ([, name = ""]) => ({ type: "customEmoji", text: name }) },
  {
    pattern: /<((?:https?:\/\/|mailto:)[^|>\s]+)\|([^>\n]+)>/gu,
    node: ([, url = "", label = ""]) => ({ type: "link", url, children: [label] }),
  },
  {
    pattern: /<action(link|button):([^?|>\n]+)(?:\?([^|>\n]*))?\|([^>\n]+)>/gu,
    node: ([, kind, action = "", query, label = ""]) => ({
      type: kind === "link" ? "actionLink" : "actionButton",
      action,
      params: paramsOf(query),
      children: [label],
    }),
  },
  delimited("*", "bold"),
  delimited("_", "italic"),
  delimited("~", "strikethrough"),
  { pattern: /https?:\/\/[^\s<>|*~]+[^\s<>|*~.,;:!?)_]/gu, node: ([url]) => ({ type: "autoLink", url, text: url }) },
  {
    // It begins where a word does: tried at every letter of a word, a long one would take minutes.
    pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu,
    node: ([address]) => ({ type: "autoLink", url: `mailto:${address}`, text: address }),
  },
  { pattern: PHONE, node: ([number]) => phoneLink(number) },
];

/** The leftmost match of any rule wins, the earlier rule among equals. */
function parseInline(text: string): readonly TextNode[] {
  const nodes: TextNode[] = [];
  let at = 0;
  let plainFrom = 0;
  const nexts = RULES.map((rule) => matchFrom(rule, text, 0));
  for (;;) {
    RULES.forEach((rule, index) => {
      const next = nexts[index];
      if (next && next.index < at) nexts[index] = matchFrom(rule, text, at);
    });
    const first = leftmost(nexts);
    if (first === undefined) break;
    const node = RULES[first.rule]?.node(first.match);
    at = first.match.index + first.match[0].length;
    if (node === undefined) continue;
    if (first.match.index > plainFrom) nodes.push(text.slice(plainFrom, first.match.index));
    nodes.push(node);
    plainFrom = at;
  }
  if (plainFrom < text.length) nodes.push(text.slice(plainFrom));
  return nodes;
}

function matchFrom(rule: Rule, text: string, at: number): RegExpExecArray | null {
  const pattern = new RegExp(rule.pattern);
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function leftmost(matches: readonly (RegExpExecArray | null)[]) {
  let best: { readonly rule: number; readonly match: RegExpExecArray } | undefined;
  for (const [rule, match] of matches.entries()) {
    if (match && (best === undefined || match.index < best.match.index)) best = { rule, match };
  }
  return best;
}

/** 7 to 13 digits, and neither years (2019-2021) nor hours (10.00-11.30). */
function phoneLink(number: string): MarkedNode | undefined {
  const digits = number.replaceAll(/\D/gu, "");
  const isRange = /^\d{4}-\d{4}$/u.test(number) || /^\d{1,2}\.\d{2}-\d{1,2}\.\d{2}$/u.test(number);
  if (isRange || digits.length < 7 || digits.length > 13) return undefined;
  return { type: "autoLink", url: `tel:${number.startsWith("+") ? "+" : ""}${digits}`, text: number };
}

function paramsOf(query: string | undefined): Custom {
  return Object.fromEntries(new URLSearchParams(query ?? ""));
}

/** A user id that is not properly percent-encoded stands for itself. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** Plain strings and what stands between them, made into nodes. */
function splitBy(text: string, pattern: RegExp, node: (match: RegExpExecArray) => MarkedNode): readonly TextNode[] {
  const parts: TextNode[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push(node(match));
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** Content tree → the text with markup that TalkJS keeps beside it. */
export function renderMarkup(nodes: readonly TextNode[]): string {
  return nodes.map((node) => (typeof node === "string" ? node : renderNode(node))).join("");
}

function renderNode(node: MarkedNode): string {
  const inner = node.text ?? renderMarkup(node.children ?? []);
  switch (node.type) {
    case "bold":
      return `*${inner}*`;
    case "italic":
      return `_${inner}_`;
    case "strikethrough":
      return `~${inner}~`;
    case "codeSpan":
      return `\`\`\`${inner}\`\`\``;
    case "bulletPoint":
      return `- ${inner}\n`;
    case "link":
      return `<${node.url}|${inner}>`;
    case "actionLink":
    case "actionButton":
      return `<${node.type.toLowerCase()}:${node.action}${queryOf(node.params)}|${inner}>`;
    case "mention":
      return `<!!mention:${encodeURIComponent(node.id ?? "")}|${inner}>`;
    case "customEmoji":
      return `<!!customemoji:${inner}>`;
    default:
      return inner;
  }
}

function queryOf(params: Custom | undefined): string {
  const query = new URLSearchParams(params).toString();
  return query === "" ? "" : `?${query}`;
}
