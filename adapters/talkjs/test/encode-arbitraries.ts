import { type Entity, JsonObject } from "@chat-etl/model";
import fc from "fast-check";
import { message, NOON } from "./encode-context.ts";

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    "<!!mention:ann|x>",
    "<actionbutton:pay|x>",
    "<https://a|b>",
    "<",
    "*x*",
    "_",
    "~",
    "```",
    "\n- ",
    "\n",
  ),
  fc.constantFrom("\ud83d", '"', "\\", "\u0000", "\ue000", "😀", "word "),
);
const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

const marks = fc.array(
  fc.record({
    type: fc.constantFrom("bold", "italic", "strike", "code", "pre", "list_item", "link", "user_mention", "quote"),
    userId: fc.constantFrom("ann", "Carl@x.org", "nobody"),
    url: fc.constantFrom("https://x.org/a|b", "https://x.org", "mailto:a@x.org", "tel:1", "<actionlink:x|y>"),
    ordered: fc.boolean(),
    depth: fc.nat({ max: 2 }),
    start: fc.nat({ max: 100 }),
    length: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 8 },
);

const json = fc
  .dictionary(
    fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("sourceId", "part", "__proto__")),
    fc.jsonValue({ maxDepth: 2 }),
    {
      maxKeys: 4,
    },
  )
  .map((value) => JsonObject.parse(value));

const attachment = fc.record(
  {
    kind: fc.constantFrom("image", "video", "audio", "voice", "file", "link"),
    name: fc.string({ unit: "binary", maxLength: 30 }),
    mimeType: fc.constantFrom("image/png", "nonsense", ""),
    url: fc.oneof(fc.webUrl(), fc.constant("x")),
    width: fc.nat(),
  },
  { requiredKeys: ["kind"] },
);

/** A message of the lobby with anything in it: marks that overlap, forged markup, half characters. */
export const anyMessage = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 40 }),
    authorId: fc.constantFrom("ann", "bob", null),
    sentAt: fc.integer({ min: 0, max: NOON }),
    type: fc.constantFrom("text", "system", "call"),
    text: anyText,
    marks,
    attachments: fc.array(attachment, { maxLength: 4 }),
    location: fc.constantFrom(undefined, { latitude: -12.345678901234567, longitude: 123.4567 }),
    reactions: fc.array(fc.record({ emoji: fc.string({ minLength: 1 }) }), { maxLength: 3 }),
    tags: fc.array(fc.string({ unit: "binary", maxLength: 20 }), { maxLength: 3 }),
    metadata: json,
    extra: json,
  })
  .map(({ marks, ...given }) => {
    const entities = marks
      .filter(({ start, length }) => start + length <= given.text.length)
      .map(({ length, ...mark }) => ({ ...mark, end: mark.start + length }) as Entity);
    return message({ ...given, entities });
  });
