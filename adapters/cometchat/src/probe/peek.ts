/** What lies at a path in an answer, if anything does. */
export function peek(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner instanceof Object ? Reflect.get(inner, name) : undefined), value);
}

/** The rows of a list: an array, or by a slip of the documentation a map (4.4). */
export function rowsIn(body: unknown): readonly unknown[] {
  const data = peek(body, "data");
  return data instanceof Object ? Object.values(data) : [];
}

/** Whether a field of this name lies anywhere inside. */
export function holds(value: unknown, name: string): boolean {
  if (!(value instanceof Object)) return false;
  return Object.hasOwn(value, name) || Object.values(value).some((inner) => holds(inner, name));
}

/** Names of fields as a list for people. Only what looks like a name: the rest may be somebody's words. */
export function namesIn(value: unknown): readonly string[] {
  return value instanceof Object ? Object.keys(value).filter((name) => /^[\w.-]{1,60}$/.test(name)) : [];
}

/** `"a", "b"`, or `none`. */
export function quoted(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
}
