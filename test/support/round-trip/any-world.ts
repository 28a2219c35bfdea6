import { AnyRecord, type ChatRecord, type Entity, type Reaction, type RecordInput } from "@chat-etl/model";
import fc from "fast-check";
import { anyAttachment, anyExtra, anyJson, anyName, anyPiece, anyTags, anyUrl, optional } from "./any-values.ts";

/** 2024-05-01T12:00:00Z. */
const NOON = 1_714_564_800_000;
const DAY = 86_400_000;
const FUTURE = 4_000_000_000_123;

/** Ids that CometChat takes, and those it does not. */
const anyId = fc.oneof(
  fc.stringMatching(/^[a-z0-9_-]{1,12}$/),
  fc.constantFrom("app_system", "7", "ann", "ANN", "Ann@x.org", "a_user_b", "m-p2", "x".repeat(100), "x".repeat(101)),
  fc.string({ unit: "binary", minLength: 1, maxLength: 30 }),
  fc.string({ minLength: 90, maxLength: 400 }),
);
const anyTime = fc.oneof(
  fc.integer({ min: NOON, max: NOON + 3 * DAY }),
  fc.constantFrom(NOON, NOON + 1, NOON + 999, NOON + 1_000, 999_999_999_999, 1_000_000_000_000),
);
const ids = (maxLength: number) => fc.uniqueArray(anyId, { minLength: 3, maxLength });

const anyPeople = ids(7).chain((known) =>
  fc.record({
    known: fc.constant(known),
    ghosts: fc.uniqueArray(
      anyId.filter((id) => !known.includes(id)),
      { maxLength: 2 },
    ),
  }),
);

function anyUser(id: string, others: readonly string[]): fc.Arbitrary<RecordInput> {
  const some = fc.uniqueArray(fc.constantFrom(...others), { maxLength: 3 });
  return fc.record(
    {
      ...{
        kind: fc.constant("user" as const),
        id: fc.constant(id),
        displayName: anyName.filter((name) => name !== ""),
      },
      type: fc.constantFrom("human", "bot", "app", "webhook", "placeholder"),
      ...{ username: anyName, fullName: anyName, title: anyName, statusText: anyName, role: anyName, locale: anyName },
      ...{ timeZone: fc.constant("Europe/Berlin"), emails: fc.array(fc.emailAddress(), { maxLength: 2 }) },
      ...{ phones: fc.array(fc.constant("+49 30 1"), { maxLength: 1 }), avatarUrl: anyUrl, profileUrl: anyUrl },
      state: fc.constantFrom("active", "active", "deactivated", "deleted", "invited", "external"),
      ...{ deactivatedAt: anyTime, createdAt: anyTime, updatedAt: anyTime, lastActiveAt: anyTime },
      ...{ friendIds: some, blockedIds: some, tags: anyTags, metadata: anyJson, extra: anyExtra },
    },
    { requiredKeys: ["kind", "id", "displayName"] },
  ) as fc.Arbitrary<RecordInput>;
}

interface Place {
  readonly id: string;
  readonly people: readonly string[];
}

function anyConversation({ id, people }: Place): fc.Arbitrary<RecordInput> {
  const fields = {
    visibility: fc.constantFrom("public", "private", "secret"),
    ...{ title: anyName, topic: anyName, description: anyName, imageUrl: anyUrl, createdAt: anyTime },
    ...{ creatorId: fc.constantFrom(...people, "nobody"), ownerId: fc.constantFrom(...people, "nobody") },
    ...{ archivedAt: anyTime, isArchived: fc.boolean(), parentId: anyId, category: anyName, tags: anyTags },
    ...{ welcomeMessages: fc.array(anyName, { maxLength: 2 }), metadata: anyJson, extra: anyExtra },
  };
  const types = fc.constantFrom("direct", "group", "channel", "broadcast", "thread", "topic", "self", "livestream");
  const named = { kind: fc.constant("conversation" as const), id: fc.constant(id) };
  const plain = fc.record({ ...named, type: fc.constant("direct" as const) });
  const pair = fc.record(
    {
      ...named,
      type: fc.constant("direct" as const),
      tags: anyTags,
      visibility: fields.visibility,
      createdAt: anyTime,
    },
    { requiredKeys: ["kind", "id", "type"] },
  );
  const any = fc.record({ ...named, type: types, ...fields }, { requiredKeys: ["kind", "id", "type"] });
  return fc.oneof(plain, pair, any, any) as fc.Arbitrary<RecordInput>;
}

function anyMembership(conversationId: string, userId: string): fc.Arbitrary<RecordInput> {
  return fc.record(
    {
      ...{ kind: fc.constant("membership" as const), conversationId: fc.constant(conversationId) },
      userId: fc.constant(userId),
      role: fc.constantFrom("owner", "admin", "moderator", "member", "member", "read_only"),
      state: fc.constantFrom("active", "active", "active", "former", "invited", "banned"),
      ...{ joinedAt: anyTime, leftAt: anyTime, lastReadAt: anyTime, isFavorite: fc.boolean(), extra: anyExtra },
      notify: fc.constantFrom("all", "mentions", "none"),
    },
    { requiredKeys: ["kind", "conversationId", "userId"] },
  ) as fc.Arbitrary<RecordInput>;
}

