import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparableMessageUid, fitId, messageUid, partUid } from "../src/ids.ts";

const LEGAL = /^[a-z0-9_-]{1,100}$/;

/** Ids that lie close together: variants in case and punctuation, results of the map itself, parts, plain nonsense. */
const base = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 130 }),
  fc.stringMatching(/^[aAbB._@ -]{1,6}$/),
  fc.stringMatching(/^[a-z0-9_-]{60,120}$/),
  fc.emailAddress(),
);
const anyId = fc
  .tuple(base, fc.constantFrom("as-is", "fit", "uid", "part", "upper"))
  .map(([id, form]) => VARIANTS[form](id));
const VARIANTS = {
  "as-is": (id: string) => id,
  fit: fitId,
  uid: (id: string) => comparableMessageUid(id).slice("m-00000000-".length),
  part: (id: string) => `${id}-p2`,
  upper: (id: string) => id.toUpperCase(),
} as const;

describe("fitId", () => {
  it("T6: leaves an id that fits as it is", () => {
    expect(["bob", "user_1", "0", "a-b", "x".repeat(100)].map(fitId)).toEqual([
      "bob",
      "user_1",
      "0",
      "a-b",
      "x".repeat(100),
    ]);
  });

  it("T6, T7, T8: makes lower-case legal ids of everything else", () => {
    expect(fitId("Bob")).toMatch(/^bob-[0-9a-f]{20}$/);
    expect(fitId("Ann.Lee@Example.org")).toMatch(/^ann-lee-example-org-[0-9a-f]{20}$/);
    expect(fitId("日本")).toMatch(/^id-[0-9a-f]{20}$/);
    expect(fitId("x".repeat(101))).toMatch(/^x{79}-[0-9a-f]{20}$/);
  });

  it("T6, T7: keeps people apart whose ids differ in case or punctuation only", () => {
    const ids = ["bob", "Bob", "BOB", "a.b", "a_b", "a b", "a-b", "A.b", "a.b "];
    expect(new Set(ids.map(fitId)).size).toBe(ids.length);
  });

  it("T7: hashes an id that looks like the result of hashing another one", () => {
    expect(fitId(fitId("Bob"))).not.toBe(fitId("Bob"));
  });

  it("hashes app_system, CometChat's own sender, whom nobody else may become", () => {
    expect(fitId("app_system")).toMatch(/^app-system-[0-9a-f]{20}$/);
  });

  it("hashes __proto__, which JSON readers lose as a key", () => {
    expect(fitId("__proto__")).toMatch(/^proto-[0-9a-f]{20}$/);
  });

  it("T6–T8: never makes one id of two, and always a legal one", () => {
    fc.assert(
      fc.property(anyId, anyId, (one, other) => {
        expect(fitId(one)).toMatch(LEGAL);
        expect(fitId(one) === fitId(other)).toBe(one === other);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("messageUid", () => {
  it("T12, T13: starts with a letter, so that no reader takes muids for numbers", () => {
    expect(messageUid("42", "talkjs:app")).toMatch(/^m-[0-9a-f]{8}-42$/);
  });

  it("T14: keeps the same id of two sources apart", () => {
    expect(messageUid("42", "talkjs:one")).not.toBe(messageUid("42", "talkjs:two"));
  });

  it("T12: keeps muids of integer-like ids in the order they were put into an object", () => {
    const muids = ["10", "9", "1", "2"].map((id) => messageUid(id, "s"));
    expect(Object.keys(Object.fromEntries(muids.map((muid) => [muid, 0])))).toEqual(muids);
  });

  it("hashes an id that looks like another message's part", () => {
    expect(messageUid("m1-p2", "s")).not.toBe(partUid(messageUid("m1", "s"), 1));
  });

  it("T14: never makes one muid of two messages or parts, whatever their ids", () => {
    const part = fc.nat({ max: 99_998 });
    fc.assert(
      fc.property(anyId, part, anyId, part, (one, n, other, m) => {
        const [first, second] = [partUid(messageUid(one, "s"), n), partUid(messageUid(other, "s"), m)];
        expect(first).toMatch(LEGAL);
        expect(first === second).toBe(one === other && n === m);
      }),
      { numRuns: 2_000 },
    );
  });

  it("differs from the comparable form in the source's eight characters only", () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(messageUid(id, "s").slice(11)).toBe(comparableMessageUid(id).slice(11));
      }),
    );
  });
});
