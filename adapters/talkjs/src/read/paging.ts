import type { HttpClient } from "@chat-etl/io";
import { ConfigError, type Logger, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import { GoneError } from "../failure.ts";
import { KNOWN_PAGE_SIZES } from "../limits.ts";

/** A list of the REST API. */
export interface List {
  readonly path: string;
  /** Items wanted in a page; always sent, the default is 10 (TalkJS sheet, T8). */
  readonly limit: number;
  readonly query?: Readonly<Record<string, string>>;
}

/** A page of a list as it came. */
export interface ListPage {
  readonly items: readonly unknown[];
  /** Id of the last item that has one: the list goes on behind it. Missing: nothing in the page has an id. */
  readonly last: string | undefined;
  readonly isEnd: boolean;
}

/** What reading a list needs. */
export interface Lister {
  readonly http: Pick<HttpClient, "get">;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const Reply = z.object({ data: z.array(z.unknown()) });
const Identified = z.object({
  id: z
    .string()
    .min(1)
    .refine((id) => id.isWellFormed()),
});

/**
 * Asks for one page. When a full page ends with items without an id, they are left to the next page, which starts
 * with them; so nothing is handed out twice and paging always moves on.
 *
 * @throws GoneError, TransientError, ConfigError
 */
export async function readPage(list: List, after: string | undefined, lister: Lister): Promise<ListPage> {
  lister.signal.throwIfAborted();
  const position = after === undefined ? {} : { startingAfter: after };
  const body = await lister.http.get(list.path, { limit: String(list.limit), ...list.query, ...position });
  const data = Reply.safeParse(body).data?.data ?? fail(list);
  const lastIndex = data.findLastIndex((item) => idOf(item) !== undefined);
  const last = idOf(data[lastIndex]);
  if (data.length === 0 || (data.length < list.limit && !KNOWN_PAGE_SIZES.includes(data.length))) {
    return { items: data, last, isEnd: true };
  }
  if (last === undefined) throw new ConfigError(`${named(list)} gave a full page without a single id: ${STUCK}`);
  return { items: data.slice(0, lastIndex + 1), last, isEnd: false };
}

const STUCK = 'there is no way to ask for the next one. Check option "baseUrl" (TALKJS_BASE_URL), or ask TalkJS.';

/** Where to begin. */
export interface ListOptions {
  /** Start behind this id. */
  readonly after: string | undefined;
  /** The first page, when it was asked for already. */
  readonly first?: Promise<ListPage> | undefined;
}

/**
 * Page after page, asked for when needed. A list that is gone has no pages. If the item it goes on behind is gone, it
 * is read from its beginning again, once: what was read already is passed over when it is staged.
 *
 * @throws ConfigError when pages come around again
 */
export async function* readList(list: List, { after, first }: ListOptions, lister: Lister): AsyncGenerator<ListPage> {
  try {
    yield* readBehind(list, { after, first }, lister);
  } catch (error) {
    if (!(error instanceof GoneError)) throw error;
    if (error.what === "list") return warnOfEmpty(list, lister);
    lister.logger.warn("The item behind which a list goes on is gone; the list is read again.", { list: named(list) });
    yield* readAgain(list, lister);
  }
}

async function* readAgain(list: List, lister: Lister): AsyncGenerator<ListPage> {
  try {
    yield* readBehind(list, { after: undefined }, lister);
  } catch (error) {
    if (!(error instanceof GoneError)) throw error;
    if (error.what === "list") return warnOfEmpty(list, lister);
    throw new ConfigError(`${named(list)} refuses to go on behind its own items: ${STUCK}`, { cause: error });
  }
}

function warnOfEmpty(list: List, { logger }: Lister): void {
  logger.warn("A list is gone while it is read; what is left of it counts as empty.", { list: named(list) });
}

async function* readBehind(list: List, { after, first }: ListOptions, lister: Lister): AsyncGenerator<ListPage> {
  const guard = new LoopGuard();
  let page = await (first ?? readPage(list, after, lister));
  while (!page.isEnd) {
    if (guard.hasSeen(page.last)) {
      throw new ConfigError(`${named(list)} gave the same page again and again: it ignores "startingAfter". ${LOOP}`);
    }
    yield page;
    page = await readPage(list, page.last, lister);
  }
  yield page;
}

const LOOP = 'Check option "baseUrl" (TALKJS_BASE_URL): a proxy may drop the query.';

/** Brent's way to find a cycle: one remembered position, renewed at growing distances, is enough. */
class LoopGuard {
  #remembered: string | undefined;
  #steps = 0;
  #renewAt = 1;

  hasSeen(position: string | undefined): boolean {
    if (this.#steps > 0 && position === this.#remembered) return true;
    this.#steps += 1;
    if (this.#steps === this.#renewAt) {
      this.#remembered = position;
      this.#renewAt *= 2;
    }
    return false;
  }
}

/** The item's id, if it has one that can be asked for. */
export function idOf(item: unknown): string | undefined {
  return Identified.safeParse(item).data?.id;
}

/** The list as people see it: `GET /conversations/c1/messages`. */
export function named({ path }: List): string {
  return `GET ${path}`;
}

function fail(list: List): never {
  throw new TransientError(`TalkJS answered ${named(list)} with JSON that has no list "data".`, {
    delivery: "unknown",
  });
}
