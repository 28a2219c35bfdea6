import * as z from "zod";
import { type Fields, objectOf, textOf } from "../normalize/fields.ts";
import { countOfReactions } from "../normalize/reactions.ts";
import { ask, type List, type Lister } from "./ask.ts";
import { GoneError } from "./failure.ts";

/** Where the list goes on (CometChat sheet, 4.4). Of its parameters nothing is documented. */
const Meta = z.object({ next: z.object({ id: z.union([z.string(), z.number().transform(String)]) }) });

/**
 * Who reacted to a message. The list goes on until there are as many as the message counts, or nothing new comes.
 * Undefined: the message is gone by now.
 */
export async function readReactors(message: Fields, lister: Lister): Promise<readonly unknown[] | undefined> {
  const id = textOf(message.id);
  if (id === undefined) return undefined;
  const list: List = { path: `/messages/${encodeURIComponent(id)}/reactions` };
  try {
    return await readAll(list, countOfReactions(message), lister);
  } catch (error) {
    if (error instanceof GoneError) return undefined;
    throw error;
  }
}

async function readAll(list: List, expected: number, lister: Lister): Promise<readonly unknown[]> {
  const found = new Map<string, unknown>();
  let position: Readonly<Record<string, string>> = {};
  for (;;) {
    const { rows, meta } = await ask(list, position, lister);
    const before = found.size;
    for (const row of rows) found.set(keyOf(row), row);
    const next = Meta.safeParse(meta).data?.next.id ?? textOf(objectOf(rows.at(-1)).id);
    if (found.size === before || found.size >= expected || next === undefined) return [...found.values()];
    position = { affix: "append", id: next };
  }
}

function keyOf(row: unknown): string {
  const { id, uid, reaction } = objectOf(row);
  return textOf(id) ?? JSON.stringify([uid, reaction]);
}
