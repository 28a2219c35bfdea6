import { type ChatRecord, Conversation, idOf, type Kind, Membership, Message, User } from "@chat-etl/model";
import type { ConversationFacts } from "@chat-etl/sdk";
import type { Hazard } from "../shared/hazards.ts";

/** No message says anything else: wherever it turns up, somebody's words have got out. */
export const WORDS = "hush-hush";

const PEOPLE = ["ann", "bob", "cyd", "dee", "eve"];
const ROOMS = ["harbour", "garden"];
const PAIR = "ann-and-bob";
const MESSAGES_EACH = 12;

const DAY_MS = 86_400_000;

/** A world to move: every kind of record, ids that fit every platform, several messages of one instant. */
export function smallWorld(): readonly ChatRecord[] {
  const began = yesterday();
  return [
    ...PEOPLE.map((id) => person(id, began)),
    ...ROOMS.map((id) => room(id, began)),
    Conversation.parse({ kind: "conversation", id: PAIR, type: "direct", createdAt: began }),
    ...ROOMS.flatMap((id) => PEOPLE.map((userId) => seat(id, userId, began))),
    ...PEOPLE.slice(0, 2).map((userId) => seat(PAIR, userId, began)),
    ...interleaved([...ROOMS, PAIR], began),
  ];
}

/** A room of two, and so many messages in it. */
export function longTalk(count: number): readonly ChatRecord[] {
  const began = yesterday();
  return [
    ...["ann", "bob"].map((id) => person(id, began)),
    room("harbour", began),
    ...["ann", "bob"].map((userId) => seat("harbour", userId, began)),
    ...Array.from({ length: count }, (_, n) => said(`message-${n}`, "harbour", { at: began + n * 1_000 })),
  ];
}

export function crowd(count: number): readonly ChatRecord[] {
  const began = yesterday();
  return Array.from({ length: count }, (_, n) => person(`user-${n}`, began));
}

/** Every hazard in every kind of record, each in a room of its own; and one message that has none. */
export function hostileWorld(hazards: readonly Hazard[]): readonly ChatRecord[] {
  const began = yesterday();
  const odd = hazards.flatMap((hazard, n) => Object.values(hostileRecords(hazard, { n, began })));
  const calm = [person("ann", began), room("harbour", began), seat("harbour", "ann", began)];
  return [...calm, ...odd, said("calm", "harbour", { at: began })];
}

/** One record of each kind that holds a hazard wherever it may stand. */
export function hostileRecords(
  { value, isId }: Hazard,
  { n = 0, began = yesterday() }: { readonly n?: number; readonly began?: number } = {},
): { readonly [K in Kind]: ChatRecord<K> } {
  const text = typeof value === "string" ? value : `It holds something odd. ${WORDS}`;
  const id = isId ? String(value) : `hazard-${n}`;
  const odd = { metadata: { odd: value }, extra: { odd: [value] }, tags: [text] };
  const roomId = isId ? `room ${id}` : `room-${n}`;
  return {
    user: User.parse({ kind: "user", id, displayName: text || "Nobody", title: text, ...odd, createdAt: began }),
    conversation: Conversation.parse({
      ...{ kind: "conversation", id: roomId, type: "group", title: text, description: text, ...odd },
      createdAt: began,
    }),
    membership: Membership.parse({ kind: "membership", conversationId: roomId, userId: id, extra: { odd: value } }),
    message: Message.parse({
      ...{ kind: "message", id: isId ? id : `message-of-hazard-${n}`, conversationId: roomId, authorId: id },
      ...{ sentAt: began + n, text, ...odd },
      attachments: [
        {
          kind: "link",
          name: text,
          url: `https://example.com/${encodeURIComponent(text.toWellFormed()).slice(0, 3_000)}`,
        },
      ],
      reactions: [{ emoji: text || "👍", userId: id }],
    }),
  };
}

/** What the engine would know about the conversations of a world. */
export function factsOf(world: readonly ChatRecord[]): ReadonlyMap<string, ConversationFacts> {
  const seats = ofKind(world, "membership");
  return new Map(
    ofKind(world, "conversation").map((record) => {
      const members = seats.filter(({ conversationId }) => conversationId === record.id);
      const isDirect = record.type === "direct";
      const facts: ConversationFacts = {
        record,
        members: isDirect ? members : [],
        memberCount: members.length,
        twinCount: isDirect ? 1 : 0,
        firstActivityAt: record.createdAt,
      };
      return [record.id, facts];
    }),
  );
}

export function ofKind<K extends Kind>(world: readonly ChatRecord[], kind: K): readonly ChatRecord<K>[] {
  return world.filter((record): record is ChatRecord<K> => record.kind === kind);
}

/** What is to arrive of a world once and only once, in `Contents`' words. Not every platform has a list of pairs. */
export function wantedOf(world: readonly ChatRecord[]): Readonly<Record<Kind, readonly string[]>> {
  const groups = new Set(ofKind(world, "conversation").flatMap(({ id, type }) => (type === "direct" ? [] : [id])));
  return {
    user: ofKind(world, "user").map(idOf),
    conversation: [...groups],
    membership: ofKind(world, "membership").flatMap((one) => (groups.has(one.conversationId) ? [idOf(one)] : [])),
    message: ofKind(world, "message").map(idOf),
  };
}

/** Message by message, so that the conversations mix; three of each share their instants. */
function interleaved(places: readonly string[], began: number): readonly ChatRecord<"message">[] {
  return Array.from({ length: MESSAGES_EACH }, (_, n) =>
    places.map((place) => {
      const author = n % 2 === 0 ? "ann" : "bob";
      return said(`${place}-${n}`, place, { at: began + Math.floor(n / 3) * 60_000, author });
    }),
  ).flat();
}

function person(id: string, createdAt: number): User {
  return User.parse({ kind: "user", id, displayName: `Name of ${id}`, createdAt });
}

function room(id: string, createdAt: number): Conversation {
  return Conversation.parse({ kind: "conversation", id, type: "group", title: id, createdAt });
}

function seat(conversationId: string, userId: string, joinedAt: number): Membership {
  return Membership.parse({ kind: "membership", conversationId, userId, joinedAt });
}

/** @param by whose message it is. Default: ann */
export function said(
  id: string,
  conversationId: string,
  { at = yesterday(), author = "ann" }: { readonly at?: number; readonly author?: string | null } = {},
): Message {
  const text = `Number ${id}: ${WORDS}`;
  return Message.parse({ kind: "message", id, conversationId, authorId: author, sentAt: at, text });
}

/** Recent enough for every platform, and later than no clock. */
function yesterday(): number {
  return Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
}
