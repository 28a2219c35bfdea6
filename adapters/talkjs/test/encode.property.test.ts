import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { encode } from "../src/encode.ts";
import { anyMessage } from "./encode-arbitraries.ts";
import { contextOf } from "./encode-context.ts";

const DIALECTS = ["g1", "g2"] as const;

/** What all the messages of a property made: were they all rejected, it would hold of nothing. */
let wires = 0;
beforeEach(() => {
  wires = 0;
});

function wiresOf(...given: Parameters<typeof encode.message>) {
  const encoded = encode.message(...given);
  const send = "send" in encoded ? encoded.send : [];
  wires += send.length;
  return send;
}

it("T17: whatever a message holds, custom is text alone, and says which part of which message it is", () => {
  fc.assert(
    fc.property(anyMessage, fc.constantFrom(...DIALECTS), (record, dialect) => {
      for (const [index, { custom }] of wiresOf(record, contextOf({ dialect })).entries()) {
        expect(Object.values(custom).every((value) => typeof value === "string")).toBe(true);
        expect([custom.sourceId, custom.part]).toEqual([record.id, index === 0 ? undefined : String(index)]);
      }
    }),
  );
  expect(wires).toBeGreaterThan(30);
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
      for (const { shown, custom, file } of wiresOf(record, contextOf({ dialect }))) {
        expect("content" in shown ? shown.content.length : 1).toBe(1);
        expect(JSON.stringify({ shown, custom, file })).not.toMatch(/\\ud[89a-f][0-9a-f]{2}/);
      }
    }),
  );
  expect(wires).toBeGreaterThan(30);
});

it("T28: in g1 nobody can type a button, a link or a mention of somebody", () => {
  const forged = /<!!mention:(?!ann\||Carl%40x\.org\|)|<action(?:button|link):|<!!(?!mention|customemoji)/i;
  fc.assert(
    fc.property(anyMessage, (record) => {
      for (const { shown } of wiresOf(record, contextOf({ dialect: "g1" })))
        expect("text" in shown ? shown.text : "").not.toMatch(forged);
    }),
    { numRuns: 300 },
  );
  expect(wires).toBeGreaterThan(30);
});
