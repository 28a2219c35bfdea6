import { ConfigError } from "@chat-etl/sdk";
import * as z from "zod";
import { ask, type List, type Lister, named } from "./ask.ts";

/** Where in a list that is read by the numbers of its pages. The size of the pages belongs to it. */
export const PageSpot = z.strictObject({ page: z.int().min(1), perPage: z.int().min(1) });
export type PageSpot = z.output<typeof PageSpot>;

/** What is new on a page. */
export interface NumberedPage {
  readonly rows: readonly unknown[];
  readonly spot: PageSpot;
}

const Meta = z.object({ pagination: z.object({ current_page: z.coerce.number() }) });

/**
 * Page after page up to an empty one: `total` and `total_pages` are not to be trusted, and a short page may only mean
 * that the server gives less than was asked for (T39). Rows that stood on the page before are left out.
 *
 * @throws ConfigError when a page comes again; GoneError
 */
export async function* readNumbered(list: List, from: PageSpot, lister: Lister): AsyncGenerator<NumberedPage> {
  let seen: ReadonlySet<string> = new Set();
  for (let { page } = from; ; page += 1) {
    const { rows, meta } = await ask(list, { perPage: String(from.perPage), page: String(page) }, lister);
    if (rows.length === 0) return;
    const fresh = rows.filter((row) => !seen.has(keyOf(row)));
    if (fresh.length === 0) {
      const shown = Meta.safeParse(meta).data?.pagination.current_page;
      if (shown !== undefined && shown < page) return;
      throw new ConfigError(`${named(list)} gave the same page again: it ignores "page". ${ADVICE}`);
    }
    yield { rows: fresh, spot: { page, perPage: from.perPage } };
    seen = new Set(rows.map(keyOf));
  }
}

const ADVICE = 'Check option "baseUrl" (COMETCHAT_SOURCE_BASE_URL): a proxy may drop the query.';

const id = z.union([z.string(), z.number()]).optional();
const Key = z.object({
  id,
  uid: id,
  guid: id,
  role: id,
  conversationId: id,
  conversationWith: z.object({ uid: id }).optional().catch(undefined),
});

/** What tells a row from its neighbours. The two rows of a pair differ in whom they are with. */
function keyOf(row: unknown): string {
  const key = Key.safeParse(row).data;
  return key ? JSON.stringify(Object.values(key)) : JSON.stringify(row);
}
