/** An item, and the work on it that is under way. */
export interface Begun<Item, Result> {
  readonly item: Item;
  readonly result: Promise<Result>;
}

/**
 * Begins the work on the next few items early and hands it out in their order, so that waiting for one does not hold
 * up the next. Nothing begins before the first is asked for, and never more than `width` wait to be taken.
 */
export async function* lookAhead<Item, Result>(
  items: AsyncGenerator<Item>,
  width: number,
  begin: (item: Item) => Promise<Result>,
): AsyncGenerator<Begun<Item, Result>> {
  const waiting: Begun<Item, Result>[] = [];
  try {
    for (let next = await items.next(); !next.done || waiting.length > 0; next = await items.next()) {
      if (!next.done) waiting.push(begun(next.value, begin));
      if (!next.done && waiting.length < width) continue;
      const oldest = waiting.shift();
      if (oldest) yield oldest;
    }
  } finally {
    await items.return(undefined);
  }
}

/** A failure is met when the result is awaited; until then it must not count as unhandled. */
function begun<Item, Result>(item: Item, begin: (item: Item) => Promise<Result>): Begun<Item, Result> {
  const result = begin(item);
  result.catch(() => undefined);
  return { item, result };
}
