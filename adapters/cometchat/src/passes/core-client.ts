import { createHttpClient, type HttpAnswer, type HttpClient, type HttpRequest } from "@chat-etl/io";
import type { OpenContext } from "@chat-etl/sdk";
import { baseUrlOf, headersOf } from "../account.ts";
import type { CometchatSinkConfig } from "../config.ts";
import { codeOf, failureOf, isOperatorsTask } from "../failure.ts";

/** The core API: what refuses one record is an answer, not a failure. */
export function createCoreClient(config: CometchatSinkConfig, { signal, onWait }: OpenContext): HttpClient {
  return createHttpClient({
    service: "CometChat",
    baseUrl: baseUrlOf(config),
    headers: headersOf(config),
    signal,
    ...(onWait ? { onWait } : {}),
    failureOf: (answer, request) => (isRefusal(answer, request) ? undefined : failureOf(answer, request)),
  });
}

/** Whether an answer refuses what was asked, and nothing more. */
function isRefusal({ status, body }: HttpAnswer, { method }: HttpRequest): boolean {
  const code = codeOf(body);
  if (method === "GET" || code === undefined || isOperatorsTask(code)) return false;
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status);
}
