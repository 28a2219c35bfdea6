/** A string, with the colon that makes it a key, or a bracket. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/gs;

/**
 * The entries of the map at `wrapper` in the order received. `JSON.parse` alone moves integer-like keys to the front
 * and sorts them by number; a PHP-like backend does not, and message ids follow this order.
 * `undefined` when there is no map at `wrapper`. As with `JSON.parse`, the last of equal keys wins.
 *
 * @throws SyntaxError when the text is no JSON
 */
export function orderedEntries(text: string, wrapper: string): readonly (readonly [string, unknown])[] | undefined {
  const body: unknown = JSON.parse(text);
  const map = isMap(body) && Object.hasOwn(body, wrapper) ? body[wrapper] : undefined;
  if (!isMap(map)) return undefined;
  return [...keysInOrder(text, wrapper)].map((key) => [key, map[key]] as const);
}

/** Whether a JSON value is an object. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Walks text that is known to be JSON: the wrapper is a key at depth 1, the entries' keys lie at depth 2. */
function keysInOrder(text: string, wrapper: string): ReadonlySet<string> {
  const keys = new Set<string>();
  let depth = 0;
  let inside = false;
  for (const [token, colon] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (colon !== undefined && depth <= 2) {
      const key: unknown = JSON.parse(token.slice(0, -colon.length));
      if (depth === 1) {
        inside = key === wrapper;
        if (inside) keys.clear();
      } else if (inside) keys.add(String(key));
    }
  }
  return keys;
}
