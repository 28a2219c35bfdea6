import type { HttpClient } from "@chat-etl/io";
import {
  BatchError,
  type Logger,
  type Outcome,
  type PassSender,
  type SendOptions,
  TransientError,
} from "@chat-etl/sdk";
import * as z from "zod";
import { findMessage, findReply } from "./find-message.ts";
import { sendOnce } from "./senders.ts";
import type { ReplyCall } from "./threads.ts";
import { outcomeOf } from "./verdict.ts";

interface Parts {
  readonly http: HttpClient;
  /** The import of messages. */
  readonly importMessages: PassSender["send"];
  readonly logger: Logger;
}

/**
 * Replies, by the thread's own call or by the import. The thread's own call makes a copy each time, so the app is asked
 * for the reply first: what an unanswered call, an earlier workspace or an import brought is not sent again.
 */
export function replySender(parts: Parts): PassSender {
  return {
    send: async (calls: readonly ReplyCall[], options) => {
      const outcomes: Outcome[] = [];
      for (const call of calls) outcomes.push(await sendReply(call, parts, options));
      return outcomes;
    },
  };
}

async function sendReply({ reply, root }: ReplyCall, parts: Parts, options: SendOptions): Promise<Outcome> {
  const { http, logger } = parts;
  const rootId = root && (await findMessage(http, root));
  if (rootId === undefined) return await importOne(reply, parts, options);
  const targetId = await findSent(http, rootId, reply);
  if (targetId !== undefined) return { status: "duplicate", targetId };
  const outcome = await sendToThread(http, { rootId, reply }, options);
  if (outcome.status !== "rejected") return outcome;
  // Who has left the group or is deactivated may not reply any more; what he wrote is not lost for that.
  logger.warn("A reply was refused and is imported as an ordinary message.", { code: outcome.reason.code });
  return await importOne(reply, parts, options);
}

/** The reply's id, if it is there already: in its thread, or as the ordinary message that an import made of it. */
async function findSent(http: HttpClient, rootId: string, reply: ReplyCall["reply"]): Promise<string | undefined> {
  const { sender, receiver, receiverType, sentAt } = reply;
  const { sourceId, part } = reply.data.metadata;
  const known = { sourceId: String(sourceId), part };
  const ordinary = { ...known, sender, receiver, receiverType, sentAt };
  return (await findReply(http, rootId, known)) ?? (await findMessage(http, ordinary));
}

const Stored = z.object({ data: z.object({ id: z.union([z.string(), z.number()]).transform(String) }) });

async function sendToThread(
  http: HttpClient,
  { rootId, reply }: { readonly rootId: string; readonly reply: ReplyCall["reply"] },
  options: SendOptions,
): Promise<Outcome> {
  const { sender, receiver, receiverType, category, type, data, tags } = reply;
  const body = { receiver, receiverType, category, type, data, ...(tags ? { tags } : {}) };
  const path = `/messages/${encodeURIComponent(rootId)}/thread`;
  const answer = await sendOnce(http, { method: "POST", path, body, headers: { onBehalfOf: sender } }, options);
  const outcome = outcomeOf(answer, {});
  if (outcome.status !== "written") return outcome;
  const stored = Stored.safeParse(answer.body);
  if (stored.success) return { status: "written", targetId: stored.data.data.id };
  throw new TransientError("CometChat answered a reply without its id.", { delivery: "unknown" });
}

/** What an import would divide stands alone here: a refusal of the request is a refusal of the reply. */
async function importOne(reply: ReplyCall["reply"], { importMessages }: Parts, options: SendOptions): Promise<Outcome> {
  const send: (batch: readonly never[], options: SendOptions) => Promise<readonly Outcome[]> = importMessages;
  const [outcome] = await send([reply] as readonly unknown[] as readonly never[], options);
  if (outcome === undefined) throw new BatchError("no-verdict", "CometChat's answer says nothing about the reply.");
  return outcome;
}
