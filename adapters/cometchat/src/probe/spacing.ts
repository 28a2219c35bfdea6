import { setTimeout as sleep } from "node:timers/promises";
import type { Quota } from "@chat-etl/sdk";

/**
 * Lets requests go one by one, each so long after the answer to the one before that no window, fixed or sliding, can
 * hold more of them than the quota.
 */
export function createSpacing({ requests, perMs }: Quota, signal: AbortSignal) {
  const pauseMs = Math.ceil(perMs / requests);
  let freeAt = 0;
  return async <T>(send: () => Promise<T>): Promise<T> => {
    const ms = freeAt - performance.now();
    // A timer may fire a millisecond early.
    if (ms > 0) await sleep(ms + 1, undefined, { signal });
    try {
      return await send();
    } finally {
      freeAt = performance.now() + pauseMs;
    }
  };
}
