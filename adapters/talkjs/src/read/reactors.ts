import * as z from "zod";
import { GoneError } from "../failure.ts";
import type { Lister, ListPage } from "./paging.ts";

/** Largest page of who reacted (TalkJS sheet, section 4). */
const REACTORS_PER_PAGE = 100;

const Reacted = z.looseObject({ id: z.string().min(1), reactions: z.record(z.string(), z.unknown()) });
const Reactor = z.looseObject({ userId: z.string().min(1) });
const Reply = z.object({ data: z.array(Reactor) });
const Counted = z.union([z.int(), z.looseObject({ count: z.int() }).transform(({ count }) => count)]);

/**
 * A page of messages in which who reacted stands in the place of how many did: TalkJS tells it by a request for each
 * message and emoji, and a hundred at a time (TalkJS sheet, T35). Of whoever is not told, the number is kept.
 *
 * @throws TransientError, ConfigError
 */
export async function withReactors(page: ListPage, conversationPath: string, lister: Lister): Promise<ListPage> {
  const items = await Promise.all(page.items.map((item) => readInto(item, conversationPath, lister)));
  return { ...page, items };
}

async function readInto(item: unknown, conversationPath: string, lister: Lister): Promise<unknown> {
  const message = Reacted.safeParse(item).data;
  if (message === undefined) return item;
  const reactions = Object.entries(message.reactions).map(async ([emoji, value]) => {
    const path = `${conversationPath}/${encodeURIComponent(message.id)}/reactions/${encodeURIComponent(emoji)}`;
    return [emoji, Array.isArray(value) ? value : await told(path, value, lister)] as const;
  });
  return { ...message, reactions: Object.fromEntries(await Promise.all(reactions)) };
}

/** Who reacted, and behind them how many more there are. Nobody told: what the message itself says. */
async function told(path: string, value: unknown, lister: Lister): Promise<unknown> {
  const reactors = await readReactors(path, lister);
  const missing = (Counted.safeParse(value).data ?? 0) - reactors.length;
  if (reactors.length === 0) return value;
  return missing > 0 ? [...reactors, { count: missing }] : reactors;
}

/** How its pages go on is not documented: as everywhere, behind the last one, as long as that brings anybody new. */
async function readReactors(path: string, { http, signal }: Lister): Promise<readonly z.output<typeof Reactor>[]> {
  const reactors = new Map<string, z.output<typeof Reactor>>();
  for (let after: string | undefined; ; ) {
    signal.throwIfAborted();
    const position = after === undefined ? {} : { startingAfter: after };
    const page = await http.get(path, { limit: String(REACTORS_PER_PAGE), ...position }).catch(noneIfGone);
    const data = Reply.safeParse(page).data?.data ?? [];
    const known = reactors.size;
    for (const reactor of data) reactors.set(reactor.userId, reactor);
    if (data.length < REACTORS_PER_PAGE || reactors.size === known) return [...reactors.values()];
    after = data.at(-1)?.userId;
  }
}

/** The message may be deleted by now, or the app does not go on behind a person. */
function noneIfGone(error: unknown): undefined {
  if (!(error instanceof GoneError)) throw error;
}
