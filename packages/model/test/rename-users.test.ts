import { expect, it } from "vitest";
import { AnyRecord, type RecordInput, renameUsers } from "../src/index.ts";

/** Records that name "ann" wherever a record can name somebody. */
const RECORDS: readonly RecordInput[] = [
  { kind: "user", id: "ann", displayName: "ann", friendIds: ["ann", "bob"], blockedIds: ["ann"] },
  { kind: "conversation", id: "ann", type: "group", ownerId: "ann", creatorId: "ann", title: "ann" },
  { kind: "membership", conversationId: "ann", userId: "ann" },
  {
    ...{ kind: "message", id: "ann", conversationId: "ann", authorId: "ann", sentAt: 1, text: "ann" },
    entities: [{ type: "user_mention", start: 0, end: 3, userId: "ann" }],
    reactions: [
      { emoji: "x", userId: "ann" },
      { emoji: "y", count: 2 },
    ],
    readBy: [{ userId: "ann" }],
    pin: { userId: "ann" },
    replyToId: "ann",
  },
];

it("gives people another id wherever they are named, and leaves ids of other things and words alone", () => {
  const renamed = RECORDS.map((input) => renameUsers(AnyRecord.parse(input), (id) => (id === "ann" ? "ANN" : id)));
  expect(renamed.map((record) => AnyRecord.parse(record))).toEqual(renamed);
  expect(renamed).toMatchObject([
    { id: "ANN", displayName: "ann", friendIds: ["ANN", "bob"], blockedIds: ["ANN"] },
    { id: "ann", ownerId: "ANN", creatorId: "ANN", title: "ann" },
    { conversationId: "ann", userId: "ANN" },
    {
      ...{ id: "ann", conversationId: "ann", authorId: "ANN", text: "ann", replyToId: "ann" },
      entities: [{ userId: "ANN" }],
      reactions: [{ userId: "ANN" }, { count: 2 }],
      readBy: [{ userId: "ANN" }],
      pin: { userId: "ANN" },
    },
  ]);
});

it("changes nothing in records that name nobody else", () => {
  const plain = AnyRecord.parse({ kind: "message", id: "m", conversationId: "c", authorId: null, sentAt: 1 });
  expect(renameUsers(plain, (id) => `${id}!`)).toEqual(plain);
});
