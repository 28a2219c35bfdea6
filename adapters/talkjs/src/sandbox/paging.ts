import { invalid } from "./answers.ts";
import type { TalkRequest } from "./request.ts";

/** Without a `limit` (TalkJS sheet, T8). */
const DEFAULT_PAGE = 10;
/** Largest page of users and of messages. That of conversations is a switch. */
export const PAGE_MAX = 100;

/** The page size a request asks for. @throws Refusal when it is no size, or too large and `overLimit` is `refuse` */
export function limitOf({ query, options }: TalkRequest, max: number): number {
  const text = query.limit;
  if (text === undefined) return DEFAULT_PAGE;
  const limit = Number(text);
  if (!/^\d+$/u.test(text) || limit === 0) throw invalid({ limit: `"${text}" is not a whole number above 0.` });
  if (limit > max && options.overLimit === "refuse") throw invalid({ limit: `"${text}" is more than ${max}.` });
  return Math.min(limit, max);
}

/** What a list answers whose `startingAfter` is unknown (E23). */
export function unknownCursor({ query, options }: TalkRequest): { readonly data: readonly never[] } {
  if (options.unknownCursor === "empty") return { data: [] };
  throw invalid({ startingAfter: `There is nothing with the id "${query.startingAfter}".` });
}

/** A query parameter in epoch milliseconds. */
export function instantOf({ query }: TalkRequest, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (!/^-?\d+$/u.test(text)) throw invalid({ [name]: `"${text}" is not a timestamp in milliseconds.` });
  return Number(text);
}
