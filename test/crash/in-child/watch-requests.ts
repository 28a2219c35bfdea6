import { subscribe } from "node:diagnostics_channel";
import type { Fate } from "./fate.ts";

/** Reaches the steps of a request that writes: sent whole, its answer has begun to come, its answer is there. */
export function watchRequests(fate: Fate): void {
  const steps = { bodySent: "request sent", headers: "answer lost", trailers: "answer read" } as const;
  for (const [channel, step] of Object.entries(steps)) {
    subscribe(`undici:request:${channel}`, (message) => {
      const { request } = message as { readonly request: { readonly method: string } };
      if (request.method !== "GET") fate.reach(step);
    });
  }
}
