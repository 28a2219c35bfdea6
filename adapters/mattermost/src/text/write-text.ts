import { type Entity, renderText } from "@chat-etl/model";

/** What the names in a text are called in Mattermost. */
export interface Called {
  username(userId: string): string;
  /** Without the tilde. */
  channel(conversationId: string): string;
}

/** Entities that Mattermost's Markdown does not know: their text stands without a mark. */
export const UNKNOWN_MARKS: ReadonlySet<Entity["type"]> = new Set(["underline", "spoiler", "date"]);

/** Addresses find themselves, and nothing in them is a mark. */
const ADDRESS = /https?:\/\/[^\s<>]+/g;

/** Text and entities as Mattermost's Markdown: what would read as a mark is escaped. */
export function writeText(text: string, entities: readonly Entity[], called: Called): string {
  return renderText(text, entities, {
    plain: (plain) => escaped(plain),
    entity: (entity, inner) => written(entity, { inner, text, called }),
  });
}

interface Around {
  /** What is inside, as Markdown. */
  readonly inner: string;
  /** The whole text. */
  readonly text: string;
  readonly called: Called;
}

function written(entity: Entity, { inner, text, called }: Around): string {
  const raw = text.slice(entity.start, entity.end);
  switch (entity.type) {
    case "bold":
      return marked("**", inner);
    case "italic":
      return marked("*", inner);
    case "strike":
      return marked("~~", inner);
    case "code":
      return codeOf(raw);
    case "pre":
      return onItsOwnLines(fenceOf(raw, entity.language ?? ""), entity, text);
    case "quote":
      return onItsOwnLines(inner.replaceAll(/^/gm, "> "), entity, text);
    case "heading":
      return onItsOwnLines(`${"#".repeat(entity.level)} ${inner.replaceAll("\n", " ")}`, entity, text);
    case "list_item":
      return onItsOwnLines(`${"    ".repeat(entity.depth)}${entity.ordered ? "1." : "-"} ${inner}`, entity, text);
    case "link":
      return raw === entity.url ? entity.url : linkTo(entity.url, inner);
    case "user_mention":
      return `@${called.username(entity.userId)}`;
    case "conversation_mention":
      return `~${called.channel(entity.conversationId)}`;
    case "broadcast_mention":
      return entity.to === "here" ? "@here" : "@all";
    case "custom_emoji":
      return `:${entity.name}:`;
    default:
      return inner;
  }
}

/** @param words as Markdown */
export function linkTo(url: string, words: string): string {
  return `[${words}](${url.replaceAll(/[\s()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`;
}

export function escaped(plain: string): string {
  let out = "";
  let done = 0;
  for (const { 0: address, index } of plain.matchAll(ADDRESS)) {
    out += escapeMarks(plain.slice(done, index)) + address;
    done = index + address.length;
  }
  return out + escapeMarks(plain.slice(done));
}

/** An underscore inside a word marks nothing. */
function escapeMarks(text: string): string {
  return text
    .replaceAll(/[\\*`~[\]<|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&")
    .replaceAll(/^(\s*)([#>+-])/gm, "$1\\$2")
    .replaceAll(/^(\s*\d+)([.)]) /gm, "$1\\$2 ");
}

/** Signs stand at the words: white space goes outside. */
function marked(sign: string, inner: string): string {
  const words = inner.trim();
  if (words === "") return inner;
  const at = inner.indexOf(words);
  return inner.slice(0, at) + sign + words + sign + inner.slice(at + words.length);
}

/** Fenced by one back-tick more than are inside. */
function codeOf(raw: string): string {
  if (raw.trim() === "") return raw;
  const ticks = ticksFor(raw, 1);
  const pad = /^`|`$/.test(raw) ? " " : "";
  return `${ticks}${pad}${raw}${pad}${ticks}`;
}

function fenceOf(raw: string, language: string): string {
  const ticks = ticksFor(raw, 3);
  return `${ticks}${language.replaceAll(/[\s`]/g, "")}\n${raw}\n${ticks}`;
}

function ticksFor(raw: string, atLeast: number): string {
  const most = Math.max(0, ...(raw.match(/`+/g) ?? []).map(({ length }) => length));
  return "`".repeat(most < atLeast ? atLeast : most + 1);
}

function onItsOwnLines(block: string, { start, end }: Entity, text: string): string {
  const before = start === 0 || text[start - 1] === "\n" ? "" : "\n";
  const after = end === text.length || text[end] === "\n" ? "" : "\n";
  return before + block + after;
}
