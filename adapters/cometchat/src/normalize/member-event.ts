import type { Derived, Normalized } from "@chat-etl/sdk";
import type { WireShownMessage } from "../wire-shown.ts";
import type { Rules } from "../wire-values.ts";
import { extraOf, type Fields, instant, NONE, objectOf, textOf } from "./fields.ts";
import { isSystemUid } from "./ids.ts";
import { broughtAlong, nameIn, type Place, placeOf } from "./place.ts";

interface Event {
  readonly event: string;
  /** What it says, with the names of who did it and of whom it was done to. */
  say(by: string, on: string): string;
  /** What follows for the membership of the latter. */
  readonly effect?: "joined" | "left" | "banned";
}

/** What can happen to a member. The list of names is not documented whole (CometChat sheet, 4.7). */
const EVENTS: Readonly<Record<string, Event>> = {
  joined: { event: "member_joined", say: (_, on) => `${on} joined`, effect: "joined" },
  added: { event: "member_added", say: (by, on) => `${by} added ${on}`, effect: "joined" },
  left: { event: "member_left", say: (_, on) => `${on} left`, effect: "left" },
  kicked: { event: "member_kicked", say: (by, on) => `${by} removed ${on}`, effect: "left" },
  banned: { event: "member_banned", say: (by, on) => `${by} banned ${on}`, effect: "banned" },
  unbanned: { event: "member_unbanned", say: (by, on) => `${by} unbanned ${on}` },
  scopeChanged: { event: "member_role_changed", say: (by, on) => `${by} changed the role of ${on}` },
};

/**
 * A row that tells what happened to a group's member: a system message, and what is known by it of a membership that no
 * list has any more.
 */
export function normalizeMemberEvent(message: WireShownMessage, { keepsMemberEvents }: Rules): Normalized {
  if (!keepsMemberEvents)
    return { drop: { code: "member-event", message: "System messages are left out, as asked for." } };
  const data = objectOf(message.data);
  const place = placeOf(message, data);
  const { by, on } = objectOf(data.entities);
  const action = textOf(data.action) ?? "changed";
  const known = Object.hasOwn(EVENTS, action) ? EVENTS[action] : undefined;
  const [byId, onId] = [uidOf(by) ?? message.sender ?? undefined, uidOf(on)];
  const authorId = byId && !isSystemUid(byId) ? byId : null;
  const [byName, onName] = [nameOf(byId, place), nameOf(onId ?? byId, place)];
  return [
    {
      kind: "message",
      id: message.id,
      conversationId: place.conversationId,
      authorId,
      type: "system",
      sentAt: Math.floor(message.sentAt * 1000),
      event: known?.event ?? `member_${action}`,
      text: textOf(data.text) ?? known?.say(byName, onName) ?? "",
      extra: extraOf({ memberId: onId, extras: objectOf(data.extras) }, NONE),
    },
    ...membershipOf(onId ?? byId, known, message, place),
    ...broughtAlong({ ...place, authorId }),
  ];
}

/** Who is a member now stands in a list that goes before this; whoever does not is none any more. */
function membershipOf(
  userId: string | undefined,
  known: Event | undefined,
  { sentAt }: WireShownMessage,
  { conversationId, partnerId }: Place,
): readonly Derived[] {
  if (userId === undefined || isSystemUid(userId) || known?.effect === undefined || partnerId !== undefined) return [];
  const at = instant(sentAt);
  const time = known.effect === "joined" ? { joinedAt: at } : { leftAt: at };
  const state = known.effect === "banned" ? "banned" : "former";
  return [{ derived: { kind: "membership", conversationId, userId, state, evidence: "join_event", ...time } }];
}

function nameOf(uid: string | undefined, { people }: Place): string {
  if (uid === undefined) return "Somebody";
  return isSystemUid(uid) ? "The system" : (nameIn(people, uid) ?? uid);
}

function uidOf(entity: unknown): string | undefined {
  const { uid }: Fields = objectOf(objectOf(entity).entity);
  return textOf(uid);
}
