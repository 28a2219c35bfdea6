import { expect, it } from "vitest";
import { normalizeNote, normalizeRoom } from "../src/normalize.ts";

const NOTE = { key: "n1", room: "lobby", by: "ann", at: 1_715_000_000_250, body: "hi", likes: [] };

it("drops a note its author emptied, by name", () => {
  expect(normalizeNote({ ...NOTE, body: "" })).toEqual({
    drop: { code: "emptied", message: "Its author emptied it." },
  });
});

it("gives a room's memberships behind the room", () => {
  expect(normalizeRoom({ room: "lobby", handles: ["ann", "bob"] })).toEqual([
    { kind: "conversation", id: "lobby", type: "group" },
    { kind: "membership", conversationId: "lobby", userId: "ann" },
    { kind: "membership", conversationId: "lobby", userId: "bob" },
  ]);
});
