import type { Entity, User } from "@chat-etl/model";
import type { LossCode, Lost } from "./losses.ts";

/** What becomes of an entity that TalkJS's text has no mark for. */
const UNMARKED: ReadonlyMap<Entity["type"], LossCode> = new Map<Entity["type"], LossCode>([
  ["underline", "formatting"],
  ["quote", "formatting"],
  ["spoiler", "formatting"],
  ["heading", "formatting"],
  ["date", "formatting"],
  ["conversation_mention", "mention-other"],
  ["broadcast_mention", "mention-other"],
]);

export function noteFormatting(entities: readonly Entity[], users: ReadonlyMap<string, User>, lost: Lost): void {
  for (const entity of entities) {
    const code = UNMARKED.get(entity.type);
    if (code !== undefined) lost.add(code);
    if (entity.type === "list_item" && (entity.ordered || entity.depth > 0)) lost.add("formatting");
    if (entity.type === "user_mention" && !users.has(entity.userId)) lost.add("mention-unknown");
  }
}

/** TalkJS writes the `@` itself. */
export function mentionName(inner: string, user: User | undefined): string {
  return inner.replace(/^@/, "").trim() || (user?.displayName ?? "");
}
