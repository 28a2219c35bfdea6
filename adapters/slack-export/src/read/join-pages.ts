import type { Page } from "@chat-etl/sdk";

/** Values of a page that is staged in one go. */
const VALUES = 500;

/** Most pages in one: each may be a megabyte. */
const PAGES = 32;

/** Puts the small pages of many small files together: each page that is staged waits for the disk. */
export async function* joinPages(pages: AsyncIterable<Page>): AsyncGenerator<Page, void> {
  let held: Page[] = [];
  let count = 0;
  for await (const page of pages) {
    held.push(page);
    count += page.values.length;
    if (count < VALUES && held.length < PAGES) continue;
    yield joined(held);
    held = [];
    count = 0;
  }
  if (held.length > 0) yield joined(held);
}

function joined(pages: readonly Page[]): Page {
  return { values: pages.flatMap(({ values }) => values), cursor: pages.at(-1)?.cursor };
}
