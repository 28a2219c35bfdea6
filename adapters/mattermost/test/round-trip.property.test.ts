import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnyRecord, type ChatRecord, MarkedTextBuilder, type Message, type RecordInput } from "@chat-etl/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { problemsOf } from "./support/import-rules.ts";
import { linesIn, move, ofKind } from "./support/move.ts";
import { readExport } from "./support/read-export.ts";

// What is written and read again is what it was, but for what the sink calls lost. Everything here is of a kind that it
// does not lose, so the only losses are those that a world like this cannot be without.

const BEGAN = Date.UTC(2024, 0, 1);
const PEOPLE = ["ann", "bo.lee", "cy_x", "dee-dee"];
const ROOMS = ["crew/lobby", "crew/attic", "guests/garden"];
const DIRECT = "ann,bo.lee";
const PLACES = [...ROOMS, DIRECT];

/** Words with whatever could read as a mark; a name of nobody is none. (An address becomes a link, as people see it.) */
const word = fc.oneof(
  fc.constantFrom("*", "_", "~", "`", "#", ">", "-", "1.", "[x](y)", "<b>", "|", "\\", "a_b_c", "2*3*4", "@nobody"),
  fc.constantFrom("10:30:45", "שלום", "😀", "don't", "&amp;", "C:\\temp", "**", "x"),
);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => all.join(" "));

type Piece = (out: MarkedTextBuilder) => void;

const plain = words.map(
  (text): Piece =>
    (out) =>
      out.append(text),
);
const styled = fc
  .tuple(
    fc.constantFrom("bold" as const, "italic" as const, "strike" as const),
    fc.constantFrom("so", "very much", "x_y"),
  )
  .map(
    ([type, text]): Piece =>
      (out) =>
        out.mark({ type }, () => out.append(text)),
  );
const code = fc.constantFrom("a*b*", "x_y", "`tick", "@ann").map(
  (text): Piece =>
    (out) =>
      out.mark({ type: "code" }, () => out.append(text)),
);
const link = fc.constantFrom("https://x.example/a_b", "https://x.example/?q=1").map(
  (url): Piece =>
    (out) =>
      out.mark({ type: "link", url }, () => out.append("there")),
);
const mention = fc.constantFrom(...PEOPLE).map(
  (userId): Piece =>
    (out) =>
      out.mark({ type: "user_mention", userId }, () => out.append(`@${userId}`)),
);
const call = fc.constant<Piece>((out) =>
  out.mark({ type: "broadcast_mention", to: "here" }, () => out.append("@here")),
);

/** Pieces with a blank between them: signs mark words only where they stand at them. */
const markedText = fc.array(fc.oneof(plain, styled, code, link, mention, call), { maxLength: 5 }).map((pieces) => {
  const out = new MarkedTextBuilder();
  for (const [no, write] of pieces.entries()) {
    if (no > 0) out.append(" and ");
    write(out);
  }
  const { text, entities } = out.finish();
  return { text, entities: [...entities] };
});

const reaction = fc.record({
  emoji: fc.constantFrom("👍", "👋🏽", "❤️", "🇩🇪", ":partyboat:"),
  userId: fc.constantFrom(...PEOPLE),
});

const said = fc.record({
  conversationId: fc.constantFrom(...PLACES),
  authorId: fc.constantFrom(...PEOPLE),
  body: markedText,
  isReply: fc.boolean(),
  isEdited: fc.boolean(),
  isPinned: fc.boolean(),
  reactions: fc.uniqueArray(reaction, { maxLength: 2, selector: ({ emoji }) => emoji }),
});

function worldOf(talk: readonly (typeof said extends fc.Arbitrary<infer T> ? T : never)[]): readonly ChatRecord[] {
  const roots = new Map<string, string>();
  const messages = talk.map(({ conversationId, authorId, body, isReply, isEdited, isPinned, reactions }, no) => {
    const id = `m${no}`;
    const sentAt = BEGAN + no * 1_000;
    const threadRootId = isReply ? roots.get(conversationId) : undefined;
    if (!roots.has(conversationId)) roots.set(conversationId, id);
    return {
      ...{ kind: "message", id, conversationId, authorId, sentAt, ...body },
      ...(threadRootId === undefined ? {} : { threadRootId }),
      ...(isEdited ? { editedAt: sentAt + 500 } : {}),
      ...(isPinned && threadRootId === undefined ? { pin: {} } : {}),
      reactions: reactions.map((one) => ({ ...one, createdAt: sentAt + 100 })),
    } as const;
  });
  return [...settled(), ...messages].map((record) => AnyRecord.parse(record));
}

function settled(): readonly RecordInput[] {
  return [
    ...PEOPLE.map((id, no): RecordInput => {
      const gone = no === 3 ? ({ state: "deactivated", deactivatedAt: BEGAN } as const) : {};
      return {
        kind: "user",
        id,
        username: id,
        displayName: `N${no}`,
        fullName: "Full Name",
        emails: [`${no}@x.example`],
        ...gone,
      };
    }),
    ...ROOMS.map((id, no): RecordInput => {
      const visibility = no === 0 ? "public" : "private";
      const archived = no === 1 ? { isArchived: true, archivedAt: BEGAN } : {};
      return {
        kind: "conversation",
        id,
        type: "channel",
        visibility,
        title: `R${no}`,
        topic: "t",
        description: "d",
        category: id.split("/")[0],
        ...archived,
      };
    }),
    { kind: "conversation", id: DIRECT, type: "direct", topic: "header" },
    ...ROOMS.flatMap((conversationId) =>
      PEOPLE.map((userId, no): RecordInput => {
        const seat = { lastReadAt: BEGAN + no + 1, notify: "mentions", role: no === 0 ? "admin" : "member" } as const;
        return { kind: "membership", conversationId, userId, ...seat, ...(no === 1 ? { isFavorite: true } : {}) };
      }),
    ),
    ...DIRECT.split(",").map((userId): RecordInput => ({ kind: "membership", conversationId: DIRECT, userId })),
  ];
}

it("gives back what it was given, but for ids of messages and what the sink tells as lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { maxLength: 25 }), async (talk) => {
      const world = worldOf(talk);
      const folder = await mkdtemp(join(tmpdir(), "mattermost-"));
      try {
        const path = join(folder, "import");
        const { losses } = await move(world, path);
        expect([...losses]).toEqual([]);
        expect(problemsOf(await linesIn(path))).toEqual([]);
        const { records } = await readExport(path);
        for (const kind of ["user", "conversation", "membership"] as const)
          expect(comparable(ofKind(records, kind))).toEqual(comparable(ofKind(world, kind)));
        expect(talkOf(records)).toEqual(talkOf(world));
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
    { numRuns: 25 },
  );
});

/** Without what the platform itself has beside, and in no order. */
function comparable(records: readonly ChatRecord[]): readonly string[] {
  return records.map((record) => JSON.stringify(sortedKeys({ ...record, extra: {} }))).toSorted();
}

/** Messages by what is said in them, a thread by when it began: Mattermost has no ids of its own. */
function talkOf(records: readonly ChatRecord[]): readonly unknown[] {
  const messages = ofKind(records, "message");
  const times = new Map(messages.map(({ id, sentAt }) => [id, sentAt]));
  const shown = ({ id: _, threadRootId, extra: __, ...message }: Message) => ({
    ...message,
    threadBegan: threadRootId && times.get(threadRootId),
  });
  return messages.toSorted((a, b) => a.sentAt - b.sentAt).map(shown);
}

function sortedKeys(record: object): object {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
