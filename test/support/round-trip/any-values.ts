import { JsonObject } from "@chat-etl/model";
import fc from "fast-check";

/** There in one of so many cases; with `mostly`, absent in one of so many. */
export function optional<T>(arbitrary: fc.Arbitrary<T>, often: number, mostly = false): fc.Arbitrary<T | undefined> {
  const [there, absent] = mostly ? [often - 1, 1] : [1, often - 1];
  return fc.oneof({ weight: there, arbitrary }, { weight: absent, arbitrary: fc.constant(undefined) });
}

export const anyName = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("Ann", " ", "\u200b", "", "\ud83d", "<@uid:ann>", "😀".repeat(50), "n".repeat(101), "t".repeat(256)),
);

export const anyUrl = fc.oneof(
  fc.webUrl(),
  fc.constantFrom("https://x.org/ä b.png", "ftp://x.org/", "nonsense", `https://x.org/${"u".repeat(3_000)}`),
);

export const anyTags = fc.uniqueArray(
  fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom(" ", "t".repeat(100), "t".repeat(101))),
  { maxLength: 28 },
);

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2, stringUnit: "binary" }),
  fc.constantFrom("v".repeat(2_000), "日".repeat(1_700), "", null, [], {}),
);

export const anyJson = fc
  .dictionary(fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom("sourceId", "custom", "text")), anyValue, {
    maxKeys: 4,
  })
  .map((value) => JsonObject.parse(value));

/** Names that the sink, the source or CometChat use themselves. */
const TAKEN = ["type", "custom", "extra", "event", "reactions", "data", "customData", "wireType", "createdAt"];

/** Some of it is what makes a custom message one. */
export const anyExtra = fc
  .oneof(
    fc.constant({}),
    fc.dictionary(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(...TAKEN)), anyValue, { maxKeys: 4 }),
    fc.record({
      customType: fc.constantFrom("poll", "system", "location", "", "T".repeat(101)),
      customData: fc.oneof(anyJson, fc.constant({ latitude: 1, longitude: 2 }), fc.constant({ text: "x" }), anyValue),
      wireType: fc.constantFrom("form", "card"),
      data: anyJson,
    }),
  )
  .map((value) => JsonObject.parse(value));

/** A piece of text, and the mark it bears. */
export function anyPiece(somebody: fc.Arbitrary<string>) {
  const plain = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      "<@uid:ann>",
      "<@UID:",
      "<@all:x>",
      "<\u200b@uid:ann>",
      "<\u200b",
      "<",
      "\ue000",
      "\ud83d",
      " ",
      "\n",
    ),
    fc.constantFrom("\u0000", "word ".repeat(300), "日本".repeat(1_500), '"'.repeat(4_000), " ".repeat(10_500)),
  );
  const marks = fc.oneof(
    somebody.map((userId) => ({ type: "user_mention", userId })),
    fc.constantFrom("https://x.org/", "mailto:a@x.org", "<@uid:ann>").map((url) => ({ type: "link", url })),
    fc.constantFrom({ type: "bold" }, { type: "broadcast_mention", to: "here" }, { type: "pre" }),
  );
  const short = fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.constant("https://x.org"));
  return fc.oneof(
    plain.map((text) => ({ text, mark: undefined })),
    fc.record({ text: short, mark: marks }),
  );
}

const anyFileName = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("a.png", "b.PDF", `${"n".repeat(120)}.mp3`));

export const anyAttachment = fc.record(
  {
    kind: fc.constantFrom("image", "video", "audio", "voice", "file", "link"),
    ...{ name: anyFileName, url: anyUrl, thumbnailUrl: fc.webUrl(), title: anyName },
    mimeType: fc.constantFrom("image/png", "video/mp4", "audio/mpeg", "application/pdf", "Text/PLAIN; x=1", "nonsense"),
    ...{ sizeBytes: fc.nat(), width: fc.nat(), height: fc.nat(), durationMs: fc.nat() },
  },
  { requiredKeys: ["kind"] },
);
