import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileFailure, LineFile } from "@chat-etl/io";
import { ConfigError, defineSink, type SinkContext } from "@chat-etl/sdk";
import { ParleySinkConfig } from "./config.files.ts";
import { encodeConversation, encodeMembership, encodeMessage, encodeUser, LOSSES } from "./encode.ts";
import type { WirePerson, WirePost, WireRoom, WireSeat } from "./wire.ts";

// 6. Where and how to write: one outcome for every value, in order. Batching, ordering and remembering are the engine's.
//    A file keeps whatever is written twice, so nothing is in "dedupes", and "settle" reads back what became of a batch
//    that a crash cut off. For the same reason "check" refuses a folder that holds what this workspace has not written.

const BATCH = { max: 500 };

export const parleySink = defineSink({
  name: "parley",
  summary: "Parley, as the folder its import reads.",
  config: ParleySinkConfig,
  losses: LOSSES,
  capabilities: {
    batch: { user: BATCH, conversation: BATCH, membership: BATCH, message: BATCH },
    dedupes: [],
    // A disk has none; this is beyond what one can do.
    quota: () => ({ requests: 100_000, perMs: 1_000 }),
  },
  encode: { user: encodeUser, conversation: encodeConversation, membership: encodeMembership, message: encodeMessage },
  identity: ({ folder }) => resolve(folder),
  async open({ folder }, context) {
    const fileOf = (name: string) => join(folder, `${name}.jsonl`);
    const people = new LineFile<WirePerson>(fileOf("people"), { keyOf: ({ handle }) => handle });
    const rooms = new LineFile<WireRoom>(fileOf("rooms"), { keyOf: ({ room }) => room });
    const seats = new LineFile<WireSeat>(fileOf("seats"), {
      keyOf: ({ room, handle }) => JSON.stringify([room, handle]),
    });
    const posts = new LineFile<WirePost>(fileOf("posts"), { keyOf: ({ key }) => key });
    return {
      send: {
        user: (batch) => people.append(batch),
        conversation: (batch) => rooms.append(batch),
        membership: (batch) => seats.append(batch),
        message: (batch) => posts.append(batch),
      },
      settle: {
        user: (batch, { signal }) => people.find(batch, signal),
        conversation: (batch, { signal }) => rooms.find(batch, signal),
        membership: (batch, { signal }) => seats.find(batch, signal),
        message: (batch, { signal }) => posts.find(batch, signal),
      },
      check: () => mustFit(folder, context),
    };
  },
});

/** @throws ConfigError the folder holds something that is not of this workspace, or what this one had written is gone */
async function mustFit(folder: string, { isFirst, hasWritten }: SinkContext): Promise<void> {
  const isEmpty = (await namesIn(folder)).length === 0;
  if (isFirst && !isEmpty) {
    throw new ConfigError(
      `"${folder}" is not empty, and this workspace wrote nothing there: everything would stand in it twice. Name a new folder with --sink.folder, or the workspace it was written from.`,
    );
  }
  if (hasWritten && isEmpty) {
    throw new ConfigError(
      `"${folder}", where this workspace wrote, is empty or gone. Put it back, or begin anew with --fresh.`,
    );
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fileFailure(folder, error);
  });
}
