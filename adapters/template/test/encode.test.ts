import { Message } from "@chat-etl/model";
import { expect, it } from "vitest";
import { encodeMessage } from "../src/encode.ts";

const MESSAGE = { kind: "message", id: "m1", conversationId: "lobby", authorId: "ann", sentAt: 1_000, text: "hi" };

it("makes a post of a message, and tells what is lost", () => {
  const reactions = [{ emoji: "👍", userId: "bob" }];
  expect(encodeMessage(Message.parse({ ...MESSAGE, reactions }))).toMatchObject({
    send: [{ key: "m1", room: "lobby", by: "ann", at: 1_000, body: "hi" }],
    losses: [{ code: "reactions" }],
  });
});

it("refuses a message that says nothing", () => {
  expect(encodeMessage(Message.parse({ ...MESSAGE, text: " " }))).toMatchObject({ reject: { code: "blank-text" } });
});
