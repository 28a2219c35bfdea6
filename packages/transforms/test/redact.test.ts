import { AnyRecord, type ChatRecord, type Entity, type RecordInput } from "@chat-etl/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact } from "../src/index.ts";
import { fullRecords } from "./records.ts";

const MESSAGE = { kind: "message", id: "m", conversationId: "c", authorId: "a", sentAt: 1 } as const;

function message(text: string, entities: readonly Entity[] = []): ChatRecord {
  return AnyRecord.parse({ ...MESSAGE, text, entities });
}

function apply(redaction: Parameters<typeof redact>[0], record: ChatRecord): ChatRecord {
  return AnyRecord.parse(redact(redaction).apply(record));
}

it("replaces every match, as it is, and gives back the very same record where nothing matches", () => {
  const redacted = apply({ pattern: /\d+/, with: "$&#" }, message("1 and 22"));
  expect(redacted).toMatchObject({ text: "$&# and $&#" });
  for (const record of fullRecords(() => "word")) expect(redact({ pattern: /other/ }).apply(record)).toBe(record);
});

describe("marks", () => {
  const bold = (start: number, end: number): Entity => ({ type: "bold", start, end });
  const marks = (...entities: readonly Entity[]) => {
    const record = apply({ pattern: /secret/, with: "-" }, message("my secret word", entities));
    return record.kind === "message" ? record.entities : [];
  };

  it.each([
    ["before it stay", bold(0, 2), [bold(0, 2)]],
    ["behind it move", bold(10, 14), [bold(5, 9)]],
    ["around it shrink", bold(0, 14), [bold(0, 9)]],
    ["that reach into it end before it", bold(0, 6), [bold(0, 3)]],
    ["that begin in it begin behind it", bold(5, 14), [bold(4, 9)]],
    ["of nothing else go", bold(3, 9), []],
  ] as const)("%s", (_, given, expected) => {
    expect(marks(given)).toEqual(expected);
  });

  it("links that lead to what matches go", () => {
    expect(marks({ type: "link", start: 0, end: 2, url: "https://x/secret" })).toEqual([]);
  });
});

it("takes away previews of links, and addresses of profiles, that lead to what matches", () => {
  const file = { kind: "file", url: "https://x/secret.pdf", name: "secret.pdf" } as const;
  const attachments = [
    { kind: "link", url: "https://x/secret" },
    { kind: "link", url: "https://x/", thumbnailUrl: "https://x/secret.png" },
    { kind: "link", url: "https://x/" },
    file,
  ] as const;
  const tell = AnyRecord.parse({ ...MESSAGE, text: "", attachments });
  expect(apply({ pattern: /secret/, with: "-" }, tell)).toMatchObject({
    attachments: [attachments[2], { ...file, name: "-.pdf" }],
  });
  const ann = AnyRecord.parse({ kind: "user", id: "a", displayName: "Ann", profileUrl: "https://x/secret" });
  expect(apply({ pattern: /secret/ }, ann)).not.toHaveProperty("profileUrl");
  expect(apply({ pattern: /other/ }, ann)).toHaveProperty("profileUrl");
});

it("any text, marks and pattern: nothing that matches is left, and every mark lies inside its text", () => {
  const anyText = fc.string({ unit: fc.constantFrom("a", "b", " ", "👍"), maxLength: 20 });
  const anyMarks = fc.array(fc.tuple(fc.nat(20), fc.nat(20)));
  fc.assert(
    fc.property(
      anyText,
      anyMarks,
      fc.constantFrom(/a+/, /b/g, /(?<=a)b/, /👍/u, /x*/, /./),
      (text, places, pattern) => {
        const marked = places
          .map(([start, length]): Entity => ({ type: "bold", start, end: start + length }))
          .filter(({ start, end }) => start < end && end <= text.length);
        const redacted = apply({ pattern, with: "_" }, message(text, marked));
        const wanted = text.replace(
          new RegExp(pattern.source, `${pattern.flags.replace("g", "")}g`),
          (match) => match && "_",
        );
        expect(redacted).toMatchObject({ text: wanted });
      },
    ),
  );
});

it("looks everywhere but at ids, keys and the addresses of files", () => {
  const left = fullRecords(() => "secret@x.org").map((record) => apply({ pattern: /secret/ }, record));
  const [user, conversation, membership, note] = left;
  const inside = { "secret@x.org": ["[redacted]@x.org", { "secret@x.org": "[redacted]@x.org" }] };
  const named = "[redacted]@x.org";
  expect(user).toMatchObject({ id: "secret@x.org", displayName: named, username: named, emails: [], phones: [] });
  expect(user).toMatchObject({ fullName: named, title: named, statusText: named, metadata: inside, extra: inside });
  expect(conversation).toMatchObject({ title: named, topic: named, description: named, welcomeMessages: [named] });
  expect(membership).toMatchObject({ userId: "secret@x.org", extra: inside });
  expect(note).toMatchObject({ attachments: [{ name: named, title: named, url: "secret@x.org" }], tags: [named] });
});

it("leaves nobody without a name, and refuses an empty pattern", () => {
  const user: RecordInput = { kind: "user", id: "u", displayName: "Ann" };
  expect(apply({ pattern: /Ann/, with: "" }, AnyRecord.parse(user))).toMatchObject({ displayName: "[redacted]" });
  // biome-ignore lint/complexity/useRegexLiterals: an empty literal is a comment.
  expect(() => redact({ pattern: new RegExp("") })).toThrow("is empty");
});
