import { RateWindow, type SandboxCall } from "@chat-etl/sandbox";
import type { Next } from "hono";
import { ApiError, answerError } from "./errors.ts";
import type { CometchatSandboxOptions } from "./options.ts";
import { quotasOf } from "./rate-classes.ts";

/** Documented window of every quota ("Rate limits" page): fixed, one minute. */
const WINDOW_MS = 60_000;

/** What a refusal out of turn names as the limit where there is none. */
const UNLIMITED = 20_000;

export interface RateLimits {
  /** Counts the request, puts the rate headers on its answer. @throws ApiError 429 */
  readonly count: (call: SandboxCall, next: Next) => Promise<void>;
  /** A refusal out of turn. It asks for one second, the shortest wait its header can say. */
  refuse(call: SandboxCall): Response;
}

/** @param speed windows last this many times shorter than the platform's */
export function rateLimits(options: CometchatSandboxOptions, speed: number): RateLimits {
  const windows = new Map<string, RateWindow>();
  const windowOf = (bucket: string, limit: number) => {
    const window = windows.get(bucket) ?? new RateWindow({ limit, perMs: WINDOW_MS / speed });
    windows.set(bucket, window);
    return window;
  };

  async function count(call: SandboxCall, next: Next): Promise<void> {
    for (const [index, { bucket, limit }] of quotasOf(call, options).entries()) {
      if (limit === "off") continue;
      const now = Date.now();
      const verdict = { ...windowOf(bucket, limit).take(now), limit, now };
      // The headers tell of the app's quota, and of a user's own one only when it refuses.
      if (index === 0 || !verdict.allowed) setHeaders(call, verdict, options.headerStyle);
      if (!verdict.allowed) throw tooMany(limit, waitSeconds(verdict));
    }
    await next();
  }

  function refuse(call: SandboxCall): Response {
    const limit = quotasOf(call, options).find((quota) => quota.limit !== "off")?.limit;
    const shown = typeof limit === "number" ? limit : UNLIMITED;
    const now = Date.now();
    setHeaders(call, { allowed: false, remaining: 0, resetAt: now + 1000, limit: shown, now }, options.headerStyle);
    return answerError(call, tooMany(shown, 1));
  }

  return { count, refuse };
}

interface Verdict {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly limit: number;
  /** Both in milliseconds. */
  readonly resetAt: number;
  readonly now: number;
}

/** Whole seconds, rounded up, so that nobody comes back too early. */
function waitSeconds({ resetAt, now }: Verdict): number {
  return Math.max(1, Math.ceil((resetAt - now) / 1000));
}

/** The documentation has two spellings, and the old one tells the reset only when it refuses (CometChat sheet, 2.11). */
function setHeaders(call: SandboxCall, verdict: Verdict, style: CometchatSandboxOptions["headerStyle"]): void {
  const { allowed, limit, remaining } = verdict;
  const reset = String(Math.ceil(verdict.resetAt / 1000));
  if (style !== "old") {
    call.header("X-RateLimit-Limit", String(limit));
    call.header("X-RateLimit-Remaining", String(remaining));
    call.header("X-RateLimit-Reset", reset);
  }
  if (style !== "new") {
    call.header("X-Rate-Limit", String(limit));
    call.header("X-Rate-Limit-Remaining", String(remaining));
    if (!allowed) call.header("X-Rate-Limit-Reset", reset);
  }
  if (!allowed) call.header("Retry-After", String(waitSeconds(verdict)));
}

function tooMany(limit: number, seconds: number): ApiError {
  const message = `The limit of ${limit} requests per minute is reached; try again in ${seconds} seconds.`;
  return new ApiError(429, "ERR_TOO_MANY_REQUESTS", message);
}
