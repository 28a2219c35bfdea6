import type { HttpAnswer, HttpClient, HttpRequest } from "@chat-etl/io";
import { BatchError, type Outcome, type PassSender, type SendOptions, TransientError } from "@chat-etl/sdk";
import * as z from "zod";
import { plainCode, rateOf } from "../failure.ts";
import { type Call, MESSAGE_ID } from "./call.ts";
import { findMessage, findReply } from "./find-message.ts";
import { ALREADY_SO, adviceFor } from "./refusals.ts";
import type { ReplyCall } from "./threads.ts";

const NOT_FOUND: Outcome = {
  status: "rejected",
  reason: {
    code: "message-not-found",
    message: "The message it belongs to is not found in the app by its source id; it may have been deleted there.",
  },
};

/** One request per call; the answer says what became of it. */
export function callSender(http: HttpClient): PassSender {
  return {
    send: async (calls: readonly Call[], options) => {
      const outcomes: Outcome[] = [];
      for (const call of calls) outcomes.push(await sendCall(http, call, options));
      return outcomes;
    },
  };
}

/** Sends what it has sent before no second time: a thousand users share a role. */
export function onceSender(http: HttpClient): PassSender {
  const known = new Map<string, Outcome>();
  return {
    send: async (calls: readonly Call[], options) => {
      const outcomes: Outcome[] = [];
      for (const call of calls) {
        const key = JSON.stringify(call.body);
        const outcome = known.get(key) ?? (await sendCall(http, call, options));
        known.set(key, outcome);
        outcomes.push(outcome);
      }
      return outcomes;
    },
  };
}

/** Replies, by the thread's own call or by the import; read back where no answer came. */
export function replySender(http: HttpClient, importMessages: PassSender["send"]): PassSender {
  return {
    send: async (calls: readonly ReplyCall[], options) => {
      const outcomes: Outcome[] = [];
      for (const call of calls) outcomes.push(await sendReply(call, { http, importMessages, options }));
      return outcomes;
    },
    settle: async (calls: readonly ReplyCall[]) => await Promise.all(calls.map((call) => settleReply(http, call))),
  };
}

async function sendCall(http: HttpClient, call: Call, options: SendOptions): Promise<Outcome> {
  const { method, onBehalfOf, message } = call;
  const id = message && (await findMessage(http, message));
  if (message !== undefined && id === undefined) return NOT_FOUND;
  const path = call.path.replace(MESSAGE_ID, id ?? "");
  // The reading calls take an id as a number (section 6).
  const body = call.body?.messageId === MESSAGE_ID ? { ...call.body, messageId: Number(id) } : call.body;
  const headers = onBehalfOf ? { onBehalfOf } : {};
  return outcomeOf(await sent(http, { method, path, body, headers }, options));
}

/** Sends, and tells on what the answer says about the quota. */
async function sent(http: HttpClient, request: HttpRequest, { signal, onRate }: SendOptions): Promise<HttpAnswer> {
  const answer = await http.send({ ...request, signal });
  const rate = rateOf(answer.headers, Date.now());
  if (rate) onRate?.(rate);
  return answer;
}

interface Reply {
  readonly http: HttpClient;
  readonly importMessages: PassSender["send"];
  readonly options: SendOptions;
}

async function sendReply({ reply, root }: ReplyCall, { http, importMessages, options }: Reply): Promise<Outcome> {
  if (root === undefined) return await importOne(reply, { importMessages, options });
  const id = await findMessage(http, root);
  if (id === undefined) return await importOne(reply, { importMessages, options });
  const { sender, receiver, receiverType, category, type, data, tags } = reply;
  const body = { receiver, receiverType, category, type, data, ...(tags ? { tags } : {}) };
  const path = `/messages/${encodeURIComponent(id)}/thread`;
  const request = { method: "POST", path, body, headers: { onBehalfOf: sender } } as const;
  return outcomeOf(await sent(http, request, options), { keepsId: true });
}

/** What an import would divide stands alone here: a refusal of the request is a refusal of the reply. */
async function importOne(
  reply: ReplyCall["reply"],
  { importMessages, options }: Pick<Reply, "importMessages" | "options">,
): Promise<Outcome> {
  const send: (batch: readonly never[], options: SendOptions) => Promise<readonly Outcome[]> = importMessages;
  const [outcome] = await send([reply] as readonly unknown[] as readonly never[], options);
  if (outcome === undefined) throw new BatchError("no-verdict", "CometChat's answer says nothing about the reply.");
  return outcome;
}

async function settleReply(http: HttpClient, { reply, root }: ReplyCall): Promise<Outcome> {
  const absent: Outcome = { status: "retry", reason: { code: "absent", message: "It is not there; it is sent." } };
  // The import dedupes: sending again finds out.
  const rootId = root && (await findMessage(http, root));
  if (rootId === undefined) return absent;
  const targetId = await findReply(http, rootId, reply.data.metadata);
  return targetId === undefined ? absent : { status: "written", targetId };
}

const Refused = z.object({ error: z.object({ code: z.string() }) });
const Stored = z.object({ data: z.object({ id: z.union([z.string(), z.number()]).optional() }) });

function outcomeOf({ status, body }: HttpAnswer, { keepsId = false }: { readonly keepsId?: boolean } = {}): Outcome {
  const codes = status >= 400 ? [Refused.safeParse(body).data?.error.code ?? `HTTP_${status}`] : refusalsIn(body);
  const [refused] = codes.filter((code) => !ALREADY_SO.has(code)).map(plainCode);
  if (refused !== undefined) {
    const message = `CometChat refused it with ${refused}: ${adviceFor(refused)}.`;
    return { status: "rejected", reason: { code: refused, message } };
  }
  if (codes.length > 0) return { status: "duplicate" };
  const id = Stored.safeParse(body).data?.data.id;
  if (keepsId && id === undefined) {
    throw new TransientError("CometChat answered a reply without its id.", { delivery: "unknown" });
  }
  return { status: "written", targetId: keepsId ? String(id) : undefined };
}

const Verdict = z.object({ success: z.literal(false), error: z.object({ code: z.string() }).optional() });
const Nested = z.record(z.string(), z.unknown());

/** Codes of the parts that a success answer says failed: friends and blocks have a verdict each, one or two levels deep. */
function refusalsIn(body: unknown, depth = 0): readonly string[] {
  const verdict = Verdict.safeParse(body);
  if (verdict.success) return [verdict.data.error?.code ?? "REFUSED"];
  const nested = Nested.safeParse(body);
  if (depth > 3 || !nested.success) return [];
  return Object.values(nested.data).flatMap((value) => refusalsIn(value, depth + 1));
}
