import type { ChatRecord } from "@chat-etl/model";
import { type AnySource, defineSource } from "@chat-etl/sdk";
import * as z from "zod";

/** A source that gives these records, and nothing else. */
export function sourceOf(world: readonly ChatRecord[]): AnySource {
  const values = world.map((value, index) => ({ value, origin: `world[${index}]` }));
  return defineSource({
    name: "conformance",
    summary: "A world to try a sink with.",
    config: z.strictObject({}),
    capabilities: { messageOrder: "oldest-first", resumable: false, incremental: false },
    streams: { world: { kind: "message", wire: z.custom<ChatRecord>(), normalize: (record) => [record] } },
    identity: () => "conformance:world",
    async open() {
      return {
        async *read() {
          yield { values };
        },
      };
    },
  });
}
