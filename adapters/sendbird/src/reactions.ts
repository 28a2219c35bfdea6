import type { JsonObject, Reaction } from "@chat-etl/model";
import { leftover } from "./leftover.ts";
import type { WireMessage, WireReaction } from "./wire.ts";

/**
 * One reaction for each user. Sendbird tells when anybody last took or gave a key, not when each user did: that time stays
 * in "extra", and so do a key without users
 * and users without a key.
 */
export function reactionsOf({ reactions }: Pick<WireMessage, "reactions">): {
  readonly reactions: (Pick<Reaction, "emoji"> & { userId: string })[];
  readonly extra: JsonObject;
} {
  const all = reactions ?? [];
  const named = all.filter(({ key }) => key !== "");
  return {
    reactions: named.flatMap(({ key, user_ids }) => user_ids.map((userId) => ({ emoji: emojiOf(key), userId }))),
    extra: leftover({ reactions: all.flatMap(restOf) }),
  };
}

function restOf({ key, user_ids, ...rest }: WireReaction): readonly JsonObject[] {
  if (key === "") return [{ key, user_ids, ...rest }];
  return Object.keys(rest).length === 0 && user_ids.length > 0 ? [] : [{ key, ...rest }];
}

/** The character itself, or the name of a picture of the app's own. */
function emojiOf(key: string): string {
  return /^[\w+-]+$/.test(key) ? `:${key}:` : key;
}
