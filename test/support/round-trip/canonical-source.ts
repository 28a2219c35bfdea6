import { AnyRecord, type ChatRecord, type Kind } from "@chat-etl/model";
import { defineSource } from "@chat-etl/sdk";
import * as z from "zod";

const PAGE = 50;

const stream = <K extends Kind>(kind: K) =>
  ({ kind, wire: AnyRecord, normalize: (record: ChatRecord) => [record] }) as const;

/** A source whose values are canonical records already. */
export const canonicalSource = defineSource({
  name: "canonical",
  summary: "Canonical records in this process's memory.",
  config: z.object({ records: z.array(z.custom<ChatRecord>()) }),
  capabilities: { messageOrder: "oldest-first", resumable: false, incremental: false },
  streams: {
    user: stream("user"),
    conversation: stream("conversation"),
    membership: stream("membership"),
    message: stream("message"),
  },
  identity: () => "canonical:world",
  async open({ records }) {
    return {
      async *read(kind) {
        const all = records.filter((record) => record.kind === kind);
        for (let at = 0; at < all.length; at += PAGE) {
          yield {
            values: all.slice(at, at + PAGE).map((value, index) => ({ value, origin: `${kind}[${at + index}]` })),
          };
        }
      },
    };
  },
});
