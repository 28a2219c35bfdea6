import type { Subject } from "./subject.ts";
import type { Lists } from "./world.ts";

/** What a target does not show is not looked for. */
const NOT_SHOWN_BY_ALL = ["reactions", "files", "former members"] as const;

/** What is wrong with what has arrived, a sentence each. None: everything is there once, in order. */
export function compare(wanted: Lists, found: Lists, { shows }: Pick<Subject, "shows">): readonly string[] {
  const hidden = NOT_SHOWN_BY_ALL.filter((what) => !shows.has(what));
  const lists = [...new Set([...wanted.keys(), ...found.keys()])].filter(
    (list) => !hidden.some((what) => list.startsWith(what)),
  );
  return lists.flatMap((list) => compareList(list, wanted.get(list) ?? [], found.get(list) ?? []));
}

function compareList(list: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  const missing = wanted.filter((id) => !found.includes(id));
  const foreign = found.filter((id) => !wanted.includes(id));
  const doubled = found.filter((id, at) => found.indexOf(id) !== at);
  const problems = Object.entries({ missing, foreign, doubled })
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `${list}: ${ids.length} ${what} (${ids.slice(0, 3).join(", ")})`);
  if (problems.length > 0 || !/^(?:messages|files)/.test(list)) return problems;
  const at = wanted.findIndex((id, index) => found[index] !== id);
  return at < 0 ? [] : [`${list}: out of order, "${found[at]}" where "${wanted[at]}" belongs`];
}
