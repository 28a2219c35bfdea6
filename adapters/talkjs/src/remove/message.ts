import type { HttpClient } from "@chat-etl/io";
import type { Removable, Removed, RemoveOptions } from "@chat-etl/sdk";
import { isOfSameSource, readBack } from "../load/read-back.ts";
import { type Sending, withTurns } from "../load/turns.ts";
import { pathOf } from "../path.ts";
import type { MessageWire } from "../wire-import.ts";
import { kept, REMOVED, undefinedIfGone } from "./verdicts.ts";

/** Deletes a message, all its parts: by the id that the import answered, else by the source's id in custom. */
export async function removeMessage(
  http: HttpClient,
  { wires, targetId, conversationTargetId }: Removable<MessageWire>,
  options: RemoveOptions,
): Promise<Removed> {
  const [first] = wires;
  if (first === undefined) return kept("unknown");
  const sending = withTurns(options);
  const conversationId = conversationTargetId ?? first.conversationId;
  const isKnown = wires.length === 1 && targetId !== undefined;
  const ids = isKnown ? [targetId] : await findParts(http, { conversationId, first, targetId }, sending);
  if (ids === undefined) return kept("twice");
  for (const id of ids) {
    await sending.turn();
    const path = pathOf("conversations", conversationId, "messages", id);
    await http.send({ method: "DELETE", path, signal: sending.signal }).catch(undefinedIfGone);
  }
  return REMOVED;
}

interface Wanted {
  readonly conversationId: string;
  readonly first: MessageWire;
  readonly targetId: string | undefined;
}

/** Ids of what a message became. Missing: two of them are the same part, and it is not known which one is ours. */
async function findParts(
  http: HttpClient,
  { conversationId, first, targetId }: Wanted,
  { turn }: Sending,
): Promise<readonly string[] | undefined> {
  const found = await readBack(http, conversationId, { since: first.sentAt, turn });
  const parts = found.filter(
    (message) => message.custom?.sourceId === first.custom.sourceId && isOfSameSource(message, first),
  );
  if (new Set(parts.map(({ custom }) => custom?.part)).size < parts.length) return undefined;
  const isOther = parts.some(
    ({ id, custom }) => custom?.part === undefined && targetId !== undefined && id !== targetId,
  );
  return isOther ? undefined : parts.map(({ id }) => id);
}
