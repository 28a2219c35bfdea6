import * as z from "zod";
import { type Fields, objectOf, textOf } from "../normalize/fields.ts";
import { countOfReactions } from "../normalize/reactions.ts";
import { ask, type List, type Lister } from "./ask.ts";
import { GoneError } from "./failure.ts";

/** Where the list goes on (CometChat sheet, 4.4). Of its parameters nothing is documented. */
const Meta = z.object({
  next: z.object({
    affix: z.enum(["append", "prepend"]).default("append"),
    id: z.union([z.string(), z.number().transform(String)]),
  }),
});

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
    const next = Meta.safeParse(meta).data?.next ?? nextBehind(rows);
    if (found.size === before || found.size >= expected || next.id === undefined) break;
    position = { affix: next.affix, id: next.id };
  }
  return [...found.values()].sort((one, other) => numberOf(one) - numberOf(other));
}

function nextBehind(rows: readonly unknown[]): { readonly affix: string; readonly id: string | undefined } {
  return { affix: "append", id: textOf(objectOf(rows.at(-1)).id) };
}

/** Pages may come newest first; ids ascend. */
function numberOf(row: unknown): number {
  return Number(objectOf(row).id) || 0;
}

function keyOf(row: unknown): string {
  const { id, uid, reaction } = objectOf(row);
  return textOf(id) ?? JSON.stringify([uid, reaction]);
}
