import { lookAhead } from "@chat-etl/io";
import * as z from "zod";
import type { List, Lister } from "./ask.ts";
import { GoneError } from "./failure.ts";
import { PageSpot, readNumbered } from "./numbered-list.ts";

/** Items whose own lists are asked for early, so that waiting for one does not hold up the next. */
const LOOK_AHEAD = 8;

/** Where in the lists of the items of a list: behind which page of which item's own. */
export const ItemSpot = PageSpot.extend({ item: z.string().min(1), inside: z.string().min(1) });
export type ItemSpot = z.output<typeof ItemSpot>;

/** One page of an item's own list. */
export interface InnerPage {
  readonly rows: readonly unknown[];
  /** Where the list goes on. */
  readonly inside: string;
}

interface Identified {
  readonly id: string;
}

export interface EachOf<Item extends Identified> {
  /** The list of items. */
  readonly list: List;
  /** An item's own id and what else is needed of it. Missing: nothing to look into. */
  itemOf(row: unknown): Item | undefined;
  /** Its own list, from `inside` on or from its beginning. */
  pages(item: Item, inside: string | undefined): AsyncGenerator<InnerPage>;
}

export interface EachOptions {
  readonly from: ItemSpot | undefined;
  /** How many items are asked for at once. */
  readonly perPage: number;
  readonly lister: Lister;
}

export interface ItemPage<Item> {
  readonly rows: readonly unknown[];
  readonly item: Item;
  readonly spot: ItemSpot;
}

/** The pages of the lists of all items of a list. What is left of a list that is gone counts as empty. */
export async function* readEachOf<Item extends Identified>(
  each: EachOf<Item>,
  options: EachOptions,
): AsyncGenerator<ItemPage<Item>> {
  const { logger } = options.lister;
  const items = lookAhead(itemsOf(each, options), LOOK_AHEAD, ({ item, pages }) => orGone(pages.next(), item, logger));
  for await (const { item: found, result } of items) {
    const { item, pages, spot } = found;
    for (let page = await result; !page?.done && page !== undefined; page = await orGone(pages.next(), item, logger)) {
      yield { rows: page.value.rows, item, spot: { ...spot, item: item.id, inside: page.value.inside } };
    }
  }
}

interface Found<Item> {
  readonly item: Item;
  readonly pages: AsyncGenerator<InnerPage>;
  /** The page of the list of items that it stood on. */
  readonly spot: PageSpot;
}

/** From the one on in whose list reading stopped. */
async function* itemsOf<Item extends Identified>(
  { list, itemOf, pages }: EachOf<Item>,
  { from, perPage, lister }: EachOptions,
): AsyncGenerator<Found<Item>> {
  const start = { page: from?.page ?? 1, perPage: from?.perPage ?? perPage };
  for await (const { rows, spot } of readNumbered(list, start, lister)) {
    const items = rows.flatMap((row) => itemOf(row) ?? []);
    const at = from?.page === spot.page ? items.findIndex(({ id }) => id === from.item) : -1;
    for (const [index, item] of items.entries()) {
      if (index < at) continue;
      yield { item, pages: pages(item, index === at ? from?.inside : undefined), spot };
    }
  }
}

async function orGone<Result>(
  page: Promise<Result>,
  { id }: Identified,
  logger: Lister["logger"],
): Promise<Result | undefined> {
  try {
    return await page;
  } catch (error) {
    if (!(error instanceof GoneError)) throw error;
    logger.warn("A list is gone while it is read; what is left of it counts as empty.", { of: id });
    return undefined;
  }
}
