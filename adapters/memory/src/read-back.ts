import type { ReadBackSpec, Seen } from "@chat-etl/sdk";
import type * as z from "zod";
import type { MemoryConfig } from "./config.ts";
import { memorySource } from "./source.ts";
import type { WireNote, WirePerson, WireRoom, WireSeat } from "./wire.ts";

interface Wires {
  readonly user: WirePerson;
  readonly conversation: WireRoom;
  readonly membership: WireSeat;
  readonly message: WireNote;
}

/** Of a note all but who liked it, which people change. */
export const readBack: ReadBackSpec<z.output<typeof MemoryConfig>, Wires> = {
  source: memorySource,
  config: ({ app }) => ({ app }),
  sent: {
    user: ({ wires }) => wires.map(personSeen),
    conversation: ({ wires }) => wires.map(roomSeen),
    membership: ({ wires }) => wires.map(seatSeen),
    message: ({ wires }) => wires.map(noteSeen),
  },
  found: {
    people: (person: WirePerson) => [personSeen(person)],
    rooms: (room: WireRoom) => [roomSeen(room), ...room.handles.map((handle) => seatSeen({ room: room.room, handle }))],
    notes: (note: WireNote) => [{ ...noteSeen(note), at: note.at }],
  },
};

function personSeen({ handle, name }: WirePerson): Seen {
  return { kind: "user", key: handle, content: { name: name ?? null } };
}

function roomSeen({ room, topic }: WireRoom): Seen {
  return { kind: "conversation", key: room, conversation: room, content: { topic: topic ?? null } };
}

function seatSeen({ room, handle }: WireSeat): Seen {
  return { kind: "membership", key: JSON.stringify([room, handle]), conversation: room, content: {} };
}

function noteSeen({ key, room, by, at, body }: WireNote): Seen {
  return { kind: "message", key, conversation: room, content: { by, at, body } };
}
