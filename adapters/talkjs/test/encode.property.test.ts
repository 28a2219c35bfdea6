import fc from "fast-check";
import { expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { anyMessage } from "./encode-arbitraries.ts";
import { contextOf } from "./encode-context.ts";

const DIALECTS = ["g1", "g2"] as const;

it("T17: whatever a message holds, custom is text alone, and says which part of which message it is", () => {
  fc.assert(
    fc.property(anyMessage, fc.constantFrom(...DIALECTS), (record, dialect) => {
      const encoded = encode.message(record, contextOf({ dialect }));
      for (const [index, { custom }] of ("send" in encoded ? encoded.send : []).entries()) {
        expect(Object.values(custom).every((value) => typeof value === "string")).toBe(true);
        expect([custom.sourceId, custom.part]).toEqual([record.id, index === 0 ? undefined : String(index)]);
      }
    }),
  );
});

it("is pure: the same record makes the same wires and losses, and is not touched", () => {
  fc.assert(
    fc.property(anyMessage, fc.constantFrom(...DIALECTS), (record, dialect) => {
      const before = structuredClone(record);
      const context = contextOf({ dialect });
      expect(encode.message(record, context)).toEqual(encode.message(record, context));
      expect(record).toEqual(before);
    }),
  );
});

it("T21: each wire shows one thing, and holds no half characters", () => {
  fc.assert(
    fc.property(anyMessage, fc.constantFrom(...DIALECTS), (record, dialect) => {
      const encoded = encode.message(record, contextOf({ dialect }));
      for (const { shown, custom, file } of "send" in encoded ? encoded.send : []) {
        expect("content" in shown ? shown.content.length : 1).toBe(1);
        expect(JSON.stringify({ shown, custom, file })).not.toMatch(/\\ud[89a-f][0-9a-f]{2}/);
      }
    }),
  );
});

it("T28: in g1 nobody can type a button, a link or a mention of somebody", () => {
  const forged = /<!!mention:(?!ann\||Carl%40x\.org\|)|<action(?:button|link):|<!!(?!mention|customemoji)/i;
  fc.assert(
    fc.property(anyMessage, (record) => {
      const encoded = encode.message(record, contextOf({ dialect: "g1" }));
      for (const { shown } of "send" in encoded ? encoded.send : [])
        expect("text" in shown ? shown.text : "").not.toMatch(forged);
    }),
    { numRuns: 300 },
  );
});
