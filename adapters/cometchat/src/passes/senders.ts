import type { HttpAnswer, HttpClient, HttpRequest } from "@chat-etl/io";
import type { Outcome, PassSender, SendOptions } from "@chat-etl/sdk";
import { rateOf } from "../failure.ts";
import { type Call, MESSAGE_ID, type MessageRef } from "./call.ts";
import { findMessage, hasReacted } from "./find-message.ts";
import { outcomeOf } from "./verdict.ts";

const NOT_FOUND: Outcome = {
  status: "rejected",
  reason: {
    code: "message-not-found",
    message: "The message it belongs to is not found in the app by its source id; it may have been deleted there.",
  },
};

/** One request per call; the answer says what became of it. */
export function callSender(http: HttpClient): PassSender {
  const find = finder(http);
  return {
    send: async (calls: readonly Call[], options) => {
      const outcomes: Outcome[] = [];
      for (const call of calls) outcomes.push(await sendCall(call, { http, find, options }));
      return outcomes;
    },
  };
}

/** Sends what it has sent before no second time: a thousand users share a role. */
export function onceSender(http: HttpClient): PassSender {
  const find = finder(http);
  const known = new Map<string, Outcome>();
  return {
    send: async (calls: readonly Call[], options) => {
      const outcomes: Outcome[] = [];
      for (const call of calls) {
        const key = JSON.stringify(call.body);
        const outcome = known.get(key) ?? (await sendCall(call, { http, find, options }));
        known.set(key, outcome);
        outcomes.push(outcome);
      }
      return outcomes;
    },
  };
}

/** So many ids that had to be looked up are remembered: a message may have many reactions. */
const REMEMBERED = 1_000;

function finder(http: HttpClient): (ref: MessageRef) => Promise<string | undefined> {
  const known = new Map<string, string>();
  return async (ref) => {
    const id = known.get(ref.sourceId) ?? (await findMessage(http, ref));
    if (known.size >= REMEMBERED) known.clear();
    if (id !== undefined) known.set(ref.sourceId, id);
    return id;
  };
}

interface Sending {
  readonly http: HttpClient;
  readonly find: ReturnType<typeof finder>;
  readonly options: SendOptions;
}

async function sendCall(call: Call, { http, find, options }: Sending): Promise<Outcome> {
  const { method, onBehalfOf, message } = call;
  const id = message && (await find(message));
  if (message !== undefined && id === undefined) return NOT_FOUND;
  const path = call.path.replace(MESSAGE_ID, encodeURIComponent(id ?? ""));
  // The reading calls take an id as a number (section 6).
  const body = call.body?.messageId === MESSAGE_ID ? { ...call.body, messageId: Number(id) } : call.body;
  const headers = onBehalfOf ? { onBehalfOf } : {};
  const outcome = outcomeOf(await sendOnce(http, { method, path, body, headers }, options), call);
  if (outcome.status !== "rejected" || !call.isListed || onBehalfOf === undefined) return outcome;
  // An app may refuse what is there already, and does not document with which code.
  return (await hasReacted(http, path, onBehalfOf)) ? { status: "duplicate" } : outcome;
}

/** Sends, and tells on what the answer says about the quota. */
export async function sendOnce(
  http: HttpClient,
  request: HttpRequest,
  { signal, onRate }: SendOptions,
): Promise<HttpAnswer> {
  const answer = await http.send({ ...request, signal });
  const rate = rateOf(answer.headers, Date.now());
  if (rate) onRate?.(rate);
  return answer;
}
