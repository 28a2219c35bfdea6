import { defineSource, type Page, type ReadOptions } from "@chat-etl/sdk";
import * as z from "zod";
import { type MemoryApp, memoryApp } from "./app.ts";
import { MemoryConfig } from "./config.ts";
import { normalizeNote, normalizePerson, normalizeRoom } from "./normalize.ts";
import { WireNote, WirePerson, WireRoom } from "./wire.ts";

const PAGE = 10;

/** How many values have been read. */
const MemoryCursor = z.coerce.number().int().nonnegative();

export const memorySource = defineSource({
  name: "memory",
  summary: "An app in this process's memory.",
  config: MemoryConfig,
  fills: { conversation: ["title"], message: ["text", "reactions"] },
  capabilities: { messageOrder: "oldest-first", resumable: true, incremental: false },
  streams: {
    people: { kind: "user", wire: WirePerson, normalize: normalizePerson },
    rooms: { kind: "conversation", wire: WireRoom, normalize: normalizeRoom },
    notes: { kind: "message", wire: WireNote, normalize: normalizeNote },
  },
  identity: ({ app }) => `memory:${app}`,
  async open({ app }) {
    return { read: (stream, options) => readPages(memoryApp(app), stream, options) };
  },
});

async function* readPages(
  app: MemoryApp,
  stream: keyof MemoryApp,
  { after, signal }: ReadOptions,
): AsyncGenerator<Page> {
  const all = app[stream];
  for (let at = MemoryCursor.parse(after ?? 0); at < all.length; at += PAGE) {
    signal.throwIfAborted();
    const values = all.slice(at, at + PAGE).map((value, index) => ({ value, origin: `${stream}[${at + index}]` }));
    yield { values, cursor: String(at + values.length) };
  }
}
