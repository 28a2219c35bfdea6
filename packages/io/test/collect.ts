import type { Page } from "@chat-etl/sdk";
import { type JsonElement, type JsonElementsOptions, type JsonPage, readJsonElements } from "../src/index.ts";

type Options = Partial<JsonElementsOptions>;

const DEFAULTS = { depth: 1, signal: new AbortController().signal };

/** All pages, and the error that ended them, if any. */
export async function collectPages(
  path: string,
  options: Options = {},
): Promise<{ readonly pages: readonly JsonPage[]; readonly error: unknown }> {
  const pages: JsonPage[] = [];
  try {
    for await (const page of readJsonElements(path, { ...DEFAULTS, ...options })) pages.push(page);
  } catch (error) {
    return { pages, error };
  }
  return { pages, error: undefined };
}

/** All elements. @throws what the reader throws */
export async function collectElements(path: string, options: Options = {}): Promise<readonly JsonElement[]> {
  const { pages, error } = await collectPages(path, options);
  if (error !== undefined) throw error;
  return pages.flatMap((page) => page.values);
}

/** The values of all elements; of an unreadable one its code, as `{ unreadable }`. */
export function valuesOf(elements: Page["values"]): readonly unknown[] {
  return elements.map((element) => ("unreadable" in element ? { unreadable: element.unreadable.code } : element.value));
}

/** What a reader gives: its pages, their values, and the error that ended them, if any. */
export interface Collected<P extends Page> {
  readonly pages: readonly P[];
  readonly values: readonly P["values"][number][];
  readonly error: unknown;
}

/** Everything a reader gives. */
export async function collect<P extends Page>(reader: AsyncIterable<P>): Promise<Collected<P>> {
  const pages: P[] = [];
  const values = () => pages.flatMap((page): readonly P["values"][number][] => page.values);
  try {
    for await (const page of reader) pages.push(page);
  } catch (error) {
    return { pages, values: values(), error };
  }
  return { pages, values: values(), error: undefined };
}
