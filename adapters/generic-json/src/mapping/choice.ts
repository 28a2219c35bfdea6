import * as z from "zod";
import { sentenceOf } from "./sentence.ts";

/**
 * Something that may be written in several ways. Which one is meant the value itself tells, so that what is wrong with
 * it is told of that way only.
 */
export function choice<T>(choose: (value: unknown) => z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const result = choose(value).safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      context.addIssue({ code: "custom", path: issue.path, message: sentenceOf(issue) });
    }
    return z.NEVER;
  });
}

/** Whether a value is an object with one of these names. */
export function has(value: unknown, ...names: readonly string[]): boolean {
  return value instanceof Object && names.some((name) => Object.hasOwn(value, name));
}