interface Talk extends Place {
  /** Who is mentioned and reacts, known or not. */
  readonly everybody: readonly string[];
  readonly isRanked: boolean;
}

function anyMessage(id: string, rank: number, talk: Talk): fc.Arbitrary<RecordInput> {
  const somebody = fc.constantFrom(...talk.everybody);
  const words = fc
    .array(anyPiece(somebody), { maxLength: 14 })
    .map((pieces) => ({ text: pieces.map(({ text }) => text).join(""), entities: entitiesOf(pieces) }));
  const rare = <T>(arbitrary: fc.Arbitrary<T>) => optional(arbitrary, 4);
  const more = fc.record({
    ...{ words, sentAt: fc.oneof({ weight: 20, arbitrary: anyTime }, { weight: 1, arbitrary: fc.constant(FUTURE) }) },
    authorId: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...talk.people) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    type: fc.constantFrom(
      "text",
      "text",
      "text",
      "media",
      "system",
      "call",
      "poll",
      "location",
      "contact",
      "custom",
      "unsupported",
    ),
    attachments: rare(fc.array(anyAttachment, { maxLength: 6 })),
    location: rare(fc.record({ latitude: fc.integer({ min: -90, max: 90 }), longitude: fc.constant(12.3456789) })),
    ...{ replyToId: rare(anyId), threadRootId: rare(anyId), editedAt: rare(anyTime), event: rare(anyName) },
    pin: rare(fc.record({ userId: somebody, at: anyTime }, { requiredKeys: [] })),
    reactions: rare(
      fc.uniqueArray(anyReaction(somebody), { maxLength: 4, selector: ({ emoji, userId }) => `${emoji} ${userId}` }),
    ),
    readBy: rare(
      fc.array(fc.record({ userId: somebody, at: anyTime }, { requiredKeys: ["userId"] }), { maxLength: 2 }),
    ),
    ...{ tags: rare(anyTags), metadata: rare(anyJson), extra: anyExtra },
  });
  return more.map(({ words, ...given }) => ({
    ...{ kind: "message", id, conversationId: talk.id, ...words, ...defined(given) },
    ...(talk.isRanked ? { rank } : {}),
  })) as fc.Arbitrary<RecordInput>;
}

function anyReaction(somebody: fc.Arbitrary<string>): fc.Arbitrary<Reaction> {
  const emoji = fc.constantFrom("👍", "❤️", ":party:", "constructor", "1", "e".repeat(50));
  const byOne = fc.record({ emoji, userId: somebody, count: fc.constant(1) });
  return fc.oneof(byOne, byOne, fc.record({ emoji, count: fc.integer({ min: 1, max: 9 }) }));
}

/** Pieces know their entities without a place. */
function entitiesOf(pieces: readonly { readonly text: string; readonly mark?: object | undefined }[]): Entity[] {
  let at = 0;
  return pieces.flatMap(({ text, mark }) => {
    const start = at;
    at += text.length;
    return mark === undefined || text === "" ? [] : [{ ...mark, start, end: at } as Entity];
  });
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function anyTalk(
  id: string,
  known: readonly string[],
  ghosts: readonly string[],
): fc.Arbitrary<readonly RecordInput[]> {
  const pair = fc.uniqueArray(fc.constantFrom(...known), { minLength: 2, maxLength: 2 });
  const group = fc.uniqueArray(fc.constantFrom(...known), { minLength: 1, maxLength: known.length });
  return fc
    .record({ people: fc.oneof(pair, pair, group), isRanked: fc.boolean(), asks: fc.boolean(), count: fc.nat(12) })
    .chain(({ people, isRanked, asks, count }) => {
      const place = { id, people };
      const authors = asks ? [...people, ...ghosts] : people;
      const talk: Talk = { id, people: authors, isRanked, everybody: [...known, ...ghosts, "nobody"] };
      return fc
        .tuple(
          optional(anyConversation(place), 12, true),
          fc.tuple(...people.map((user) => anyMembership(id, user))),
          fc
            .uniqueArray(anyId, { minLength: count, maxLength: count })
            .chain((messages) =>
              fc.tuple(...messages.map((message, index) => anyMessage(`${message}/${id}`, 100 - index, talk))),
            ),
        )
        .map(([conversation, members, messages]) => [...(conversation ? [conversation] : []), ...members, ...messages]);
    });
}

/**
 * A world of a few users and conversations, near every limit and beyond: ids of any kind, people nobody described,
 * hostile texts, times that share a second, lie in the future or before 2001.
 */
export const anyWorld: fc.Arbitrary<readonly ChatRecord[]> = fc
  .record({ people: anyPeople, talks: ids(6) })
  .chain(({ people: { known, ghosts }, talks }) =>
    fc.tuple(...known.map((id) => anyUser(id, [...known, "nobody"])), ...talks.map((id) => anyTalk(id, known, ghosts))),
  )
  .map((records) => tersely(records.flat().map((record) => AnyRecord.parse(record))));

/** A world that fails is told by its size: who wants to see it runs its seed. */
function tersely<T>(world: readonly T[]): readonly T[] {
  return Object.assign([...world], { [fc.toStringMethod]: () => `a world of ${world.length} records` });
}
