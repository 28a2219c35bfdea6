import { JsonObject, type Message } from "@chat-etl/model";
import fc from "fast-check";
import { message, NOON, user } from "./encode-context.ts";

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "<@uid:ann>",
    "<@all:x>",
    "<",
    "\ud83d",
    '"',
    "\\",
    "\u0000",
    "\ue000",
    "é ",
    "😀",
    "word ".repeat(300),
  ),
  fc.constantFrom("日本".repeat(2_000), '"'.repeat(6_000), "\u0001".repeat(3_000)),
);
const anyText = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));

const people = Array.from({ length: 14 }, (_, i) => (i % 2 ? `u${i}` : `U ${i}`));
/** Those of the mentioned people whom somebody knows. */
export const users = new Map(people.slice(0, 13).map((id) => [id, user(id, { displayName: `<@uid:${id}>` })]));
const marks = fc.array(
  fc.record({
    type: fc.constantFrom("user_mention", "link", "bold"),
    userId: fc.constantFrom(...people),
    url: fc.constantFrom("https://x.org/", "<@uid:ann>"),
    start: fc.nat({ max: 3_000 }),
    length: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 30 },
);

const json = fc
  .dictionary(fc.string({ maxLength: 10 }), fc.oneof(anyText, fc.jsonValue({ maxDepth: 2 })), { maxKeys: 4 })
  .map((value) => JsonObject.parse(value));
const attachment = fc.record(
  {
    kind: fc.constantFrom("image", "video", "audio", "voice", "file", "link"),
    name: fc.string({ unit: "binary", maxLength: 300 }),
    mimeType: fc.constantFrom("image/png", "nonsense", ""),
    url: fc.oneof(
      fc.webUrl(),
      fc.nat({ max: 3_500 }).map((size) => `https://x.org/?${'"p\\'.repeat(size / 3)}`),
      fc.constant("x"),
    ),
    sizeBytes: fc.nat(),
    width: fc.nat(),
    thumbnailUrl: fc.webUrl(),
  },
  { requiredKeys: ["kind"] },
);

/** A message of the lobby with anything in it: near every limit, beyond it, and forged. */
export const anyMessage = fc
  .record({
    id: fc.string({ unit: "binary", minLength: 1, maxLength: 1_500 }),
    authorId: fc.constantFrom("ann", null),
    sentAt: fc.integer({ min: 1_000_000_000_000, max: NOON }),
    text: anyText,
    marks,
    attachments: fc.array(attachment, { maxLength: 8 }),
    location: fc.constantFrom(undefined, { latitude: -12.345678901234567, longitude: 123.45678901234567 }),
    reactions: fc.array(fc.record({ emoji: fc.string({ minLength: 1 }) }), { maxLength: 5 }),
    event: fc.constantFrom(undefined, "joined", "x".repeat(12_000)),
    tags: fc.array(fc.string({ unit: "binary", maxLength: 150 }), { maxLength: 30 }),
    metadata: json,
    extra: json,
  })
  .map(({ marks, ...given }) => {
    const entities = marks
      .filter(({ start, length }) => start + length <= given.text.length)
      .map(({ length, ...mark }) => ({ ...mark, end: mark.start + length }) as Message["entities"][number]);
    return message({ ...given, entities });
  });
