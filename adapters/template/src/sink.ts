import { createHttpClient } from "@chat-etl/io";
import { CHECK_ATTEMPTS, defineSink, type Outcome } from "@chat-etl/sdk";
import * as z from "zod";
import { ParleySinkConfig } from "./config.ts";
import { encodeConversation, encodeMembership, encodeMessage, encodeUser, LOSSES } from "./encode.ts";
import { failureOf } from "./failure.ts";

// 6. Where and how to send: one outcome for every value, in order. Batching, pacing, retrying, ordering and remembering
//    are the engine's. A kind that the platform keeps twice when it is sent twice is left out of "dedupes" and gets a
//    "settle" that reads back. For etl verify, undo, map and probe see readBack, removal, users and probe in SinkSpec.

/** The platform's documented limits. */
const BATCH = { max: 50 };
const QUOTA = { requests: 600, perMs: 60_000 };

/** One verdict for every value, in their order. */
const Answer = z.object({ verdicts: z.array(z.enum(["created", "exists", "invalid"])) });

const OUTCOMES: Readonly<Record<z.infer<typeof Answer>["verdicts"][number], Outcome>> = {
  created: { status: "written" },
  exists: { status: "duplicate" },
  invalid: { status: "rejected", reason: { code: "invalid", message: "Parley calls it invalid." } },
};

export const parleySink = defineSink({
  name: "parley",
  summary: "Parley, through its API.",
  config: ParleySinkConfig,
  losses: LOSSES,
  capabilities: {
    batch: { user: BATCH, conversation: BATCH, membership: BATCH, message: BATCH },
    dedupes: ["user", "conversation", "membership", "message"],
    quota: () => QUOTA,
  },
  encode: { user: encodeUser, conversation: encodeConversation, membership: encodeMembership, message: encodeMessage },
  identity: ({ baseUrl }) => new URL(baseUrl).host,
  async open({ baseUrl, token }, { signal }) {
    const headers = { authorization: `Bearer ${token}` };
    const http = createHttpClient({ service: "Parley", baseUrl, headers, signal, failureOf });
    const post = (list: string) => async (items: readonly object[]) => {
      const { body } = await http.send({ method: "POST", path: `/${list}`, body: { items } });
      return Answer.parse(body).verdicts.map((verdict) => OUTCOMES[verdict]);
    };
    return {
      send: { user: post("people"), conversation: post("rooms"), membership: post("seats"), message: post("posts") },
      check: async () => void (await http.get("/people", { limit: "1" }, { attempts: CHECK_ATTEMPTS })),
      close: () => http.close(),
    };
  },
  sandbox: async () => (await import("./sandbox/index.ts")).parleySandbox,
});
