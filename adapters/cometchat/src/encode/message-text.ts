import { type Entity, type Message, renderText, type TextRenderer, type User } from "@chat-etl/model";
import { fitId } from "../ids.ts";
import { MENTIONS_PER_MESSAGE } from "../limits.ts";
import type { LossCode, Lost } from "./losses.ts";

type Content = Pick<Message, "text" | "entities">;

/**
 * Stands before a `<` that somebody typed, so that theirs can be told from ours until the text is whole. A private-use
 * character; one that was typed itself becomes `TYPED` and `0`.
 */
const TYPED = "\ue000";

/**
 * The text as CometChat shows it: plain, with a token for each mention of a known user and links written out. What
 * somebody typed that looks like a token is broken by a zero-width space (T43).
 */
export function renderMessageText({ text, entities }: Content, users: ReadonlyMap<string, User>, lost: Lost): string {
  const telling = entities.filter((entity) => CHANGES_TEXT.has(entity.type));
  for (const { type } of entities) {
    const code = PLAIN_LOSS[type];
    if (code !== undefined) lost.add(code);
  }
  const renderer = rendererFor({ users, mentionable: mentionableOf(entities, users), lost });
  return settleTyped(renderText(text.toWellFormed(), telling, renderer), lost);
}

/** Any other entity only marks its text; left out before rendering, it cannot cut one of these in two. */
const CHANGES_TEXT: ReadonlySet<Entity["type"]> = new Set(["user_mention", "link"]);

/** What becomes of an entity whose text stays as it is. */
const PLAIN_LOSS: Readonly<Record<Entity["type"], LossCode | undefined>> = {
  bold: "formatting",
  italic: "formatting",
  underline: "formatting",
  strike: "formatting",
  code: "formatting",
  quote: "formatting",
  spoiler: "formatting",
  pre: "formatting",
  list_item: "formatting",
  heading: "formatting",
  custom_emoji: "formatting",
  date: "formatting",
  link: undefined,
  user_mention: undefined,
  conversation_mention: "mention-other",
  broadcast_mention: "mention-other",
};

interface Rendering {
  readonly users: ReadonlyMap<string, User>;
  /** Ids of the users who get a token. */
  readonly mentionable: ReadonlySet<string>;
  readonly lost: Lost;
}

/** The first distinct known users, as many as CometChat takes. */
function mentionableOf(entities: readonly Entity[], users: ReadonlyMap<string, User>): ReadonlySet<string> {
  const mentions = entities.filter((entity) => entity.type === "user_mention").sort((a, b) => a.start - b.start);
  const known = mentions.map(({ userId }) => userId).filter((userId) => users.has(userId));
  return new Set([...new Set(known)].slice(0, MENTIONS_PER_MESSAGE));
}

function rendererFor(rendering: Rendering): TextRenderer {
  return {
    plain: typed,
    entity(entity, inner) {
      if (entity.type === "user_mention") return renderMention(entity.userId, inner, rendering);
      return entity.type === "link" ? renderLink(typed(entity.url.toWellFormed()), inner, rendering.lost) : inner;
    },
  };
}

function renderMention(userId: string, inner: string, { users, mentionable, lost }: Rendering): string {
  if (mentionable.has(userId)) return `<@uid:${fitId(userId)}>`;
  const user = users.get(userId);
  lost.add(user === undefined ? "mention-unknown" : "mention-limit");
  const name = user === undefined ? inner : typed(user.displayName.toWellFormed());
  return name.startsWith("@") ? name : `@${name}`;
}

/** What an address has and people leave out when they write it: `ann@x.org` for `mailto:ann@x.org`. */
const IMPLIED = /^(?:mailto:|tel:|https?:\/\/)|\/$/g;

function renderLink(url: string, inner: string, lost: Lost): string {
  if (url.replace(IMPLIED, "") === inner.replace(IMPLIED, "")) return inner;
  lost.add("link-text");
  return inner.trim() === "" ? `${inner}${url}` : `${inner} (${url})`;
}

/** Marks what people typed, so that it can never be taken for a token of ours, wherever entities cut the text. */
function typed(text: string): string {
  return text.replaceAll(TYPED, `${TYPED}0`).replaceAll("<", `${TYPED}<`);
}

function settleTyped(text: string, lost: Lost): string {
  return text.replaceAll(/\ue000(?:(<)(?=\u200b*@(?:uid|all):)|(<)|0)/gi, (_, forged?: string, harmless?: string) => {
    if (forged === undefined) return harmless ?? TYPED;
    lost.add("mention-escaped");
    return "<\u200b";
  });
}
