import { createHttpClient, type HttpAnswer, type HttpClient, type HttpRequest } from "@chat-etl/io";
import { BatchError, type OpenContext } from "@chat-etl/sdk";
import { baseUrlOf, headersOf } from "../account.ts";
import type { CometchatSinkConfig } from "../config.ts";
import { codeOf, failureOf, isOperatorsTask, TOO_MANY_REQUESTS } from "../failure.ts";
import { GONE } from "./refusals.ts";

/** The core API: what refuses one record is an answer, not a failure. */
export function createCoreClient(config: CometchatSinkConfig, { signal, onWait }: OpenContext): HttpClient {
  return createHttpClient({
    service: "CometChat",
    baseUrl: baseUrlOf(config),
    headers: headersOf(config),
    signal,
    ...(onWait ? { onWait } : {}),
    failureOf: (answer, request) =>
      isRefusal(answer, request) ? undefined : (blameOf(answer, request) ?? failureOf(answer, request)),
  });
}

/** Statuses below 500 that say nothing about what was asked. */
const ELSEWHERE: ReadonlySet<number> = new Set([401, 408, 429]);

/** Whether an answer refuses what was asked, and nothing more. A list is refused when what it belongs to is gone. */
function isRefusal({ status, body }: HttpAnswer, { method }: HttpRequest): boolean {
  const code = codeOf(body);
  if (code === undefined || isOperatorsTask(code) || code === TOO_MANY_REQUESTS) return false;
  if (method === "GET") return status === 404 && GONE.has(code);
  return status >= 400 && status < 500 && !ELSEWHERE.has(status);
}

/** A call that the server stumbles over, or something before it: whether it alone is to blame, trying it alone tells. */
function blameOf({ status, body }: HttpAnswer, { method }: HttpRequest): BatchError | undefined {
  const code = codeOf(body);
  const isUnexplained = code === undefined && status >= 400 && status < 500 && !ELSEWHERE.has(status);
  if (method === "GET" || !(status === 500 || isUnexplained)) return undefined;
  return new BatchError(
    code ?? `HTTP_${status}`,
    `CometChat answered the call with status ${status} each time, and gave no reason.`,
  );
}
