import { expect, it } from "vitest";
import { AnyRecord, forgetUsers, type RecordInput } from "../src/index.ts";

it("names nobody who is gone, and keeps who is there, words, author and member", () => {
  const of = (input: RecordInput) => AnyRecord.parse(forgetUsers(AnyRecord.parse(input), (id) => id === "robot"));
  const ids = ["robot", "ann"];
  expect(of({ kind: "user", id: "u", displayName: "U", friendIds: ids, blockedIds: ids })).toMatchObject({
    friendIds: ["ann"],
    blockedIds: ["ann"],
  });
  const room = of({ kind: "conversation", id: "c", type: "group", creatorId: "robot", ownerId: "ann" });
  expect([Object.keys(room).includes("creatorId"), room]).toMatchObject([false, { ownerId: "ann" }]);
  expect(of({ kind: "membership", conversationId: "c", userId: "robot" })).toMatchObject({ userId: "robot" });
  const message = of({
    ...{ kind: "message", id: "m", conversationId: "c", authorId: "robot", sentAt: 1, text: "@robot" },
    entities: [
      { type: "user_mention", start: 0, end: 6, userId: "robot" },
      { type: "bold", start: 0, end: 6 },
    ],
    reactions: [...ids.map((userId) => ({ emoji: "+", userId })), { emoji: "-", count: 2 }],
    readBy: ids.map((userId) => ({ userId })),
    pin: { userId: "robot", at: 1 },
  });
  expect(message).toMatchObject({
    ...{ authorId: "robot", text: "@robot", entities: [{ type: "bold" }], readBy: [{ userId: "ann" }] },
    reactions: [{ userId: "ann" }, { emoji: "-" }],
    pin: { at: 1, userId: undefined },
  });
});
