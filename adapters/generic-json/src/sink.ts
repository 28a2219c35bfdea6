import { resolve } from "node:path";
import { defineSink } from "@chat-etl/sdk";
import { JsonSinkConfig } from "./config.ts";
import { type ArchivedRecord, encodeRecord } from "./encode.ts";
import { readBack } from "./read-back.ts";
import { Archive } from "./write/archive.ts";

/** Records in one writing: each is a wait for the disk. */
const BATCH = { max: 1_000 };

type Wires = Readonly<Record<"user" | "conversation" | "membership" | "message", ArchivedRecord>>;

/** An archive of canonical JSON Lines: what was staged, whole, to keep or to load from later. */
export const jsonSink = defineSink<typeof JsonSinkConfig, Wires>({
  name: "json",
  summary: "A folder of canonical JSON Lines.",
  config: JsonSinkConfig,
  capabilities: {
    batch: { user: BATCH, conversation: BATCH, membership: BATCH, message: BATCH },
    // A disk has none; this is beyond what one can do.
    quota: () => ({ requests: 100_000, perMs: 1_000 }),
    // Whatever is appended twice stands there twice.
    dedupes: [],
  },
  encode: { user: encodeRecord, conversation: encodeRecord, membership: encodeRecord, message: encodeRecord },
  losses: {},
  identity: ({ folder }) => resolve(folder),
  readBack,
  async open({ folder }, given) {
    const archive = new Archive(folder);
    await archive.check(given);
    const append = (kind: keyof Wires) => (batch: readonly ArchivedRecord[]) => archive.append(kind, batch);
    const find =
      (kind: keyof Wires) =>
      (batch: readonly ArchivedRecord[], { signal }: { readonly signal: AbortSignal }) =>
        archive.find(kind, batch, signal);
    return {
      send: {
        user: append("user"),
        conversation: append("conversation"),
        membership: append("membership"),
        message: append("message"),
      },
      settle: {
        user: find("user"),
        conversation: find("conversation"),
        membership: find("membership"),
        message: find("message"),
      },
      check: () => archive.check(given),
      close: () => archive.close(),
    };
  },
});
