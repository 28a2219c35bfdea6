import type { HttpClient } from "@chat-etl/io";
import * as z from "zod";
import type { MessageRef } from "./call.ts";

/** A list, or an object of rows (4.4). */
const Rows = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform(Object.values)]),
});
const Row = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  data: z.object({
    text: z.string().optional(),
    metadata: z.object({ sourceId: z.string().optional(), part: z.number().optional() }).optional(),
  }),
});
type Row = z.output<typeof Row>;

/** Most rows of one page (4.3). */
const PAGE = 1_000;

/** The id of a message that is in the app, by the source's id in its metadata (T15). Missing: it is not there. */
export async function findMessage(http: HttpClient, ref: MessageRef): Promise<string | undefined> {
  if (ref.id !== undefined) return ref.id;
  const { sender, receiverType, sentAt } = ref;
  const rows = await listRows(http, "/messages", {
    sender,
    receiverType,
    fromTimestamp: String(sentAt - 1),
    toTimestamp: String(sentAt + 1),
  });
  return rows.find((row) => isFrom(row, ref.sourceId, undefined))?.id;
}

/** The id of a reply in a thread, by its source's id and part. Missing: it is not there. */
export async function findReply(
  http: HttpClient,
  rootId: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const { sourceId, part } = metadata;
  const rows = await listRows(http, `/messages/${encodeURIComponent(rootId)}/thread`, { perPage: String(PAGE) });
  return rows.find((row) => isFrom(row, sourceId, part))?.id;
}

function isFrom({ data }: Row, sourceId: unknown, part: unknown): boolean {
  return data.metadata?.sourceId === sourceId && data.metadata?.part === part;
}

/** All pages of a list; rows of other kinds are passed over. */
async function listRows(
  http: HttpClient,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (let page = 1, after = "0"; ; page += 1) {
    const paging = query.perPage ? { page: String(page) } : { affix: "append", id: after, limit: String(PAGE) };
    const { data } = Rows.parse(await http.get(path, { ...query, ...paging }));
    const rows = data.flatMap((row) => Row.safeParse(row).data ?? []);
    found.push(...rows);
    after = rows.at(-1)?.id ?? after;
    if (data.length < PAGE) return found;
  }
}
