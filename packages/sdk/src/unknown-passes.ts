/** What is wrong with the names of passes that an operator gave, for a config schema; undefined: all of them exist. */
export function unknownPasses(given: readonly string[], known: readonly string[]): string | undefined {
  const unknown = given.filter((name) => !known.includes(name)).map((name) => `"${name}"`);
  return unknown.length === 0 ? undefined : `must name passes that exist, not ${unknown.join(", ")}`;
}
