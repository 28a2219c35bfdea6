/** Parts of so many characters (code points) at most, cut behind a line or a word where that is not far. */
export function splitText(text: string, characters: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > characters) {
    const most = [...rest.slice(0, characters * 2)].slice(0, characters).join("");
    if (most.length === rest.length) break;
    const end = endOf(most);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

function endOf(most: string): number {
  const half = most.length / 2;
  const ends = [most.lastIndexOf("\n") + 1, most.lastIndexOf(" ") + 1];
  return ends.find((end) => end > half) ?? most.length;
}
