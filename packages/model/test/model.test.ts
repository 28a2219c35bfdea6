import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { AnyRecord, type Entity, idOf, JsonObject, membershipId, renderText } from "../src/index.ts";

const MESSAGE = { kind: "message", id: "m", conversationId: "c", authorId: "ann", sentAt: 1 } as const;

const tags = {
  plain: (text: string) => text,
  entity: (entity: Entity, inner: string) => `<${entity.type}>${inner}</${entity.type}>`,
};

it("renders nested entities from the inside out", () => {
  const entities: Entity[] = [
    { type: "italic", start: 4, end: 7 },
    { type: "bold", start: 0, end: 7 },
  ];
  expect(renderText("one two three", entities, tags)).toBe("<bold>one <italic>two</italic></bold> three");
});

it("cuts an entity in two where it crosses another one's end", () => {
  const entities: Entity[] = [
    { type: "bold", start: 0, end: 5 },
    { type: "strike", start: 3, end: 8 },
  ];
  expect(renderText("abcdefghij", entities, tags)).toBe("<bold>abc<strike>de</strike></bold><strike>fgh</strike>ij");
});

it("whatever the entities, a renderer that marks nothing gives the text back", () => {
  const range = fc.tuple(fc.nat(30), fc.nat(30)).filter(([start, end]) => start < end);
  fc.assert(
    fc.property(fc.string({ minLength: 30, maxLength: 40 }), fc.array(range, { maxLength: 8 }), (text, ranges) => {
      const entities = ranges.map(([start, end]): Entity => ({ type: "bold", start, end }));
      expect(renderText(text, entities, { plain: (part) => part, entity: (_, inner) => inner })).toBe(text);
    }),
  );
});

it("refuses an entity that lies outside its text", () => {
  const inside = { ...MESSAGE, text: "hi", entities: [{ type: "bold", start: 0, end: 2 }] };
  expect(AnyRecord.safeParse(inside).success).toBe(true);
  expect(AnyRecord.safeParse({ ...inside, text: "h" }).success).toBe(false);
  expect(AnyRecord.safeParse({ ...inside, entities: [{ type: "bold", start: 1, end: 1 }] }).success).toBe(false);
});

it("refuses what the model does not name: it belongs into extra", () => {
  expect(AnyRecord.safeParse({ ...MESSAGE, colour: "red" }).success).toBe(false);
  expect(AnyRecord.safeParse({ ...MESSAGE, extra: { colour: "red" } }).success).toBe(true);
});

it("names the field that does not fit", () => {
  const problem = AnyRecord.safeParse({ ...MESSAGE, sentAt: "noon", extra: { when: new Date() }, colour: "red" }).error;
  expect(problem?.issues.map(({ path, code }) => [path.join("."), code])).toEqual([
    ["sentAt", "invalid_type"],
    ["extra.when", "custom"],
    ["", "unrecognized_keys"],
  ]);
});

it("takes as JSON what zod takes as JSON, whatever it is", () => {
  const theirs = z.record(z.string(), z.json());
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true });
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(fc.string(), anything), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
      expect(JsonObject.safeParse(value).success).toBe(theirs.safeParse(value).success);
    }),
    { numRuns: 1_000 },
  );
});

it.each([
  ["nothing", undefined],
  ["no number", Number.NaN],
  ["no end", Number.POSITIVE_INFINITY],
  ["a function", () => {}],
  ["a large number", 1n],
  ["a date", new Date(0)],
  ["a hole", new Array(1)],
  ["an instance", new (class A {})()],
  ["a symbol for a key", { [Symbol("a")]: 1 }],
])("refuses what is no JSON, however deep: %s", (_, value) => {
  expect(JsonObject.safeParse({ a: value }).success).toBe(false);
  expect(JsonObject.safeParse({ a: [{ b: value }] }).success).toBe(false);
});

it("refuses JSON so deep that it exhausts the stack, instead of dying of it", () => {
  const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
  expect(JsonObject.safeParse({ a: nested(1_000) }).success).toBe(true);
  expect(JsonObject.safeParse({ a: nested(1_001) }).success).toBe(false);
  expect(JsonObject.safeParse({ a: nested(100_000) }).success).toBe(false);
});

it("refuses ids that cannot be kept, and times that are none", () => {
  expect(AnyRecord.safeParse({ ...MESSAGE, id: "" }).success).toBe(false);
  expect(AnyRecord.safeParse({ ...MESSAGE, id: "\ud800" }).success).toBe(false);
  expect(AnyRecord.safeParse({ ...MESSAGE, sentAt: 1.5 }).success).toBe(false);
});

it("gives no two memberships one id, whatever slashes their ids hold", () => {
  expect(membershipId("lobby", "ann")).toBe("lobby/ann");
  const part = fc.string({ unit: fc.constantFrom("a", "/", "%", "2F"), minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(part, part, part, part, (c1, u1, c2, u2) => {
      expect(membershipId(c1, u1) === membershipId(c2, u2)).toBe(c1 === c2 && u1 === u2);
    }),
  );
});

it("names a record by its id, a membership by both of its own", () => {
  expect(idOf(AnyRecord.parse(MESSAGE))).toBe("m");
  expect(idOf(AnyRecord.parse({ kind: "membership", conversationId: "c", userId: "u" }))).toBe("c/u");
});
