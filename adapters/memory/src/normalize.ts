import type { Normalized } from "@chat-etl/sdk";
import type { WireNote, WirePerson, WireRoom } from "./wire.ts";

export function normalizePerson(person: WirePerson): Normalized {
  return [{ kind: "user", id: person.handle, displayName: person.name ?? person.handle }];
}

export function normalizeRoom(room: WireRoom): Normalized {
  return [
    { kind: "conversation", id: room.room, type: "group", ...(room.topic === undefined ? {} : { title: room.topic }) },
    ...room.handles.map((userId) => ({ kind: "membership", conversationId: room.room, userId }) as const),
  ];
}

/** A note its author emptied is left out. */
export function normalizeNote(note: WireNote): Normalized {
  if (note.body === "") return { drop: { code: "emptied", message: "Its author emptied it." } };
  return [
    {
      kind: "message",
      id: note.key,
      conversationId: note.room,
      authorId: note.by,
      sentAt: note.at,
      text: note.body,
      reactions: note.likes.map((userId) => ({ emoji: "👍", userId })),
    },
  ];
}
