import { present } from "@chat-etl/model";
import { type Derived, RecordError } from "@chat-etl/sdk";
import type { WireShownMessage } from "../wire-shown.ts";
import { type Fields, objectOf, textOf } from "./fields.ts";
import { groupId, isSystemUid, pairId } from "./ids.ts";

/** Where a message was written, by whom, and who is named around it. */
export interface Place {
  readonly conversationId: string;
  /** `null`: the system's. */
  readonly authorId: string | null;
  /** The other one of a pair. Missing in a group. */
  readonly partnerId: string | undefined;
  /** Users that the message shows, by uid. */
  readonly people: ReadonlyMap<string, Fields>;
}

/**
 * Where a message stands. Its participants are taken from sender and receiver: the id of a conversation cannot be taken
 * apart safely (CometChat sheet, 4.6). Rows of actions and calls name people as `by`, `on` and `for`.
 *
 * @throws RecordError it names no place
 */
export function placeOf(message: WireShownMessage, data: Fields): Place {
  const entities = objectOf(data.entities);
  const author = message.sender || uidOf(entities.by) || uidOf(entities.sender);
  const receiver = message.receiver || idOf(entities.for) || idOf(entities.receiver);
  const authorId = author && !isSystemUid(author) ? author : null;
  const people = peopleOf(data);
  if (receiver && message.receiverType === "group") {
    return { conversationId: groupId(receiver), authorId, partnerId: undefined, people };
  }
  if (receiver && author && message.receiverType === "user") {
    return { conversationId: pairId(author, receiver), authorId, partnerId: receiver, people };
  }
  throw new RecordError(
    "no-place",
    "The message names no sender and receiver, so there is no conversation that it could stand in.",
  );
}

/** What a message brings along: the people it shows, and its conversation if that is a pair's. */
export function broughtAlong({ conversationId, authorId, partnerId, people }: Place): readonly Derived[] {
  const users = [...people]
    .filter(([uid]) => !isSystemUid(uid))
    .map(([uid, { name, avatar }]): Derived => {
      const shown = { ...present("avatarUrl", textOf(avatar)) };
      return { derived: { kind: "user", id: uid, displayName: textOf(name) ?? uid, ...shown } };
    });
  if (partnerId === undefined) return users;
  const type = authorId === partnerId ? "self" : "direct";
  const members = new Set([authorId, partnerId].filter((uid) => uid !== null && !isSystemUid(uid)));
  return [
    ...users,
    { derived: { kind: "conversation", id: conversationId, type } },
    ...[...members].map((uid): Derived => ({ derived: { kind: "membership", conversationId, userId: String(uid) } })),
  ];
}

/** The name of somebody, as the message shows it. */
export function nameIn(people: Place["people"], uid: string): string | undefined {
  return textOf(people.get(uid)?.name);
}

/** Everybody shown: sender and receiver, who did what to whom, who is mentioned. */
function peopleOf({ entities, mentions }: Fields): ReadonlyMap<string, Fields> {
  const around = Object.values(objectOf(entities)).map((one) => objectOf(objectOf(one).entity));
  const mentioned = Object.entries(objectOf(mentions)).map(([uid, one]) => ({ uid, ...objectOf(one) }));
  const shown = [...around, ...(Array.isArray(mentions) ? mentions.map(objectOf) : mentioned)];
  return new Map(shown.flatMap((one) => (textOf(one.uid) === undefined ? [] : [[String(one.uid), one] as const])));
}

function uidOf(entity: unknown): string | undefined {
  return textOf(objectOf(objectOf(entity).entity).uid);
}

function idOf(entity: unknown): string | undefined {
  const { uid, guid } = objectOf(objectOf(entity).entity);
  return textOf(guid) ?? textOf(uid);
}
