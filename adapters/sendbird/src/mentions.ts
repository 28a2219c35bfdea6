import type { Entity, JsonObject } from "@chat-etl/model";
import { leftover } from "./leftover.ts";
import type { WireMessage } from "./wire.ts";

const TO_ALL = /@(?:(?<here>here)|channel|everyone|all)(?![\p{L}\p{N}_])/iu;

/**
 * Who is mentioned, as entities. Sendbird tells the users, not the places: these are where "@nickname" stands. Whom the text
 * does not name so stays in "extra".
 */
export function mentionsOf({
  message,
  mention_type,
  mentioned_users,
}: Pick<WireMessage, "message" | "mention_type" | "mentioned_users">): {
  readonly entities: Entity[];
  readonly extra: JsonObject;
} {
  const text = message ?? "";
  if (mention_type === "channel") return mentionOfAll(text);
  const byLabel = new Map<string, string>();
  for (const { user_id, nickname } of mentioned_users ?? []) {
    const label = `@${nickname || user_id}`;
    if (!byLabel.has(label)) byLabel.set(label, user_id);
  }
  const entities = [...placesOf(text, byLabel)];
  const placed = new Set(entities.map(({ userId }) => userId));
  const others = (mentioned_users ?? []).map(({ user_id }) => user_id).filter((id) => !placed.has(id));
  return { entities, extra: leftover({ mentioned_user_ids: others }) };
}

function mentionOfAll(text: string) {
  const found = TO_ALL.exec(text);
  if (found === null) return { entities: [], extra: { mention_type: "channel" } };
  const { index: start } = found;
  const to = found.groups?.here === undefined ? ("everyone" as const) : ("here" as const);
  return { entities: [{ type: "broadcast_mention" as const, start, end: start + found[0].length, to }], extra: {} };
}

/** Where the labels stand, from left to right. Of two that begin alike the longer one counts. */
function* placesOf(text: string, byLabel: ReadonlyMap<string, string>) {
  const labels = [...byLabel.keys()].toSorted((a, b) => b.length - a.length);
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const label = labels.find(
      (one) => text.startsWith(one, at) && !/^[\p{L}\p{N}_]/u.test(text.slice(at + one.length)),
    );
    const userId = byLabel.get(label ?? "");
    if (label === undefined || userId === undefined) continue;
    yield { type: "user_mention" as const, start: at, end: at + label.length, userId };
    at += label.length - 1;
  }
}
