/**
 * The export's own key to all files, as it stands in addresses: `?t=xoxe-…` until 2018, `?token=xoxe-…` later; in
 * message texts the `&` before it is escaped. Sheet, section 9.1.
 */
const TOKEN = /([?&](?:amp;)?)(?:(?:t|token)=xox[a-z0-9]*-[^&#\s"'<>|\\)]*(&(?:amp;)?)?)+/gi;

/** The same value without the export's secret token, wherever it stands in it. */
export function withoutTokens<Value>(value: Value): Value {
  return (mayHold(value) ? cleaned(value) : value) as Value;
}

export function withoutToken(text: string): string {
  return text.replace(TOKEN, (_, sign: string, next?: string) => (next === undefined ? "" : sign));
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return withoutToken(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)]));
}

/** Most values hold none: those are not copied. */
function mayHold(value: unknown): boolean {
  if (typeof value === "string") return value.includes("=xox");
  if (typeof value !== "object" || value === null) return false;
  return (Array.isArray(value) ? value : Object.values(value)).some(mayHold);
}
