/**
 * Closes a JSON text that ends in the middle: what is unfinished is cut off, as far as a comma between the elements of
 * an array, and what is open is closed. Undefined: nothing is left of it.
 */
export function closedJson(text: string): string | undefined {
  const closers: string[] = [];
  /** The last comma in an array, for each depth. */
  const commas = new Map<number, { readonly at: number; readonly closing: string }>();
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') at = endOfString(text, at);
    else if (letter === "{") closers.push("}");
    else if (letter === "[") closers.push("]");
    else if (letter === "}" || letter === "]") closers.pop();
    else if (letter === "," && closers.at(-1) === "]")
      commas.set(closers.length, { at, closing: closers.toReversed().join("") });
  }
  // The furthest out of those that leave at least half: a deeper one cuts an element in two.
  const cuts = [...commas].sort(([a], [b]) => a - b).map(([, cut]) => cut);
  const cut = cuts.find(({ at }) => at * 2 >= text.length) ?? cuts.toSorted((a, b) => b.at - a.at)[0];
  return cut && text.slice(0, cut.at) + cut.closing;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
