import * as z from "zod";
import { ApiError } from "../errors.ts";
import type { MessageFilter } from "../state/message-search.ts";
import type { State } from "../state/state.ts";
import { Affix, Flag, PageQuery, PageSize, Whole, Words } from "./query.ts";

/** Documented default of `limit` on message lists. */
const DEFAULT_LIMIT = 10;

/** More than a user can block. */
const MANY = { limit: 10_000, offset: 0 };

/**
 * What every message list takes (CometChat sheet, 4.3). Without `affix` the newest page comes; the documentation leaves
 * it open. `mentionsWithBlockedInfo` and `mentionsWithTagInfo` change nothing: nobody knows how mentions are shown.
 */
export const MessageQuery = z.object({
  affix: Affix.default("prepend"),
  id: Whole.optional(),
  limit: PageSize.default(DEFAULT_LIMIT),
  sender: z.string().toLowerCase().optional(),
  category: Words,
  categories: Words,
  type: Words,
  types: Words,
  fromTimestamp: Whole.optional(),
  toTimestamp: Whole.optional(),
  hideReplies: Flag,
  tags: Words,
  withTags: Flag,
  hasAttachments: Flag,
  attachmentTypes: Words,
  hasMentions: Flag,
  mentionedUids: Words,
  hasLinks: Flag,
  hasReactions: Flag,
  myMentionsOnly: Flag,
  unread: Flag,
  undelivered: Flag,
  count: Flag,
  hideMessagesFromBlockedUsers: Flag,
});
export type MessageQuery = z.output<typeof MessageQuery>;

/** What the list of the whole app takes besides. `sentAt` is a cursor of its own; beside `id` it says nothing. */
export const AppMessageQuery = MessageQuery.extend({
  conversationId: z.string().optional(),
  receiverType: z.enum(["user", "group"]).optional(),
  sentAt: Whole.optional(),
  hideDeleted: Flag,
  onlyDeleted: Flag,
});
type AppMessageQuery = z.output<typeof AppMessageQuery>;

/** What the list of one user takes when nobody acts, and a thread: pages by number. */
export const PagedMessageQuery = MessageQuery.extend(PageQuery.shape);

/** @param actor uid of the user the caller acts for; what is relative to one is ignored without */
export function filterOf(query: MessageQuery, actor: string | undefined, state: State): MessageFilter {
  const { sender, category, categories, type, types, fromTimestamp, toTimestamp } = query;
  return {
    sender,
    categories: categories ?? category,
    types: types ?? type,
    fromTimestamp,
    // Documented: ignored without a beginning.
    toTimestamp: fromTimestamp === undefined ? undefined : toTimestamp,
    withoutReplies: query.hideReplies,
    marks: marksOf(query, actor),
    unreadBy: query.unread ? actor : undefined,
    undeliveredTo: query.undelivered ? actor : undefined,
    notSenders: query.hideMessagesFromBlockedUsers && actor !== undefined ? blockedBy(actor, state) : undefined,
  };
}

/** @throws ApiError when deleted messages are wanted and not wanted */
export function appFilterOf(query: AppMessageQuery, actor: string | undefined, state: State): MessageFilter {
  const { conversationId, receiverType, hideDeleted, onlyDeleted } = query;
  if (hideDeleted && onlyDeleted) {
    throw new ApiError(400, "ERR_BAD_REQUEST", "Ask for hideDeleted or for onlyDeleted, not for both.");
  }
  const isDeleted = onlyDeleted ? true : hideDeleted ? false : undefined;
  return timeCursor(query, { ...filterOf(query, actor, state), conversationId, receiverType, isDeleted });
}

/** By `sentAt` alone, the list goes on a second further. */
function timeCursor({ id, sentAt, affix }: AppMessageQuery, filter: MessageFilter): MessageFilter {
  if (id !== undefined || sentAt === undefined) return filter;
  if (affix === "append") return { ...filter, fromTimestamp: Math.max(sentAt + 1, filter.fromTimestamp ?? 0) };
  return { ...filter, toTimestamp: Math.min(sentAt - 1, filter.toTimestamp ?? sentAt) };
}

function marksOf(query: MessageQuery, actor: string | undefined): readonly (readonly string[])[] {
  const { hasAttachments, hasMentions, hasLinks, hasReactions, myMentionsOnly } = query;
  return [
    ...(query.tags ? [query.tags.map((tag) => `tag:${tag}`)] : []),
    ...(query.attachmentTypes ? [query.attachmentTypes.map((type) => `attachment:${type}`)] : []),
    ...(query.mentionedUids ? [query.mentionedUids.map((uid) => `mention:${uid.toLowerCase()}`)] : []),
    ...(myMentionsOnly && actor !== undefined ? [[`mention:${actor}`]] : []),
    ...(hasReactions ? [["reactions"]] : []),
    ...(hasMentions ? [["mentions"]] : []),
    ...(hasAttachments ? [["attachments"]] : []),
    ...(hasLinks ? [["links"]] : []),
  ];
}

function blockedBy(uid: string, { relations }: State): readonly string[] {
  return relations.list({ kind: "block", uid }, MANY).map(({ user }) => user.uid);
}
