/** The entries of an object as a list, in one order whatever order they were written in. */
export function inOneOrder(given: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(given).sort(([one], [other]) => (one < other ? -1 : 1));
}
