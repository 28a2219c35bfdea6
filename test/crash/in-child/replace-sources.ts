import { registerHooks } from "node:module";
import type { Replacement } from "../orders.ts";

const unused = new Set<Replacement>();

/**
 * Changes source files while they are loaded. What is not found ends the process with a failure: a change that does
 * nothing would prove nothing.
 */
export function replaceSources(replacements: readonly Replacement[]): void {
  for (const replacement of replacements) unused.add(replacement);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const here = replacements.filter(({ file }) => url.endsWith(`/${file}`));
      if (here.length === 0) return loaded;
      for (const replacement of here) unused.delete(replacement);
      return { ...loaded, source: here.reduce(replaced, String(loaded.source)) };
    },
  });
}

/** Files that were to be changed and have not been loaded. */
export function unusedReplacements(): readonly string[] {
  return [...unused].map(({ file }) => file);
}

function replaced(source: string, { file, find, put }: Replacement): string {
  if (!source.includes(find)) throw new Error(`"${find}" does not stand in "${file}" any more.`);
  return source.replaceAll(find, put);
}
