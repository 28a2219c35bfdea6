import type { Message } from "@chat-etl/model";
import type * as z from "zod";
import { emojiOf } from "../text/emoji.ts";
import type { WireMessage } from "../wire.ts";
import { type Known, userIdOf } from "./known.ts";

type Reaction = NonNullable<z.input<typeof Message>["reactions"]>[number];

/** More than there are people: an absurd count does not cost the message. */
const MOST = 1_000_000_000_000;

interface Fold {
  readonly people: Set<string>;
  /** How many Slack counts beyond those it names. */
  unnamed: number;
}

/**
 * A reaction for each person and emoji. Two names of one emoji are one; the same person counts once. Of a very popular
 * message Slack names some only: the others are counted. Sheet, sections 5, 18.30 and 18.37.
 */
export function reactionsOf({ reactions }: Pick<WireMessage, "reactions">, known: Known): Reaction[] {
  const folds = new Map<string, Fold>();
  for (const { name, users, count } of (reactions ?? []).filter((one) => one !== null)) {
    const emoji = emojiOf(name || "unknown");
    const fold = folds.get(emoji) ?? { people: new Set(), unnamed: 0 };
    folds.set(emoji, fold);
    const people = new Set((users ?? []).filter((user) => user !== ""));
    for (const person of people) fold.people.add(userIdOf(person, known));
    fold.unnamed += Math.max(0, Math.min(MOST, Math.floor(count ?? 0)) - (users ?? []).length);
  }
  return [...folds].flatMap(([emoji, { people, unnamed }]) => [
    ...[...people].map((userId) => ({ emoji, userId })),
    ...(unnamed > 0 ? [{ emoji, count: unnamed }] : []),
  ]);
}
