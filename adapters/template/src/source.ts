import { createHttpClient, type HttpClient } from "@chat-etl/io";
import { CHECK_ATTEMPTS, defineSource, type Page, type ReadOptions } from "@chat-etl/sdk";
import * as z from "zod";
import { ParleySourceConfig } from "./config.ts";
import { failureOf } from "./failure.ts";
import { normalizePerson, normalizePost, normalizeRoom, normalizeSeat } from "./normalize.ts";
import { WirePerson, WirePost, WireRoom, WireSeat } from "./wire.ts";

// 4. Where and how to read: pages in the platform's own order, each with the cursor behind it. No checking, mapping or
//    remembering here. Declare capabilities honestly: the conformance suite tries them.

/** Requests in a second that the platform allows. */
const REQUESTS_PER_SECOND = 20;

/** Most of one list that the platform gives at once. */
const LIMIT = 100;

/** `last`: what to ask behind. */
const Answer = z.object({ items: z.array(z.unknown()), last: z.number() });

export const parleySource = defineSource({
  name: "parley",
  summary: "Parley, through its API.",
  config: ParleySourceConfig,
  fills: { conversation: ["title"], message: ["text"] },
  capabilities: { messageOrder: "oldest-first", resumable: true, incremental: false },
  streams: {
    people: { kind: "user", wire: WirePerson, normalize: normalizePerson },
    rooms: { kind: "conversation", wire: WireRoom, normalize: normalizeRoom },
    seats: { kind: "membership", wire: WireSeat, normalize: normalizeSeat },
    posts: { kind: "message", wire: WirePost, normalize: normalizePost },
  },
  identity: ({ baseUrl }) => `parley:${new URL(baseUrl).host}`,
  isTarget: ({ baseUrl }, target) => new URL(baseUrl).host === target,
  async open({ baseUrl, token }, { signal, onWait }) {
    const http = createHttpClient({
      service: "Parley",
      baseUrl,
      headers: { authorization: `Bearer ${token}` },
      signal,
      failureOf,
      ...(onWait ? { onWait } : {}),
      pace: { requests: REQUESTS_PER_SECOND, perMs: 1000 },
    });
    return {
      read: (stream, options) => readList(http, stream, options),
      check: async () => void (await http.get("/people", { limit: "1" }, { attempts: CHECK_ATTEMPTS })),
      close: () => http.close(),
    };
  },
  sandbox: async () => (await import("./sandbox/index.ts")).parleySandbox,
});

async function* readList(http: HttpClient, list: string, { after = "0", signal }: ReadOptions): AsyncGenerator<Page> {
  for (let behind = after; ; ) {
    signal.throwIfAborted();
    const { items, last } = Answer.parse(await http.get(`/${list}`, { after: behind, limit: String(LIMIT) }));
    const values = items.map((value, at) => ({ value, origin: `${list}?after=${behind}#${at}` }));
    behind = String(last);
    if (values.length > 0) yield { values, cursor: behind };
    if (values.length < LIMIT) return;
  }
}
