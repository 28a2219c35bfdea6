import type { CountRequests } from "@chat-etl/sdk";
import type { Call } from "./call.ts";

/** The requests that `callSender` makes: what it has sent before it sends no second time. */
export function countCalls(): CountRequests<Call> {
  const sent = new Set<string>();
  return (calls) => {
    const before = sent.size;
    for (const call of calls) sent.add(JSON.stringify(call));
    return sent.size - before;
  };
}
