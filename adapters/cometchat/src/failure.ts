import { type HttpAnswer, type HttpRequest, retryAfterMs } from "@chat-etl/io";
import { BatchError, ConfigError, type RateInfo, TransientError } from "@chat-etl/sdk";
import { WireFailure } from "./wire.ts";

/** Where the four import endpoints are, below the base URL. */
export const IMPORT_PATH = "/data_import/";

/** How long to wait after a 429 that does not say it (T44): the rate window is a minute. */
const DEFAULT_WAIT_MS = 60_000;
/** A reset time is worth as much as the two clocks agree; CometChat advises to wait no longer than five minutes. */
const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** Two clocks that differ by no more than this are taken for the same. */
const SAME_CLOCK_MS = 5_000;

/** Comes with status 429, and is meant so whatever the status. */
export const TOO_MANY_REQUESTS = "ERR_TOO_MANY_REQUESTS";

/** What an answer means, if it is none of success. Decided by status and code; the wording may change (1.2). */
export function failureOf(answer: HttpAnswer, request: HttpRequest, now: number = Date.now()): Error | undefined {
  const { status } = answer;
  if (status >= 200 && status <= 299) return undefined;
  const code = codeOf(answer.body) ?? `HTTP_${status}`;
  const said = `CometChat answered ${request.method} ${request.path} with status ${status} (${code})`;
  const isImport = request.path.startsWith(IMPORT_PATH);
  if (status === 429 || code === TOO_MANY_REQUESTS) return tooManyRequests(answer, said, now);
  const refused = isOperatorsTask(code) || [401, 403, 404].includes(status);
  if (refused) return configErrorFor(code, { said, isImport, status });
  if (isImport && status === 500) return poisoned(code, said);
  if (status >= 500 || status === 408) return new TransientError(`${said}.`, { delivery: "unknown" });
  if (isImport && status >= 400) return new BatchError(code, `${said}: it refused the request as a whole.`);
  return new ConfigError(`${said}. Check the options "appId", "region" and "baseUrl".`);
}

/** Codes that no waiting and no other record will mend. They come for requests, and may come for rows. */
export function isOperatorsTask(code: string): boolean {
  return /^(?:AUTH_ERR_|ERR_PLAN_)/.test(code) || code === "ERR_SUBSCRIPTION_EXPIRED" || code === "ERR_API_NOT_FOUND";
}

export interface Refusal {
  /** The beginning of the sentence: who answered what. */
  readonly said: string;
  readonly isImport: boolean;
  readonly status: number;
}

/** What the operator must do about a refused request. */
export function configErrorFor(code: string, { said, isImport, status }: Refusal): ConfigError {
  return new ConfigError(`${said}: ${adviceFor(code, isImport, status)}`);
}

/** What the rate headers say, in either of the two documented spellings (T44). */
export function rateOf(headers: HttpAnswer["headers"], now: number): RateInfo | undefined {
  const remaining = numberIn(headers, ["x-ratelimit-remaining", "x-rate-limit-remaining"]);
  if (remaining === undefined) return undefined;
  const limit = numberIn(headers, ["x-ratelimit-limit", "x-rate-limit-limit", "x-rate-limit"]);
  return { limit: limit !== undefined && limit >= 1 ? limit : undefined, remaining, resetAt: resetAtOf(headers, now) };
}

/** A code, and nothing else that a platform might put in its place: it ends up in logs. */
export function plainCode(code: string): string {
  return /^\w{1,80}$/.test(code) ? code : "UNREADABLE_CODE";
}

/** The code of an answer that is no success. */
export function codeOf(body: unknown): string | undefined {
  const failure = WireFailure.safeParse(body);
  return failure.success ? plainCode(failure.data.error.code) : undefined;
}

function tooManyRequests({ headers }: HttpAnswer, said: string, now: number): TransientError {
  const resetAt = resetAtOf(headers, now);
  const untilReset = resetAt && Math.min(Math.max(resetAt - now, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
  return new TransientError(`${said}: more requests than it allows in a minute.`, {
    delivery: "none",
    retryAfterMs: retryAfterMs(headers, now) ?? untilReset ?? DEFAULT_WAIT_MS,
  });
}

/** One bad record fails a whole request although the good ones may have landed (T2). */
function poisoned(code: string, said: string): BatchError {
  return new BatchError(
    code,
    `${said}: it may be older than the app stores messages, or hold something CometChat cannot take. Extended Storage lifts the age limit.`,
  );
}

const KEY =
  'the option "apiKey" (COMETCHAT_API_KEY, found in the CometChat dashboard under API & Auth Keys, REST API Keys)';
const APP =
  'the options "appId" (COMETCHAT_APP_ID) and "region" (COMETCHAT_REGION), both found in the CometChat dashboard';

function adviceFor(code: string, isImport: boolean, status: number): string {
  if (code.endsWith("_APPID")) return `the app is not there. Check ${APP}.`;
  if (code === "AUTH_ERR_NO_ACCESS" || code === "ERR_PERMISSION_DENIED") return noAccess(isImport);
  if (code.startsWith("AUTH_ERR_") || status === 401) return `the key is not this app's. Check ${KEY} and ${APP}.`;
  if (code.startsWith("ERR_PLAN_") || code === "ERR_SUBSCRIPTION_EXPIRED") {
    return "the app's plan does not allow it. Ask CometChat about the plan and whether it includes data import.";
  }
  if (isImport) return `data import is not enabled for this app: ask CometChat. If it is, check ${KEY}.`;
  if (status === 403) return noAccess(isImport);
  return `there is no such app or address. Check ${APP}, and option "baseUrl" (COMETCHAT_BASE_URL) if it is set.`;
}

function noAccess(isImport: boolean): string {
  const key = `the key lacks the scope fullAccess. Put a REST API Key, not an Auth Key, into ${KEY}.`;
  return isImport ? `${key} If it is one, data import is not enabled for this app: ask CometChat.` : key;
}

/** By our clock: what the two clocks differ by, the answer's own date tells. It tells whole seconds only. */
function resetAtOf(headers: HttpAnswer["headers"], now: number): number | undefined {
  const second = numberIn(headers, ["x-ratelimit-reset", "x-rate-limit-reset"]);
  if (second === undefined) return undefined;
  const apart = now - Date.parse(headers.date ?? "");
  return second * 1000 + (Math.abs(apart) > SAME_CLOCK_MS ? apart : 0);
}

function numberIn(headers: HttpAnswer["headers"], names: readonly string[]): number | undefined {
  const values = names.map((name) => headers[name]).filter((value) => value !== undefined && value.trim() !== "");
  return values.map(Number).find((value) => Number.isFinite(value));
}
