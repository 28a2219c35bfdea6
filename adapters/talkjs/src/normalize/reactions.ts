import { type Message, present } from "@chat-etl/model";
import * as z from "zod";
import { instant } from "./extra.ts";

type Reaction = NonNullable<z.input<typeof Message>["reactions"]>[number];

/** What TalkJS's SDKs know about one emoji: how many, and since when. No names. TalkJS sheet, section 8.2. */
const Summary = z.compile(z.object({ count: z.number(), createdAt: z.number().nullish() }));

const Reactor = z.compile(z.object({ userId: z.string().min(1), createdAt: z.number().nullish() }));

/**
 * The REST API's shape of a reaction is not documented (TalkJS sheet, U15): a number, an object with `count`, or a
 * list of users, with how many more there are. Whatever else stands behind an emoji counts as one reaction of nobody known.
 */
export function reactionsOf(reactions: Readonly<Record<string, unknown>>): Reaction[] {
  return Object.entries(reactions).flatMap(([emoji, value]) => (emoji === "" ? [] : reactionsWith(emoji, value)));
}

function reactionsWith(emoji: string, value: unknown): readonly Reaction[] {
  if (Array.isArray(value)) return value.map((reactor) => reactionOf(emoji, reactor));
  const summary = Summary.safeParse(typeof value === "number" ? { count: value } : value).data;
  if (!summary) return [{ emoji, count: 1 }];
  const count = Math.floor(summary.count);
  return count < 1 ? [] : [{ emoji, count, ...present("createdAt", instant(summary.createdAt)) }];
}

function reactionOf(emoji: string, reactor: unknown): Reaction {
  const known = Reactor.safeParse(typeof reactor === "string" ? { userId: reactor } : reactor).data;
  if (!known) return { emoji, count: Math.max(1, Math.floor(Summary.safeParse(reactor).data?.count ?? 1)) };
  return { emoji, userId: known.userId, ...present("createdAt", instant(known.createdAt)) };
}
