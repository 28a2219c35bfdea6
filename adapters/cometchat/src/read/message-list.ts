import { ConfigError } from "@chat-etl/sdk";
import * as z from "zod";
import { ask, type List, type Lister, named } from "./ask.ts";

/** What CometChat gives when the `limit` is left out. The first page is looked behind when it has as many. */
const DEFAULT_LIMIT = 10;

/** What is new on a page. */
export interface MessagePage {
  readonly rows: readonly unknown[];
  /** The highest id so far: the list goes on behind it. */
  readonly last: string;
}

export interface MessageListOptions {
  /** Id behind which it begins. Missing: the beginning. */
  readonly after: string | undefined;
  readonly limit: number;
}

/**
 * A list of messages in the order of their ids. Limit and position are always sent: without them there are ten, of
 * an order that nobody documents (T37). It ends with an empty page, or with one that has only what it went on behind.
 *
 * @throws ConfigError when it does not move on, or does not begin at its beginning; GoneError
 */
export async function* readMessageList(
  list: List,
  { after, limit }: MessageListOptions,
  lister: Lister,
): AsyncGenerator<MessagePage> {
  let last = BigInt(after ?? 0);
  for (let isFirst = after === undefined; ; isFirst = false) {
    const { rows } = await ask(list, { affix: "append", id: String(last), limit: String(limit) }, lister);
    const fresh = rows.filter((row) => (idOf(row) ?? last + 1n) > last);
    const ids = fresh.flatMap((row) => idOf(row) ?? []).sort((one, other) => (one < other ? -1 : 1));
    const [oldest] = ids;
    if (rows.length === 0 || (rows.length === 1 && idOf(rows[0]) === last)) return;
    if (oldest === undefined) throw new ConfigError(`${named(list)} gave a page with nothing new: ${STUCK}`);
    if (isFirst && rows.length >= Math.min(limit, DEFAULT_LIMIT)) await checkBeginning(list, oldest, lister);
    last = ids.at(-1) ?? last;
    yield { rows: fresh, last: String(last) };
  }
}

const STUCK = 'there is no way to ask for the next one. Check option "baseUrl" (COMETCHAT_SOURCE_BASE_URL).';

/** That `id=0` means the beginning is not documented; if it meant the newest page, all before would be missing. */
async function checkBeginning(list: List, first: bigint, lister: Lister): Promise<void> {
  const { rows } = await ask(list, { affix: "prepend", id: String(first), limit: "1" }, lister);
  if (!rows.some((row) => (idOf(row) ?? first) < first)) return;
  throw new ConfigError(
    `${named(list)} does not begin with its oldest message when asked for what comes behind id 0, so reading it would leave messages out. Report it: CometChat has changed its API.`,
  );
}

const Identified = z.object({ id: z.union([z.string().regex(/^\d{1,30}$/), z.int().nonnegative()]) });

function idOf(row: unknown): bigint | undefined {
  const id = Identified.safeParse(row).data?.id;
  return id === undefined ? undefined : BigInt(id);
}
