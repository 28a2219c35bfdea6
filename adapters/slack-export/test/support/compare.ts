import type { SlackExportWorld, WorldConversation } from "./world.ts";

/** What a comparison looks at in a canonical message. */
export interface ReadMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly authorId: string | null;
}

/**
 * What is wrong with the messages that were read from an export, in whole sentences; nothing if every message of the
 * world is there once, in order and by the right author. §17: a message's id is `<conversationId>:<ts>`. System
 * messages and tombstones may have no author, and where the export names nobody any author will do.
 */
export function differencesOf(world: SlackExportWorld, messages: Iterable<ReadMessage>): readonly string[] {
  const read = Map.groupBy(messages, ({ conversationId }) => conversationId);
  const known = new Set(world.conversations.map(({ id }) => id));
  const strange = [...read.keys()]
    .filter((id) => !known.has(id))
    .map((id) => `Conversation ${id} is not in the export.`);
  return [...strange, ...world.conversations.flatMap((one) => differencesIn(one, read.get(one.id) ?? []))];
}

function differencesIn({ id, messages }: WorldConversation, read: readonly ReadMessage[]): readonly string[] {
  const places = Map.groupBy(read.entries(), ([, message]) => message.id);
  const expected = messages.map(({ ts }) => `${id}:${ts}`);
  const known = new Set(expected);
  const counts = expected.flatMap((one) => countProblem(one, places.get(one)?.length ?? 0));
  const strange = read.filter((one) => !known.has(one.id)).map((one) => `Message ${one.id} is not in the export.`);
  const ids = read.map((one) => one.id).filter((one) => known.has(one));
  const isOrdered = expected.every((one, index) => ids[index] === one);
  const order = counts.length > 0 || isOrdered ? [] : [`The messages of ${id} are not in the order of the export.`];
  const authors = messages.flatMap((message) => {
    const [found] = places.get(`${id}:${message.ts}`) ?? [];
    if (found === undefined || message.authorId === undefined) return [];
    const [, { authorId }] = found;
    const mayBeNobody = message.isSystem || message.isTombstone;
    const isRight = authorId === message.authorId || (mayBeNobody && authorId === null);
    return isRight ? [] : [`Message ${id}:${message.ts} is by ${authorId} instead of ${message.authorId}.`];
  });
  return [...counts, ...strange, ...order, ...authors];
}

function countProblem(id: string, count: number): readonly string[] {
  if (count === 1) return [];
  return [count === 0 ? `Message ${id} is missing.` : `Message ${id} was read ${count} times.`];
}
