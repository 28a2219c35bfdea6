import type { Names } from "../text/slack-text.ts";
import type { Known } from "./known.ts";

/** How people and conversations are called where a text mentions them. */
export function namesOf({ users, botUsers, conversations }: Known): Names {
  return { user: (id) => users.get(botUsers.get(id) ?? id)?.label, channel: (id) => conversations.get(id)?.name };
}
