import * as z from "zod";

export const id = z.string().min(1);

/** Numbers where words are expected occur. Sheet, 18.26. `null` and a missing field say the same. */
export const text = z.union([z.string(), z.number().transform(String)]).nullish();

/** Words where numbers are expected occur, and words that are none: those say nothing. Sheet, 18.26. */
export const number = z
  .union([z.number(), z.string().transform(numberOrNothing), z.null().transform(() => undefined)])
  .optional();

/** `null` occurs, and in third-party exports 0 and 1. */
export const flag = z
  .union([z.boolean(), z.number().transform(Boolean), z.null().transform(() => false)])
  .default(false);

export const texts = z
  .array(
    z
      .string()
      .nullable()
      .transform((one) => one ?? ""),
  )
  .nullish();

/** Something that normalize passes on as it is. */
export const anyObject = z.record(z.string(), z.unknown()).nullish().catch(undefined);
export const anyObjects = z.array(z.unknown()).nullish().catch(undefined);

/** An object that may be missing. An empty one is written as `[]` by what Slack itself is written in. Sheet, 3.1. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  const nothing = z.union([z.null(), z.tuple([])]).transform(() => undefined);
  return z.union([z.looseObject(shape), nothing]).optional();
}

function numberOrNothing(written: string): number | undefined {
  const value = Number(written);
  return written.trim() === "" || !Number.isFinite(value) ? undefined : value;
}
