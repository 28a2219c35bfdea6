import { lookAhead, parseCursor } from "@chat-etl/io";
import type { EpochMs } from "@chat-etl/model";
import type { Cursor, Page, ReadOptions } from "@chat-etl/sdk";
import * as z from "zod";
import { isPlace } from "../path.ts";
import { idOf, type List, type Lister, type ListOptions, type ListPage, named, readList, readPage } from "./paging.ts";

const SERVICE = "TalkJS";

/** Largest pages TalkJS gives. TalkJS sheet, section 13. */
const USERS_PER_PAGE = 100;
const CONVERSATIONS_PER_PAGE = 30;
const MESSAGES_PER_PAGE = 100;

/** Conversations whose first page is asked for early: with 9 requests a second, nearly a second of latency. */
const LOOK_AHEAD = 8;

/** All users of the app, those who left every conversation included. */
export const USERS: List = { path: "/users", limit: USERS_PER_PAGE };

/** In the order they were created: the default order, last activity, shifts while people write (TalkJS sheet, T9). */
export const CONVERSATIONS: List = {
  path: "/conversations",
  limit: CONVERSATIONS_PER_PAGE,
  query: { orderBy: "createdAt", orderDirection: "ASC" },
};

const ListCursor = z.strictObject({ after: z.string().min(1) });

/**
 * Lists go on behind any id, so one conversation says where in the list of conversations reading stands, and, if it is
 * not read to its end, where in its messages.
 */
const MessageCursor = z.strictObject({
  conversation: z.string().min(1),
  /** Missing: the conversation is read. */
  message: z.string().min(1).optional(),
});

/** All items of one list. */
export async function* readItems(list: List, after: Cursor | undefined, lister: Lister): AsyncGenerator<Page> {
  let position = parseCursor(ListCursor, after, SERVICE)?.after;
  for await (const page of readList(list, { after: position }, lister)) {
    lister.signal.throwIfAborted();
    position = page.last ?? position;
    yield {
      values: extracted(page, list),
      cursor: position === undefined ? undefined : JSON.stringify({ after: position }),
    };
  }
}

/** What reading messages needs. */
interface MessageLister extends Lister {
  /** Adds to a page what takes further requests. `path`: that of the list. */
  readonly finish?: ((page: ListPage, path: string, lister: Lister) => Promise<ListPage>) | undefined;
}

/**
 * The messages of all conversations that are wanted, each conversation's newest first (TalkJS sheet, T6). `since`: only those of
 * conversations whose last message is not older, down to the page on which an older one stands (T10).
 */
export async function* readMessages(
  { after, since, wants }: Pick<ReadOptions, "after" | "since" | "wants">,
  lister: MessageLister,
): AsyncGenerator<Page> {
  const start = parseCursor(MessageCursor, after, SERVICE);
  if (start?.message !== undefined)
    yield* readConversation(start.conversation, { after: start.message, since }, lister);
  const conversations = conversationIds({ after: start?.conversation, since, wants }, lister);
  const begin = (id: string) => readPage(messagesOf(id), undefined, lister);
  for await (const { item, result } of lookAhead(conversations, LOOK_AHEAD, begin)) {
    yield* readConversation(item, { after: undefined, first: result, since }, lister);
  }
}

/** Who have messages. What is no conversation at all is rejected where conversations are read. */
async function* conversationIds(
  { after, since, wants }: Pick<ReadOptions, "after" | "since" | "wants">,
  lister: Lister,
): AsyncGenerator<string> {
  for await (const { items } of readList(activeSince(since), { after }, lister)) {
    for (const item of items) {
      const id = idOf(item);
      if (id === undefined || isEmpty(item) || wants?.(id) === false) continue;
      if (isPlace(id)) lister.logger.warn("A conversation cannot be addressed; its messages are not read.", { id });
      else yield id;
    }
  }
}

/** TalkJS takes the instant itself not to lie after it (TalkJS sheet, E32). */
function activeSince(since: EpochMs | undefined): List {
  if (since === undefined) return CONVERSATIONS;
  return { ...CONVERSATIONS, query: { ...CONVERSATIONS.query, lastMessageAfter: String(since - 1) } };
}

async function* readConversation(
  id: string,
  { since, ...options }: ListOptions & { readonly since: EpochMs | undefined },
  lister: MessageLister,
): AsyncGenerator<Page> {
  const list = messagesOf(id);
  for await (const listed of readList(list, options, lister)) {
    // It may have been asked for early.
    lister.signal.throwIfAborted();
    const page = (await lister.finish?.(listed, list.path, lister)) ?? listed;
    const isEnd = page.isEnd || reachesBehind(page, since);
    const position = isEnd ? { conversation: id } : { conversation: id, message: page.last };
    yield { values: extracted(page, list), cursor: JSON.stringify(position) };
    if (isEnd) return;
  }
}

/** Whether a page has a message older than that: all behind it are older still. */
function reachesBehind({ items }: ListPage, since: EpochMs | undefined): boolean {
  return since !== undefined && items.some((item) => (Dated.safeParse(item).data?.createdAt ?? since) < since);
}

const Dated = z.object({ createdAt: z.number() });

/** Ids may hold `/`, `?`, `#`, `%` and spaces (TalkJS sheet, T45). */
function messagesOf(id: string): List {
  return { path: `/conversations/${encodeURIComponent(id)}/messages`, limit: MESSAGES_PER_PAGE };
}

/** `lastMessage` is `null` while nobody has written. If it is missing, nobody knows. */
function isEmpty(conversation: unknown): boolean {
  return z.object({ lastMessage: z.null() }).safeParse(conversation).success;
}

function extracted({ items }: ListPage, list: List): Page["values"] {
  return items.map((value, index) => ({ value, origin: `${named(list)}#${idOf(value) ?? `item ${index} of a page`}` }));
}
