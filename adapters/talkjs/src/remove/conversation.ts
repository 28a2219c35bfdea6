import type { HttpAnswer, HttpClient } from "@chat-etl/io";
import type { Removable, Removed, RemoveOptions } from "@chat-etl/sdk";
import * as z from "zod";
import { type Found, isOfSameSource, readPages } from "../load/read-back.ts";
import { withTurns } from "../load/turns.ts";
import { pathOf } from "../path.ts";
import type { ConversationWire } from "../wire-import.ts";
import { kept, REMOVED, undefinedIfGone } from "./verdicts.ts";

const Conversation = z.looseObject({
  createdAt: z.number(),
  custom: z.record(z.string(), z.unknown()).nullish(),
});

/** The answer's date is in whole seconds, and comes a request late. */
const CLOCKS_MARGIN_MS = 3_000;

/**
 * Deletes a conversation with its participants and messages, if it is certain that our own update created it and that
 * nobody but us wrote in it. An update creates or changes (TalkJS sheet, 6), so only the time of creation tells whether
 * it was there before: TalkJS sets it itself, and that of one that we made lies within our request.
 */
export async function removeConversation(
  http: HttpClient,
  { wires: [wire], targetId, brought }: Removable<ConversationWire>,
  options: RemoveOptions,
): Promise<Removed> {
  const id = targetId ?? wire?.id;
  if (wire === undefined || id === undefined) return kept("unknown");
  const { signal, turn } = withTurns(options);
  const path = pathOf("conversations", id);
  await turn();
  const answer = await http.send({ method: "GET", path, signal }).catch(undefinedIfGone);
  if (answer === undefined) return REMOVED;
  const { custom, createdAt } = Conversation.parse(answer.body);
  if (custom?.sourceId !== wire.fields.custom.sourceId || custom?.source !== wire.fields.custom.source)
    return kept("no-mark");
  if (brought === undefined) return kept("unknown");
  if (!isWithin(createdAt - apartMs(answer), brought)) return kept("existed-before");
  if (!(await holdsOnlyOurs(http, { id, wire }, { ...options, turn }))) return kept("holds-others");
  await turn();
  await http.send({ method: "DELETE", path, signal }).catch(undefinedIfGone);
  return REMOVED;
}

/** How far the app's clock is ahead of ours. */
function apartMs({ headers }: HttpAnswer): number {
  const date = Date.parse(headers.date ?? "");
  return Number.isNaN(date) ? 0 : date - Date.now();
}

function isWithin(at: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return at >= from - CLOCKS_MARGIN_MS && at <= to + CLOCKS_MARGIN_MS;
}

/** Whether every message of a conversation is one that this workspace has brought, page by page. */
async function holdsOnlyOurs(
  http: HttpClient,
  { id, wire }: { readonly id: string; readonly wire: ConversationWire },
  { turn, brought }: Required<Pick<RemoveOptions, "turn" | "brought">>,
): Promise<boolean> {
  for await (const page of readPages(http, id, { turn })) {
    const known = await brought(page.flatMap(({ custom }) => custom?.sourceId ?? []));
    const isForeign = (message: Found) => !isOfSameSource(message, wire.fields) || !isOurs(message, known);
    if (page.some(isForeign)) return false;
  }
  return true;
}

/** Another load may have brought the same message: what an answer told is the id of ours, of its first part. */
function isOurs({ id, custom }: Found, known: ReadonlyMap<string, string | undefined>): boolean {
  const sourceId = custom?.sourceId;
  if (sourceId === undefined || !known.has(sourceId)) return false;
  const told = known.get(sourceId);
  return custom?.part !== undefined || told === undefined || told === id;
}
