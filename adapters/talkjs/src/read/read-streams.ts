import { lookAhead, parseCursor } from "@chat-etl/io";
import type { Cursor, Page } from "@chat-etl/sdk";
import * as z from "zod";
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

/** The messages of all conversations, each conversation's newest first (TalkJS sheet, T6). */
export async function* readMessages(after: Cursor | undefined, lister: Lister): AsyncGenerator<Page> {
  const start = parseCursor(MessageCursor, after, SERVICE);
  if (start?.message !== undefined) yield* readConversation(start.conversation, { after: start.message }, lister);
  const conversations = conversationIds(start?.conversation, lister);
  const begin = (id: string) => readPage(messagesOf(id), undefined, lister);
  for await (const { item, result } of lookAhead(conversations, LOOK_AHEAD, begin)) {
    yield* readConversation(item, { after: undefined, first: result }, lister);
  }
}

/** Who have messages. What is no conversation at all is rejected where conversations are read. */
async function* conversationIds(after: string | undefined, lister: Lister): AsyncGenerator<string> {
  for await (const { items } of readList(CONVERSATIONS, { after }, lister)) {
    for (const item of items) {
      const id = idOf(item);
      if (id === undefined || isEmpty(item)) continue;
      if (isDots(id)) lister.logger.warn("A conversation cannot be addressed; its messages are not read.", { id });
      else yield id;
    }
  }
}

async function* readConversation(id: string, options: ListOptions, lister: Lister): AsyncGenerator<Page> {
  const list = messagesOf(id);
  for await (const page of readList(list, options, lister)) {
    // It may have been asked for early.
    lister.signal.throwIfAborted();
    const position = page.isEnd ? { conversation: id } : { conversation: id, message: page.last };
    yield { values: extracted(page, list), cursor: JSON.stringify(position) };
  }
}

/** Ids may hold `/`, `?`, `#`, `%` and spaces (TalkJS sheet, T45). */
function messagesOf(id: string): List {
  return { path: `/conversations/${encodeURIComponent(id)}/messages`, limit: MESSAGES_PER_PAGE };
}

/** `lastMessage` is `null` while nobody has written. If it is missing, nobody knows. */
function isEmpty(conversation: unknown): boolean {
  return z.object({ lastMessage: z.null() }).safeParse(conversation).success;
}

/** In a URL these two mean places, encoded or not. */
function isDots(id: string): boolean {
  return id === "." || id === "..";
}

function extracted({ items }: ListPage, list: List): Page["values"] {
  return items.map((value, index) => ({ value, origin: `${named(list)}#${idOf(value) ?? `item ${index} of a page`}` }));
}
