import { defineSink, type Outcome, type Removed } from "@chat-etl/sdk";
import { type MemoryApp, memoryApp } from "./app.ts";
import { MemoryConfig } from "./config.ts";
import { encodeConversation, encodeMembership, encodeMessage, encodeUser, LOSSES } from "./encode.ts";
import { readBack } from "./read-back.ts";
import type { WireSeat } from "./wire.ts";

const BATCH = { max: 10 };

export const memorySink = defineSink({
  name: "memory",
  summary: "An app in this process's memory.",
  config: MemoryConfig,
  capabilities: {
    batch: { user: BATCH, conversation: BATCH, membership: BATCH, message: BATCH },
    dedupes: ["user", "conversation", "membership", "message"],
    lateWithinMs: Number.POSITIVE_INFINITY,
    quota: () => ({ requests: 1_000, perMs: 1_000 }),
  },
  encode: { user: encodeUser, conversation: encodeConversation, membership: encodeMembership, message: encodeMessage },
  losses: LOSSES,
  removal: {
    order: ["message", "membership", "conversation", "user"],
    takesAlong: [],
    stays: [],
    quotaClass: "main",
    quota: () => ({ requests: 1_000, perMs: 1_000 }),
  },
  identity: ({ app }) => app,
  readBack,
  async open({ app: name }) {
    const app = memoryApp(name);
    return {
      send: {
        user: async (people) => people.map((person) => addOnce(app.people, person, (one) => one.handle)),
        conversation: async (rooms) => rooms.map((room) => addOnce(app.rooms, room, (one) => one.room)),
        membership: async (seats) => seats.map((seat) => sit(app, seat)),
        message: async (notes) => notes.map((note) => addOnce(app.notes, note, (one) => one.key)),
      },
      remove: {
        user: async ({ wires }) => removeOnce(app.people, wires, (one) => one.handle),
        conversation: async ({ wires }) => removeOnce(app.rooms, wires, (one) => one.room),
        membership: async ({ wires }) => stand(app, wires),
        message: async ({ wires }) => removeOnce(app.notes, wires, (one) => one.key),
      },
      check: async () => {},
    };
  },
});

function addOnce<T>(list: T[], value: T, keyOf: (value: T) => string): Outcome {
  const key = keyOf(value);
  if (list.some((one) => keyOf(one) === key)) return { status: "duplicate", targetId: key };
  list.push(value);
  return { status: "written", targetId: key };
}

function sit(app: MemoryApp, { room, handle }: WireSeat): Outcome {
  const found = app.rooms.find((one) => one.room === room);
  if (found === undefined) {
    return { status: "rejected", reason: { code: "no-room", message: `There is no room "${room}".` } };
  }
  return addOnce(found.handles, handle, (one) => one);
}

function removeOnce<T>(list: T[], values: readonly T[], keyOf: (value: T) => string): Removed {
  const keys = new Set(values.map(keyOf));
  const left = list.filter((one) => !keys.has(keyOf(one)));
  list.splice(0, list.length, ...left);
  return { status: "removed" };
}

function stand(app: MemoryApp, seats: readonly WireSeat[]): Removed {
  for (const { room, handle } of seats) {
    const handles = app.rooms.find((one) => one.room === room)?.handles ?? [];
    removeOnce(handles, [handle], (one) => one);
  }
  return { status: "removed" };
}
