import { AnyRecord } from "@chat-etl/model";
import { describe, expect, it } from "vitest";
import { normalizeMessage } from "../src/normalize.ts";
import { WireMessage } from "../src/wire.ts";

const BASE = { id: "msg_1", conversationId: "c1", type: "UserMessage", senderId: "u1", createdAt: 1_700_000_000_123 };

function message(fields: object) {
  const [record] = normalizeMessage(WireMessage.parse({ ...BASE, ...fields }));
  expect(AnyRecord.safeParse(record).error).toBeUndefined();
  return record;
}

describe("files", () => {
  const FIREBASE =
    "https://firebasestorage.googleapis.com/v0/b/bucket/o/user_files%2Fapp%2Fhash%2Fmy%20cat.PNG?alt=media&token=t";

  it.each(["", null])("T20: finds the file of a message whose text is %j", (text) => {
    const block = { type: "file", url: "https://x.test/1", size: 9, filename: "a.pdf", fileToken: "secret" };
    const record = message({ text, attachment: { url: "https://x.test/1", size: 9 }, content: [block] });
    expect(record).toMatchObject({
      type: "media",
      text: "",
      attachments: [{ kind: "file", name: "a.pdf", url: "https://x.test/1", sizeBytes: 9 }],
    });
    expect(JSON.stringify(record)).not.toContain("secret");
  });

  it("T20: finds the file of an answer without content", () => {
    const attachment = { url: "https://x.test/v.mp4", size: 9, dimensions: { width: 4, height: 3, duration: 1.5 } };
    expect(message({ text: "", attachment })).toMatchObject({
      attachments: [{ kind: "video", name: "v.mp4", sizeBytes: 9, width: 4, height: 3, durationMs: 1500 }],
    });
  });

  it("T27: keeps both of a text and a file", () => {
    const content = [{ type: "file", url: "https://x.test/a.png" }];
    expect(message({ text: "look", content })).toMatchObject({ text: "look", attachments: [{ kind: "image" }] });
  });

  it("T23, T24: takes the name from behind the last slash of the decoded URL", () => {
    expect(message({ attachment: { url: FIREBASE } })).toMatchObject({
      attachments: [{ kind: "image", name: "my cat.PNG", url: FIREBASE }],
    });
  });

  it.each([
    ["..%2F..%2Fetc%2Fpasswd", "passwd"],
    ["a%5Cb%5Cc.txt", "c.txt"],
    ["a%00b%0A%E2%80%AEc.txt", "abc.txt"],
    ["100%.txt", "100%.txt"],
  ])("T24: makes a safe name of %s", (segment, name) => {
    expect(message({ attachment: { url: `https://x.test/${segment}` } })).toMatchObject({ attachments: [{ name }] });
    expect(message({ content: [{ type: "file", filename: decoded(segment) }] })).toMatchObject({
      attachments: [{ name }],
    });
  });

  it.each(["https://x.test/..%2F..", "https://x.test/", "https://x.test"])("T23: invents no name for %s", (url) => {
    expect(message({ attachment: { url } })).toMatchObject({ attachments: [{ kind: "file", url }] });
    expect(JSON.stringify(message({ attachment: { url } }))).not.toContain('"name"');
  });

  it.each([
    [
      { subtype: "voice", filename: "a.mp3", duration: 2 },
      { kind: "voice", durationMs: 2000 },
    ],
    [{ subtype: "audio", filename: "a" }, { kind: "audio" }],
    [{ subtype: null, filename: "a.JPEG" }, { kind: "image" }],
    [{ subtype: "hologram", filename: "a.mov" }, { kind: "video" }],
    [{ filename: "a.zip", size: -1, width: -2 }, { kind: "file" }],
  ])("knows the kind of %j", (fields, expected) => {
    expect(message({ content: [{ type: "file", url: "https://x.test/1", ...fields }] })).toMatchObject({
      attachments: [expected],
    });
  });

  function decoded(segment: string): string {
    return segment.includes("100%") ? segment : decodeURIComponent(segment);
  }
});
