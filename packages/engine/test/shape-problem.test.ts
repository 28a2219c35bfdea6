import { AnyRecord } from "@chat-etl/model";
import { expect, it } from "vitest";
import * as z from "zod";
import { shapeProblem } from "../src/extract/shape-problem.ts";

const ALICE = "alice";

/** As an adapter has it: compiled, with maps by id, wrapped in every way. */
const Wire = z.compile(
  z.looseObject({
    read_receipt: z.record(z.string(), z.number()).nullish(),
    votes: z.array(z.object({ by: z.record(z.string(), z.strictObject({ at: z.number() })) })).default([]),
    either: z.union([z.object({ a: z.string() }), z.string().transform(Number)]).optional(),
    nested: z.pipe(
      z.unknown(),
      z.lazy(() => z.record(z.string().min(6), z.readonly(z.object({ at: z.string() })))),
    ),
  }),
);

function problemOf(value: unknown, schema: z.ZodType = Wire): string {
  const { error } = schema.safeParse(value);
  return error === undefined ? "" : shapeProblem(error, schema);
}

it.each([
  [{ nested: {}, read_receipt: { [ALICE]: "never" } }, '"read_receipt.*": Invalid input: expected number'],
  [{ nested: {}, votes: [{ by: { [ALICE]: { at: "" } } }] }, '"votes.0.by.*.at": Invalid input: expected number'],
  [{ nested: {}, votes: [{ by: { [ALICE]: {} } }] }, '"votes.0.by.*.at": is missing'],
  [{ nested: { [ALICE]: { at: "" } } }, '"nested.*": one of its keys is not right'],
  [{ nested: { "alice the second": { at: 1 } } }, '"nested.*.at": Invalid input: expected string'],
  [{ nested: {}, either: {} }, '"either": has none of the shapes it may have'],
  [
    { nested: {}, votes: [{ by: { b: { at: 1, att: 2, "alice@private.example": 3 } } }] },
    '"votes.0.by.*": "att", a key is no field of it',
  ],
  [7, "the value: Invalid input: expected object"],
])("names what the schema names, and shows no id that is the key of a map: %j", (value, told) => {
  expect(problemOf(value)).toContain(told);
  expect(problemOf(value)).not.toContain(ALICE);
});

it("names the fields of a record", () => {
  const message = { kind: "message", id: "m", conversationId: "c", authorId: null, sentAt: 1, text: "" };
  expect(problemOf({ ...message, readBy: [{ userId: "" }] }, AnyRecord)).toContain('"readBy.0.userId": ');
  expect(problemOf({ ...message, authorId: "", sentAt: 9e15 }, AnyRecord)).toMatch(
    /"authorId": must not be empty; "sentAt": must be at most \d+\.$/,
  );
  expect(problemOf({ ...message, metadata: { [ALICE]: 1n } }, AnyRecord)).toMatch(/"metadata(?:\.\*)?": /);
});
