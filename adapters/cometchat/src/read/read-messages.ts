import { parseCursor } from "@chat-etl/io";
import type { EpochMs } from "@chat-etl/model";
import type { Cursor, Page } from "@chat-etl/sdk";
import * as z from "zod";
import { countOfReactions } from "../normalize/reactions.ts";
import { WireShownConversation } from "../wire-shown.ts";
import { type List, type Lister, SERVICE } from "./ask.ts";
import { type EachOf, type InnerPage, ItemSpot, readEachOf } from "./each-of.ts";
import { readMessageList } from "./message-list.ts";
import { GROUPS, PAIRS, page, type Reading } from "./read-people.ts";
import { readReactors } from "./read-reactors.ts";

/** All of the app, private groups too, as long as nobody is acted for. Replies in threads stand among the others. */
const MESSAGES: List = { path: "/messages", query: { withTags: "true" } };

/** `fromTimestamp` is in seconds, and takes its own second in (CometChat sheet, 4.3). */
function sentSince(list: List, since: EpochMs | undefined): List {
  if (since === undefined) return list;
  return { ...list, query: { ...list.query, fromTimestamp: String(Math.max(1, Math.floor(since / 1000))) } };
}

const digits = z.string().regex(/^\d{1,30}$/);
const AppCursor = z.strictObject({ after: digits });
const ConversationCursor = z.strictObject({ list: z.enum(["groups", "pairs"]), spot: ItemSpot });

/**
 * All messages, the oldest ids first, with who reacted to them; `since`: only those sent since. An edit of an older one
 * would be missed: there is no list by when messages were changed.
 */
export async function* readMessages(after: Cursor | undefined, reading: Reading): AsyncGenerator<Page> {
  const counts = new Map<string, number>();
  const pages = reading.config.messages === "app" ? ofApp(after, reading) : ofConversations(after, reading);
  for await (const { rows, list, cursor } of pages) {
    for (const row of rows) count(row, counts);
    yield page(await withReactors(rows, reading), rows, { list, cursor });
  }
  // What is no message is left out or kept as something else: who compares numbers needs to know of how much.
  reading.lister.logger.info("Rows of messages read, by category.", Object.fromEntries(counts));
}

interface Rows {
  readonly rows: readonly unknown[];
  readonly list: List;
  readonly cursor: object;
}

async function* ofApp(after: Cursor | undefined, { config, lister, since }: Reading): AsyncGenerator<Rows> {
  const start = parseCursor(AppCursor, after, SERVICE);
  const list = sentSince(MESSAGES, since);
  for await (const { rows, last } of readMessageList(list, { after: start?.after, limit: config.pageSize }, lister)) {
    yield { rows, list, cursor: { after: last } };
  }
}

interface Place {
  readonly id: string;
  readonly list: List;
}

/** Group by group, then pair by pair. */
async function* ofConversations(after: Cursor | undefined, { config, lister, since }: Reading): AsyncGenerator<Rows> {
  const start = parseCursor(ConversationCursor, after, SERVICE);
  const places = { groups: GROUPS, pairs: PAIRS };
  const seen = new Set<string>();
  const placesOf = { groups: groupOf, pairs: (row: unknown) => pairOf(row, seen) };
  for (const name of start?.list === "pairs" ? (["pairs"] as const) : (["groups", "pairs"] as const)) {
    const each: EachOf<Place> = {
      list: places[name],
      itemOf: placesOf[name],
      pages: ({ list }, inside) =>
        innerPages(sentSince(list, since), { after: inside, limit: config.pageSize }, lister),
    };
    const from = start?.list === name ? start.spot : undefined;
    for await (const { rows, item, spot } of readEachOf(each, { from, perPage: config.pageSize, lister })) {
      yield { rows, list: item.list, cursor: { list: name, spot } };
    }
  }
}

async function* innerPages(
  list: List,
  options: { readonly after: string | undefined; readonly limit: number },
  lister: Lister,
): AsyncGenerator<InnerPage> {
  for await (const { rows, last } of readMessageList(list, options, lister)) yield { rows, inside: last };
}

const Group = z.object({ guid: z.union([z.string().min(1), z.number().transform(String)]) });

function groupOf(row: unknown): Place | undefined {
  const guid = Group.safeParse(row).data?.guid;
  if (guid === undefined) return undefined;
  return { id: guid, list: { path: `/groups/${encodeURIComponent(guid)}/messages`, query: { withTags: "true" } } };
}

/** A pair stands there once for each of the two; its messages are read once. Remembered is an id for each pair. */
function pairOf(row: unknown, seen: Set<string>): Place | undefined {
  const id = WireShownConversation.safeParse(row).data?.conversationId;
  if (id === undefined || seen.has(id)) return undefined;
  seen.add(id);
  return { id, list: { ...MESSAGES, query: { ...MESSAGES.query, conversationId: id } } };
}

/** Each row with how it is to be read, and who reacted: one request for each message that somebody reacted to. */
async function withReactors(rows: readonly unknown[], { config, rules, lister }: Reading): Promise<readonly unknown[]> {
  return await Promise.all(
    rows.map(async (message) => {
      const asks = config.reactions === "who" && countOfReactions(Object(message)) > 0;
      const reactors = asks ? await readReactors(Object(message), lister) : undefined;
      return { message, ...(reactors && { reactors }), rules };
    }),
  );
}

/** Words of the platform, and nothing else that might stand in their place: they end up in a log. */
function count(row: unknown, counts: Map<string, number>): void {
  const category: unknown = Reflect.get(Object(row), "category");
  const name = typeof category === "string" && /^\w{1,40}$/.test(category) ? category : "none";
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
