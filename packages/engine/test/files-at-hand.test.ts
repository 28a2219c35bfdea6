import { Message } from "@chat-etl/model";
import { LOCAL_FILE } from "@chat-etl/sdk";
import type { FileVerdict } from "@chat-etl/store";
import { expect, it } from "vitest";
import { placeAttachments } from "../src/files/place-attachments.ts";
import { cleanType, typeOf } from "../src/files/place-of.ts";

const MESSAGE = Message.parse({
  ...{ kind: "message", id: "1", conversationId: "room", authorId: "ann", sentAt: 1, text: "look" },
  attachments: ["https://x.org/a", "b", "https://x.org/c", "https://x.org/d"].map((url) => ({ kind: "file", url })),
});

const COPIED = { status: "copied", at: 0, sha256: "00", sizeBytes: 5, key: "k" } as const;

it("says which files a sink is handed: those without a link to their copy", () => {
  const verdicts: Readonly<Record<string, FileVerdict>> = {
    "https://x.org/a": COPIED,
    b: { ...COPIED, url: `${LOCAL_FILE}00/b` },
    "https://x.org/c": { ...COPIED, url: "https://files.example/c" },
  };
  const placed = placeAttachments(MESSAGE, { policy: "copy", missing: "keep-link" }, ({ url }) => verdicts[url]);
  expect(placed).toMatchObject({ filesAtHand: new Set(["https://x.org/a", `${LOCAL_FILE}00/b`]) });
  expect(placeAttachments(MESSAGE, { policy: "link", missing: "keep-link" }, () => COPIED)).not.toHaveProperty(
    "filesAtHand",
  );
});

it("a file of no known type may be anything but a page, unless it is called like one", () => {
  expect(typeOf({ kind: "file", url: "https://x.org/a", mimeType: "text/html" })).toBe("text/html");
  expect(typeOf({ kind: "file", url: "https://x.org/a" })).toBe("application/octet-stream");
  expect(typeOf({ kind: "file", url: "https://x.org/notes.HTM?key=1" })).toBeUndefined();
});

it("a file of which only the kind is known must be of that kind, unless its name says that it is a text", () => {
  const kinds = (["image", "video", "audio", "voice", "file"] as const).map((kind) =>
    typeOf({ kind, url: "https://x.org/a?key=1" }),
  );
  expect(kinds).toEqual(["image/*", "video/*", "audio/*", "audio/*", "application/octet-stream"]);
  expect(typeOf({ kind: "image", url: "https://x.org/a", mimeType: "image/png" })).toBe("image/png");
  for (const name of ["plan.SVG", "list.m3u8"])
    expect(typeOf({ kind: "image", name, url: "https://x.org/a" })).toBe("application/octet-stream");
});

it("a type is taken only if a header can hold it", () => {
  const said = ["Image/PNG", "text/plain; charset=utf-8", "text/plain\n", "image/svg+xml"];
  expect(said.map(cleanType)).toEqual(["image/png", "text/plain", "text/plain", "image/svg+xml"]);
  const odd = ["текст/plain", "text/pl\nain", "text", "", `text/${"x".repeat(61)}`, undefined];
  expect(odd.map(cleanType)).toEqual(odd.map(() => undefined));
  expect(typeOf({ kind: "image", url: "https://x.org/a", mimeType: "текст/plain" })).toBe("image/*");
});
