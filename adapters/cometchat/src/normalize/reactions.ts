import { type Message, present } from "@chat-etl/model";
import type * as z from "zod";
import { WireReaction } from "../wire-shown.ts";
import { type Fields, instant, listOf, objectOf, textOf } from "./fields.ts";

type Reaction = NonNullable<z.input<typeof Message>["reactions"]>[number];
/** Reaction → how many. */
type Counts = ReadonlyMap<string, number>;

/**
 * Reactions of a message: who reacted, as far as it was asked and answered, and how many more there are.
 *
 * @param kept counts that etl's sink kept, for a message that has no reactions of its own
 */
export function reactionsOf(
  shown: unknown,
  reactors: readonly unknown[] | undefined,
  kept: Readonly<Record<string, number>> = {},
): Reaction[] {
  const counts = countsOf(shown);
  const who = (reactors ?? []).flatMap(reactionOf);
  const known = Map.groupBy(who, ({ emoji }) => emoji);
  const wanted = counts.size === 0 && who.length === 0 ? new Map(Object.entries(kept)) : counts;
  const nameless = [...wanted].map(([emoji, count]) => ({ emoji, count: count - (known.get(emoji)?.length ?? 0) }));
  return [...who, ...nameless.filter(({ count }) => count > 0)];
}

/** How many reactions a message shows. */
export function countOfReactions(message: Fields): number {
  return [...countsOf(shownReactions(message)).values()].reduce((sum, count) => sum + count, 0);
}

/** Where the reactions of a message stand: by the schema on top, by the examples in `data` (4.7). */
export function shownReactions(message: Fields): unknown {
  const inside = objectOf(message.data).reactions;
  return listOf(inside).length > 0 ? inside : message.reactions;
}

function countsOf(shown: unknown): Counts {
  return new Map(
    listOf(shown).flatMap((one) => {
      const { reaction, count } = objectOf(one);
      const emoji = textOf(reaction);
      const number = Math.floor(Number(count ?? 1));
      return emoji !== undefined && number >= 1 ? [[emoji, number] as const] : [];
    }),
  );
}

function reactionOf(row: unknown): readonly Reaction[] {
  const { data } = WireReaction.safeParse(row);
  if (!data || data.reaction === "") return [];
  const userId = data.uid || textOf(objectOf(objectOf(row).reactedBy).uid);
  return [{ emoji: data.reaction, ...present("userId", userId), ...present("createdAt", instant(data.reactedAt)) }];
}
