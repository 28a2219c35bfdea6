import type { HttpAnswer } from "@chat-etl/io";
import type { RateInfo } from "@chat-etl/sdk";
import { rateOf } from "./failure.ts";

/** What an answer's headers say about the quota of its window, and how. */
export interface RateHeaders extends Partial<RateInfo> {
  /** `new`: `X-RateLimit-Limit`. `old`: `X-Rate-Limit`. The documentation has both (2.11). */
  readonly spelling: "new" | "old" | "both" | "none";
}

/** @param now milliseconds since 1970 */
export function rateHeadersOf(headers: HttpAnswer["headers"], now: number): RateHeaders {
  const names = Object.keys(headers);
  const isNew = names.some((name) => name.startsWith("x-ratelimit-"));
  const isOld = names.some((name) => name.startsWith("x-rate-limit"));
  return { spelling: isNew && isOld ? "both" : isNew ? "new" : isOld ? "old" : "none", ...rateOf(headers, now) };
}

/** How people see the spelling. */
export const SPELLINGS: Readonly<Record<RateHeaders["spelling"], string>> = {
  new: "X-RateLimit-…",
  old: "X-Rate-Limit-…",
  both: "X-RateLimit-… and X-Rate-Limit-…",
  none: "none",
};
