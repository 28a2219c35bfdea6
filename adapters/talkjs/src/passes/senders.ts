import type { HttpClient } from "@chat-etl/io";
import { BatchError, type Outcome, type PassSender } from "@chat-etl/sdk";
import { isSamePart, readBack } from "../load/read-back.ts";
import { type Sending, withTurns } from "../load/turns.ts";
import { isPlace, pathOf } from "../path.ts";
import type { Call } from "./call.ts";
import type { ReactionCall } from "./reactions.ts";

const NOT_FOUND: Outcome = {
  status: "rejected",
  reason: {
    code: "message-not-found",
    message: "The message it belongs to is not found by its source id; it may have been deleted in the app.",
  },
};

const UNADDRESSABLE: Outcome = {
  status: "rejected",
  reason: {
    code: "unaddressable-user",
    message: 'A user with the id "." or ".." cannot be addressed: in an address these are places.',
  },
};

/** One request per call. What this process has sent before it sends no second time. */
export function callSender(http: HttpClient): PassSender {
  const sent = new Map<string, Outcome>();
  return {
    send: async (calls: readonly Call[], options) => {
      const sending = withTurns(options);
      const outcomes: Outcome[] = [];
      for (const call of calls) {
        const key = JSON.stringify(call);
        const outcome = sent.get(key) ?? (await sendCall(http, call, sending));
        // Only batches name one thing twice.
        if (calls.length > 1) sent.set(key, outcome);
        outcomes.push(outcome);
      }
      return outcomes;
    },
  };
}

export function reactionSender(http: HttpClient): PassSender {
  return {
    send: async (calls: readonly ReactionCall[], options) => {
      const sending = withTurns(options);
      const outcomes: Outcome[] = [];
      for (const call of calls) {
        const id = call.messageId ?? (await findMessage(http, call, sending));
        const place = [
          "conversations",
          call.conversationId,
          "messages",
          id ?? "",
          "reactions",
          call.emoji,
          call.userId,
        ];
        const request: Call = { method: "PUT", path: pathOf(...place) };
        outcomes.push(id === undefined ? NOT_FOUND : await sendCall(http, request, sending));
      }
      return outcomes;
    },
  };
}

async function sendCall(http: HttpClient, { method, path, body }: Call, { signal, turn }: Sending): Promise<Outcome> {
  if (isPlace(path.slice(path.lastIndexOf("/") + 1))) return UNADDRESSABLE;
  await turn();
  try {
    await http.send({ method, path, body, signal });
    return { status: "written" };
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    // Who is not there need not be taken out.
    if (method === "DELETE" && /NOT_FOUND$|^HTTP_404$/.test(error.code)) return { status: "duplicate" };
    return { status: "rejected", reason: { code: error.code, message: error.message } };
  }
}

async function findMessage(
  http: HttpClient,
  { conversationId, custom, sentAt }: ReactionCall,
  { turn }: Sending,
): Promise<string | undefined> {
  const found = await readBack(http, conversationId, { since: sentAt, turn });
  return found.findLast((message) => isSamePart(message, { custom }))?.id;
}
