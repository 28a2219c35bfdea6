import { registerHooks } from "node:module";
import type { Replacement } from "../orders.ts";

/**
 * Changes source files while they are loaded. What is not found ends the process with a failure: a change that does
 * nothing would prove nothing.
 *
 * @param options.mustUseAll also if a file to be changed is never loaded
 */
export function replaceSources(
  replacements: readonly Replacement[],
  { mustUseAll }: { readonly mustUseAll: boolean },
): void {
  const unused = new Set(replacements);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const here = replacements.filter(({ file }) => url.endsWith(`/${file}`));
      if (here.length === 0) return loaded;
      for (const replacement of here) unused.delete(replacement);
      return { ...loaded, source: here.reduce(replaced, String(loaded.source)) };
    },
  });
  process.on("exit", (code) => {
    if (!mustUseAll || unused.size === 0 || code !== 0) return;
    const files = [...unused].map(({ file }) => file).join(", ");
    process.stderr.write(`Never loaded, so never changed: ${files}\n`);
    process.exitCode = 1;
  });
}

function replaced(source: string, { file, find, put }: Replacement): string {
  if (!source.includes(find)) throw new Error(`"${find}" does not stand in "${file}" any more.`);
  return source.replaceAll(find, put);
}
