/** What a parameter begins with; in message texts `&` is escaped, in addresses inside addresses everything is. */
const SIGN = "[?&#](?:amp;)?|%(?:25)*(?:3F|26|23)";
const VALUE = String.raw`xox[a-z0-9.]*-(?:(?!%(?:25)*(?:26|23))[^&#\s"'<>|\\)])*`;

/**
 * The export's own key to all files, as it stands in addresses: `?t=xoxe-…` until 2018, `?token=xoxe-…` later. Sheet,
 * section 9.1.
 */
const TOKEN = new RegExp(`(${SIGN})(?:(?:t|token)(?:=|%(?:25)*3D)${VALUE}(&(?:amp;)?|%(?:25)*26)?)+`, "gi");

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
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [withoutToken(key), cleaned(inner)]));
}

/** Most values hold none: those are not copied. */
function mayHold(value: unknown): boolean {
  if (typeof value === "string") return /xox/i.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.some(mayHold) : Object.entries(value).some((entry) => entry.some(mayHold));
}
