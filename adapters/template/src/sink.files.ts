import { resolve } from "node:path";
import { defineSink } from "@chat-etl/sdk";
import { ParleySinkConfig } from "./config.files.ts";
import { encodeConversation, encodeMembership, encodeMessage, encodeUser, LOSSES } from "./encode.ts";
import { LineFile } from "./line-file.files.ts";
import type { WirePerson, WirePost, WireRoom, WireSeat } from "./wire.ts";

// 6. Where and how to write: one outcome for every value, in order. Batching, ordering and remembering are the engine's.
//    A file keeps whatever is written twice, so nothing is in "dedupes", and "settle" reads back what became of a batch
//    that a crash cut off.

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
  async open({ folder }) {
    const people = new LineFile<WirePerson>(folder, "people", ({ handle }) => handle);
    const rooms = new LineFile<WireRoom>(folder, "rooms", ({ room }) => room);
    const seats = new LineFile<WireSeat>(folder, "seats", ({ room, handle }) => JSON.stringify([room, handle]));
    const posts = new LineFile<WirePost>(folder, "posts", ({ key }) => key);
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
      check: async () => {},
    };
  },
});
