import { Message } from "@chat-etl/model";
import { expect, it } from "vitest";
import { placeAttachments } from "../src/files/place-attachments.ts";

const KEPT = { policy: "copy", missing: "keep-link" } as const;
const COPY = {
  status: "copied",
  at: 1,
  sha256: "ab",
  sizeBytes: 9,
  key: "ab/ab/boat.png",
  url: "https://new/boat.png",
} as const;
const boat = { kind: "image", url: "https://old/boat.png", thumbnailUrl: "https://old/small.png", width: 4 } as const;

function messageWith(...attachments: readonly object[]): Message {
  const required = { kind: "message", id: "1", conversationId: "c", authorId: "ann", sentAt: 1, text: "see" };
  return Message.parse({ ...required, attachments });
}

it("leaves the thumbnail of a copied file behind, which would die with the source, and counts it", () => {
  const placed = placeAttachments(messageWith(boat, { ...boat, thumbnailUrl: undefined }), KEPT, () => COPY);
  const moved = { kind: "image", url: "https://new/boat.png", width: 4, sizeBytes: 9 };
  expect(placed).toMatchObject({ record: { attachments: [moved, moved] }, losses: [{ code: "thumbnail-dropped" }] });
  expect(JSON.stringify(placed)).not.toContain("https://old");
});

it("keeps the thumbnail of a file that stays where it is", () => {
  const gone = { status: "failed", at: 1, code: "gone", message: "Not there.", isLasting: true } as const;
  expect(placeAttachments(messageWith(boat), KEPT, () => gone)).toMatchObject({ record: { attachments: [boat] } });
});
