import { createHttpClient } from "@chat-etl/io";
import { CHECK_ATTEMPTS, defineSource } from "@chat-etl/sdk";
import { baseUrlOf, headersOf, isAccount } from "./account.ts";
import { TalkjsSourceConfig } from "./config.ts";
import { failureOf } from "./failure.ts";
import { FILLS } from "./fills.ts";
import { normalizeConversation, normalizeMessage, normalizeUser } from "./normalize.ts";
import type { Lister } from "./read/paging.ts";
import { withReactors } from "./read/reactors.ts";
import { CONVERSATIONS, readItems, readMessages, USERS } from "./read/read-streams.ts";
import { WireConversation, WireMessage, WireUser } from "./wire.ts";

/** TalkJS, read through its REST API v1. */
export const talkjsSource = defineSource({
  name: "talkjs",
  summary: "TalkJS, through its REST API.",
  config: TalkjsSourceConfig,
  fills: FILLS,
  capabilities: { messageOrder: "newest-first", resumable: true, incremental: true },
  streams: {
    users: { kind: "user", wire: WireUser, normalize: normalizeUser },
    conversations: { kind: "conversation", wire: WireConversation, normalize: normalizeConversation },
    messages: { kind: "message", wire: WireMessage, normalize: normalizeMessage },
  },
  identity: ({ appId }) => `talkjs:${appId}`,
  isTarget: isAccount,
  async open(config, { signal, logger, onWait }) {
    // Reading may stop with pages on their way that were asked for early: nobody waits for those any more.
    const closing = new AbortController();
    const http = createHttpClient({
      service: "TalkJS",
      baseUrl: baseUrlOf(config),
      headers: headersOf(config),
      signal: AbortSignal.any([signal, closing.signal]),
      failureOf,
      ...(onWait ? { onWait } : {}),
      pace: { requests: config.requestsPerSecond, perMs: 1000 },
    });
    return {
      read(stream, options) {
        const lister: Lister = { http, logger, signal: options.signal };
        const finish = config.reactors === "read" ? withReactors : undefined;
        if (stream === "messages") return readMessages(options, { ...lister, finish });
        return readItems(stream === "users" ? USERS : CONVERSATIONS, options.after, lister);
      },
      /** TalkJS looks at the app id first, then at the key, so one request tells which of the two is wrong (T42). */
      async check() {
        await http.get("/users", { limit: "1" }, { attempts: CHECK_ATTEMPTS });
      },
      async close() {
        if (closing.signal.aborted) return;
        closing.abort();
        await http.close();
      },
    };
  },
  sandbox: async () => (await import("./sandbox/index.ts")).talkjsSandbox,
});
