import * as z from "zod";

/** Numbers where words are expected occur. Sheet, 18.26. */
export const id = z.union([z.string().min(1), z.number().transform(String)], { error: "expected an id" });

/** `null`, `false` and a missing field say the same. */
export const text = z
  .union([z.string(), z.number().transform(String), z.boolean().transform(wordOrNothing)], { error: "expected a text" })
  .nullish();

/** Words where numbers are expected occur, and words that are none: those say nothing. Sheet, 18.26. */
export const number = z
  .union([z.number(), z.string().transform(numberOrNothing), z.null().transform(() => undefined)])
  .optional();

/** `null` occurs, and in third-party exports 0, 1 and words. */
export const flag = z
  .union([z.boolean(), z.number().transform(Boolean), z.string().transform(isYes), z.null().transform(() => false)])
  .default(false);

/** What is no word at all is "". */
export const texts = list(text.transform((one) => one ?? ""));

/** Something that normalize passes on as it is. */
export const anyObject = z.record(z.string(), z.unknown()).nullish().catch(undefined);
export const anyObjects = z.array(z.unknown()).nullish().catch(undefined);

/** An object that may be missing. An empty one is written as `[]` by what Slack itself is written in. Sheet, 3.1. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  const nothing = z.union([z.null(), z.tuple([])]).transform(() => undefined);
  return z.union([z.looseObject(shape), nothing], { error: "expected an object" }).optional();
}

/** An array that may be missing. What Slack itself is written in makes an object of one that has gaps. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess(withoutGaps, z.array(item).nullish()).optional();
}

function withoutGaps(value: unknown): unknown {
  const isGapped =
    value instanceof Object && !Array.isArray(value) && Object.keys(value).every((key) => /^\d+$/.test(key));
  return isGapped ? Object.values(value) : value;
}

function wordOrNothing(flag: boolean): string | undefined {
  return flag ? "true" : undefined;
}

function isYes(word: string): boolean {
  return /^(?:true|yes|1)$/i.test(word.trim());
}

function numberOrNothing(written: string): number | undefined {
  const value = Number(written);
  return written.trim() === "" || !Number.isFinite(value) ? undefined : value;
}
