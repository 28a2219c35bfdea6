/** Where the page's parts stand. All but the first are below a path that no platform uses. */
export const PATHS = {
  overview: "/",
  conversation: "/_sandbox/conversation",
  members: "/_sandbox/members",
  style: "/_sandbox/page.css",
} as const;

/** An address with the values that are there: ids may hold any character. */
export function addressOf(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}
