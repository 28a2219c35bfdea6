import { type Entity, type Message, renderText, type User } from "@chat-etl/model";
import type { Lost } from "./losses.ts";
import { mentionName, noteFormatting } from "./marks.ts";
import { isBlank } from "./text.ts";

type Content = Pick<Message, "text" | "entities">;

/** Stands for every `<` that somebody typed until the text is whole: theirs can be told from ours then. */
const TYPED = "\ue000";

const DELIMITERS = { bold: "*", italic: "_", strike: "~" } as const;
const CODE = "```";

/** What somebody typed and TalkJS would take for a mark. */
const LOOKS_MARKED = /(?<![\p{L}\p{N}])([*_~])(?=\S)[^*_~\n]*?\S?\1(?![\p{L}\p{N}])|```|^[-*+] /mu;

/**
 * The text in TalkJS's dialect (TalkJS sheet, 8.4). It has no escaping: typed marks take effect, but for buttons, links
 * and mentions, which are broken by a zero-width space (T28).
 */
export function renderMarkup({ text, entities }: Content, users: ReadonlyMap<string, User>, lost: Lost): string {
  noteFormatting(entities, users, lost);
  if (LOOKS_MARKED.test(text)) lost.add("markup-typed");
  const shown = typed(text);
  const rendered = renderText(shown, entities.filter(hasMark), {
    plain: (plain) => plain,
    entity: (entity, inner) => renderEntity(entity, inner, { text: shown, users, lost }),
  });
  return settled(rendered, lost);
}

/** Any other entity only marks its text; left out before rendering, it cannot cut one of these in two. */
function hasMark({ type }: Entity): boolean {
  return ["bold", "italic", "strike", "code", "pre", "list_item", "link", "user_mention", "custom_emoji"].includes(
    type,
  );
}

interface Rendering {
  readonly text: string;
  readonly users: ReadonlyMap<string, User>;
  readonly lost: Lost;
}

function renderEntity(entity: Entity, inner: string, { text, users, lost }: Rendering): string {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "strike":
      return delimited(entity, inner, { mark: DELIMITERS[entity.type], text, lost });
    case "code":
    case "pre":
      return plainIf(inner.includes(CODE) || isBlank(inner), inner, lost) ?? `${CODE}${inner}${CODE}`;
    case "list_item":
      return plainIf(!/(^|\n)$/.test(text.slice(0, entity.start)), inner, lost) ?? `- ${inner}`;
    case "link":
      return linked(entity.url, inner, lost);
    case "user_mention": {
      const name = mentionName(inner, users.get(entity.userId)).replaceAll(/[<>|\n]/g, " ");
      return users.has(entity.userId) ? `<!!mention:${encodeURIComponent(entity.userId)}|${name}>` : inner;
    }
    case "custom_emoji":
      return /^[^\s:<>|]+$/.test(entity.name) ? `<!!customemoji::${entity.name}:>` : inner;
    default:
      return inner;
  }
}

/** Outside a delimiter is the edge of a word, inside it no space and no other delimiter of its kind. */
function delimited(
  { start, end }: Entity,
  inner: string,
  { mark, text, lost }: { readonly mark: string; readonly text: string; readonly lost: Lost },
): string {
  const isCut = /[\p{L}\p{N}]$/u.test(text.slice(0, start)) || /^[\p{L}\p{N}]/u.test(text.slice(end));
  const isLoose = inner !== inner.trim() || inner === "" || inner.includes("\n") || inner.includes(mark);
  return plainIf(isCut || isLoose, inner, lost) ?? `${mark}${inner}${mark}`;
}

function plainIf(cannot: boolean, inner: string, lost: Lost): string | undefined {
  if (cannot) lost.add("formatting");
  return cannot ? inner : undefined;
}

function linked(url: string, inner: string, lost: Lost): string {
  if (url === inner || inner === url.replace(/^mailto:/, "")) return inner;
  const isPlain = !/^(?:https?:\/\/|mailto:)[^\s<>|]+$/i.test(url) || /[\n<>|]/.test(inner) || isBlank(inner);
  return plainIf(isPlain, isBlank(inner) ? typed(url) : `${inner} (${typed(url)})`, lost) ?? `<${url}|${inner}>`;
}

function typed(text: string): string {
  return text.replaceAll(TYPED, "\ufffd").replaceAll("<", TYPED);
}

function settled(text: string, lost: Lost): string {
  return text.replaceAll(/\ue000(?=(!!|action(?:button|link):|https?:|mailto:)?)/gi, (_, mark?: string) => {
    if (mark === undefined) return "<";
    lost.add("markup-broken");
    return "<\u200b";
  });
}
