import { invalid, missing } from "../answers.ts";
import { limitOf, PAGE_MAX } from "../paging.ts";
import type { Route, TalkRequest } from "../request.ts";
import { requireMessage } from "./messages.ts";

/** Distinct emoji per message, and the length of a custom one with its colons (TalkJS sheet, 8.2). */
const EMOJI_PER_MESSAGE = 50;
const CUSTOM_EMOJI_LENGTH = 50;

const LIST = "/conversations/:conversationId/messages/:messageId/reactions/:emoji";
const ONE = `${LIST}/:userId`;

export const REACTION_ROUTES: readonly Route[] = [
  { method: "GET", path: LIST, handle: listReactors },
  { method: "PUT", path: ONE, handle: addReaction },
  { method: "DELETE", path: ONE, handle: removeReaction },
];

/** Who reacted, ordered by user id; `startingAfter` is the last one's user id. */
function listReactors(request: TalkRequest): unknown {
  const { params, query, state } = request;
  const limit = limitOf(request, PAGE_MAX);
  const { id } = requireMessage(request);
  const emoji = normalizeEmoji(params.emoji);
  const reactors = state.messages.reactors({ messageId: id, emoji, after: query.startingAfter, limit });
  return { data: reactors.map(({ userId, createdAt }) => ({ userId, createdAt })) };
}

function addReaction(request: TalkRequest): object {
  const { params, state, instant } = request;
  const message = requireMessage(request);
  const emoji = normalizeEmoji(params.emoji);
  if (state.users.get(params.userId) === undefined) throw missing("USER", params.userId);
  if (!(emoji in message.reactions) && Object.keys(message.reactions).length >= EMOJI_PER_MESSAGE) {
    throw invalid({ emoji: `A message takes at most ${EMOJI_PER_MESSAGE} different emoji.` });
  }
  state.messages.addReactor({ messageId: message.id, emoji, userId: params.userId, createdAt: instant() });
  state.messages.put({ ...message, reactions: state.messages.reactionsOf(message.id) });
  return {};
}

function removeReaction(request: TalkRequest): object {
  const { params, state } = request;
  const message = requireMessage(request);
  state.messages.removeReactor(message.id, normalizeEmoji(params.emoji), params.userId);
  state.messages.put({ ...message, reactions: state.messages.reactionsOf(message.id) });
  return {};
}

/**
 * Unicode emoji get their fully-qualified form: the variation selector behind every character that is text by default.
 * A custom one is `:name:` and not checked further. @throws Refusal
 */
function normalizeEmoji(emoji: string): string {
  if (/^:[^:]+:$/u.test(emoji) && emoji.length <= CUSTOM_EMOJI_LENGTH) return emoji;
  const qualified = emoji.replace(/(?!\p{Emoji_Presentation})\p{Emoji}(?![\uFE0F\p{Emoji_Modifier}])/gu, "$&\uFE0F");
  if (/^\p{RGI_Emoji}$/v.test(qualified)) return qualified;
  throw invalid({ emoji: `"${emoji}" is no emoji.` });
}
