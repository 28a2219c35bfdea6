const memories = new WeakMap<object, Map<string, Promise<unknown>>>();

/** What work under a name gave for a fixture the first time: reading it again would give the same. */
export function remembered<T>(fixture: object, name: string, work: () => Promise<T>): Promise<T> {
  const known = memories.get(fixture) ?? new Map<string, Promise<unknown>>();
  memories.set(fixture, known);
  const result = known.get(name) ?? work();
  known.set(name, result);
  return result as Promise<T>;
}
