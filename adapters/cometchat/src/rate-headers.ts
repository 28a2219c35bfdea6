import type { HttpAnswer } from "@chat-etl/io";

/** What an answer's headers say about the quota of its window. Numbers are requests. */
export interface RateHeaders {
  /** `new`: `X-RateLimit-Limit`. `old`: `X-Rate-Limit`. The documentation has both (2.11). */
  readonly spelling: "new" | "old" | "both" | "none";
  readonly limit?: number | undefined;
  readonly remaining?: number | undefined;
}

/** Pure. */
export function rateHeadersOf(headers: HttpAnswer["headers"]): RateHeaders {
  const isNew = headers["x-ratelimit-limit"] !== undefined || headers["x-ratelimit-remaining"] !== undefined;
  const isOld = headers["x-rate-limit"] !== undefined || headers["x-rate-limit-remaining"] !== undefined;
  return {
    spelling: isNew && isOld ? "both" : isNew ? "new" : isOld ? "old" : "none",
    limit: countIn(headers, ["x-ratelimit-limit", "x-rate-limit"]),
    remaining: countIn(headers, ["x-ratelimit-remaining", "x-rate-limit-remaining"]),
  };
}

/** How people see the spelling. */
export const SPELLINGS: Readonly<Record<RateHeaders["spelling"], string>> = {
  new: "X-RateLimit-…",
  old: "X-Rate-Limit-…",
  both: "X-RateLimit-… and X-Rate-Limit-…",
  none: "none",
};

function countIn(headers: HttpAnswer["headers"], names: readonly string[]): number | undefined {
  return names
    .flatMap((name) => headers[name]?.match(/^\d{1,9}$/)?.[0] ?? [])
    .map(Number)
    .at(0);
}
