import type { Normalized } from "@chat-etl/sdk";
import type { WirePerson, WirePost, WireRoom, WireSeat } from "./wire.ts";

// 3. Wire → canonical. Pure: no clock, no network, no state. Test first, one test for each thing that is peculiar.
//    Ids are the platform's own, time is milliseconds UTC, text is plain with entities; what the model has no field for
//    goes to "extra". What is left out has a rule with a name.

export function normalizePerson({ handle, name }: WirePerson): Normalized {
  return [{ kind: "user", id: handle, displayName: name ?? handle }];
}

export function normalizeRoom({ room, topic }: WireRoom): Normalized {
  return [{ kind: "conversation", id: room, type: "group", ...(topic === undefined ? {} : { title: topic }) }];
}

export function normalizeSeat({ room, handle }: WireSeat): Normalized {
  return [{ kind: "membership", conversationId: room, userId: handle }];
}

export function normalizePost({ key, room, by, at, body }: WirePost): Normalized {
  if (body === "") return { drop: { code: "emptied", message: "Its author emptied it." } };
  return [{ kind: "message", id: key, conversationId: room, authorId: by, sentAt: at, text: body }];
}
