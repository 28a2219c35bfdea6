import { expect, it } from "vitest";
import { normalizePost } from "../src/normalize.ts";

const POST = { key: "p1", room: "lobby", by: "ann", at: 1_715_000_000_250, body: "hi" };

it("makes a message of a post", () => {
  expect(normalizePost(POST)).toMatchObject([
    { kind: "message", id: "p1", authorId: "ann", sentAt: POST.at, text: "hi" },
  ]);
});

it("drops a post its author emptied, by name", () => {
  expect(normalizePost({ ...POST, body: "" })).toMatchObject({ drop: { code: "emptied" } });
});
