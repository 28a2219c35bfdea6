import type { HttpClient } from "@chat-etl/io";
import { TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import { codeOf } from "../failure.ts";
import type { MessageRef } from "./call.ts";

/** A list, or an object of rows (4.4). */
const Rows = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform(Object.values)]),
});
const Id = z.union([z.string(), z.number()]).transform(String);
const MessageRow = z.object({
  id: Id,
  data: z.object({ metadata: z.object({ sourceId: z.string(), part: z.number().optional() }) }),
});
const ReactionRow = z.object({ id: Id, uid: z.string() });

/** Most rows of one page (4.3). */
const PAGE = 1_000;
/** The same of reactions. */
const REACTIONS_PAGE = 100;

/** The id of a message that is in the app, by the source's id in its metadata (T15). Missing: it is not there. */
export async function findMessage(http: HttpClient, ref: MessageRef): Promise<string | undefined> {
  if (ref.id !== undefined) return ref.id;
  const { sender, receiverType, sentAt } = ref;
  const around = { fromTimestamp: String(sentAt - 1), toTimestamp: String(sentAt + 1) };
  return await findRow(http, "/messages", {
    query: (after) => ({ sender, receiverType, ...around, affix: "append", id: after, limit: String(PAGE) }),
    isIt: (row) => isFrom(row, ref),
  });
}

/** The id of a reply in a thread, by its source's id and part. Missing: it is not there. */
export async function findReply(
  http: HttpClient,
  rootId: string,
  reply: Pick<MessageRef, "sourceId" | "part">,
): Promise<string | undefined> {
  return await findRow(http, `/messages/${encodeURIComponent(rootId)}/thread`, {
    query: (_, page) => ({ perPage: String(PAGE), page: String(page) }),
    isIt: (row) => isFrom(row, reply),
  });
}

/** Whether somebody has reacted so. @param path of the message's reactions with this emoji */
export async function hasReacted(http: HttpClient, path: string, uid: string): Promise<boolean> {
  const found = await findRow(http, path, {
    query: (after) => ({ affix: "append", id: after, limit: String(REACTIONS_PAGE) }),
    isIt: (row) => ReactionRow.safeParse(row).data?.uid === uid,
  });
  return found !== undefined;
}

function isFrom(row: unknown, { sourceId, part }: Pick<MessageRef, "sourceId" | "part">): boolean {
  const metadata = MessageRow.safeParse(row).data?.data.metadata;
  return metadata !== undefined && metadata.sourceId === sourceId && metadata.part === part;
}

interface Search {
  /** @param after id of the last row seen, "0" at first. @param page from 1 on */
  query(after: string, page: number): Readonly<Record<string, string>>;
  isIt(row: unknown): boolean;
}

/**
 * The id of the row that is meant, page by page; how long a page may be the app decides, so the list ends with a page
 * that brings nothing new.
 */
async function findRow(http: HttpClient, path: string, { query, isIt }: Search): Promise<string | undefined> {
  const seen = new Set<string>();
  for (let page = 1, after = "0"; ; page += 1) {
    const rows = rowsOf(await http.get(path, query(after, page)));
    const found = rows.find(({ row }) => isIt(row));
    if (found) return found.id;
    const fresh = rows.filter(({ id }) => !seen.has(id));
    if (fresh.length === 0) return undefined;
    for (const { id } of fresh) seen.add(id);
    after = rows.at(-1)?.id ?? after;
  }
}

/** Rows with an id. None when what the list belongs to is gone. @throws TransientError when it is no list */
function rowsOf(body: unknown): readonly { readonly id: string; readonly row: unknown }[] {
  if (codeOf(body) !== undefined) return [];
  const list = Rows.safeParse(body);
  if (!list.success) {
    throw new TransientError("CometChat answered a list of messages with something else.", { delivery: "none" });
  }
  return list.data.data.flatMap((row) => {
    const id = z.object({ id: Id }).safeParse(row).data?.id;
    return id === undefined ? [] : [{ id, row }];
  });
}
