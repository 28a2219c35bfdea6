import { join, resolve } from "node:path";
import { readJsonLines } from "@chat-etl/io";
import { defineSource } from "@chat-etl/sdk";
import { ParleySourceConfig } from "./config.files.ts";
import { normalizePerson, normalizePost, normalizeRoom, normalizeSeat } from "./normalize.ts";
import { WirePerson, WirePost, WireRoom, WireSeat } from "./wire.ts";

// 4. Where and how to read: pages in the file's own order, each with the cursor behind it. No checking, mapping or
//    remembering here. @chat-etl/io also reads giant JSON documents, CSV, zip archives and .gz in flat memory. Declare
//    capabilities honestly: the conformance suite tries them.

export const parleySource = defineSource({
  name: "parley",
  summary: "Parley, from an unpacked export.",
  config: ParleySourceConfig,
  fills: { conversation: ["title"], message: ["text"] },
  capabilities: { messageOrder: "oldest-first", resumable: true, incremental: false },
  streams: {
    people: { kind: "user", wire: WirePerson, normalize: normalizePerson },
    rooms: { kind: "conversation", wire: WireRoom, normalize: normalizeRoom },
    seats: { kind: "membership", wire: WireSeat, normalize: normalizeSeat },
    posts: { kind: "message", wire: WirePost, normalize: normalizePost },
  },
  // The account that was exported. If the export names it, take it from there: a folder may be moved.
  identity: ({ folder }) => `parley:${resolve(folder)}`,
  async open({ folder }) {
    return { read: (stream, options) => readJsonLines(join(folder, `${stream}.jsonl`), options) };
  },
});
