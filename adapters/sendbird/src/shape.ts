/** What the files of an export hold. */
export const CONTENTS = ["users", "channels", "members", "messages"] as const;
export type Content = (typeof CONTENTS)[number];

/** What only a user in a channel has. */
const OF_MEMBERS = ["state", "role", "is_muted", "read_ts", "joined_ts"];

/** What a value is, by the names of its fields. Undefined: nothing that is known. */
export function contentOf(value: unknown, listName = ""): Content | undefined {
  if (!isObject(value)) return undefined;
  const has = (name: string) => Object.hasOwn(value, name);
  if (has("message_id")) return "messages";
  if (has("channel_url")) return has("user_id") ? "members" : "channels";
  if (!has("user_id")) return undefined;
  return listName === "members" || OF_MEMBERS.some(has) ? "members" : "users";
}

/** The same for the columns of a table. */
export function contentOfColumns(columns: readonly string[]): Content | undefined {
  return contentOf(Object.fromEntries(columns.map((column) => [column, ""])));
}

/** What the first value says that anybody knows; those before it may be damaged. */
export function contentOfAny(values: readonly unknown[], listName?: string): Content | undefined {
  for (const value of values) {
    const content = contentOf(value, listName);
    if (content !== undefined) return content;
  }
  return undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
