import type { SandboxCall } from "@chat-etl/sandbox";
import * as z from "zod";
import { ApiError } from "../errors.ts";
import { detailsOf } from "../fields.ts";

/** `perPage` and `limit`: 1 to 1000 on every list (REST reference). */
const MAX_PAGE = 1000;
const DEFAULT_PER_PAGE = 100;

/** Not documented. So many that no client meets it, so few that a query stays a query. */
const MAX_WORDS = 100;

/** How many entities a page may hold. */
export const PageSize = z.coerce.number().int().min(1).max(MAX_PAGE);
/** `true` or `false`; missing means false. */
export const Flag = z.stringbool().default(false);
/** Words between commas; missing or empty means no list. */
export const Words = z
  .string()
  .transform((words) => (words === "" ? undefined : words.split(",")))
  .refine((words) => words === undefined || words.length <= MAX_WORDS, `must not have more than ${MAX_WORDS} words`)
  .optional();
/** A whole number, not negative. */
export const Whole = z.coerce.number().int().nonnegative();
/** Which way a list goes on. */
export const Affix = z.enum(["append", "prepend"]);
/** For a single entity. */
export const OneQuery = z.object({ withTags: Flag });
/** For a page-numbered list. */
export const PageQuery = z.object({
  perPage: PageSize.default(DEFAULT_PER_PAGE),
  page: z.coerce.number().int().min(1).default(1),
  withTags: Flag,
});

/** The query in the schema's form. @throws ApiError 400 */
export function queryOf<Schema extends z.ZodType>(call: SandboxCall, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(call.req.query());
  if (result.success) return result.data;
  throw new ApiError(400, "ERR_BAD_REQUEST", "The given data was invalid.", detailsOf(result.error));
}
