import { setTimeout as sleep } from "node:timers/promises";
import { createHttpClient, type HttpAnswer, type HttpRequest } from "@chat-etl/io";
import { backoffMs, CHECK_ATTEMPTS, type OpenContext, TransientError } from "@chat-etl/sdk";
import { baseUrlOf, headersOf } from "../account.ts";
import type { CometchatSinkConfig } from "../config.ts";
import { codeOf, failureOf, IMPORT_PATH, isOperatorsTask } from "../failure.ts";
import { createSpacing } from "./spacing.ts";

/** CometChat advises to wait no longer. */
const LONGEST_WAIT_MS = 300_000;

/** The app that is probed. Refusals are answers here; requests keep to the quotas. */
export interface ProbeApp {
  /** @throws ConfigError when the key, the app or its plan is refused; TransientError when it does not answer */
  ask(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export function openApp(config: CometchatSinkConfig, context: OpenContext): ProbeApp {
  const { requestsPerMinute, coreRequestsPerMinute, quotaShare } = config;
  const { signal } = context;
  const http = createHttpClient({
    service: "CometChat",
    baseUrl: baseUrlOf(config),
    headers: headersOf(config),
    signal,
    failureOf: (answer, request) => (isAnswer(answer, request) ? undefined : failureOf(answer, request)),
  });
  const spacedImport = createSpacing({ requests: requestsPerMinute * quotaShare, perMs: 60_000 }, signal);
  const spacedCore = createSpacing({ requests: coreRequestsPerMinute * quotaShare, perMs: 60_000 }, signal);

  async function ask(request: HttpRequest): Promise<HttpAnswer> {
    const spaced = isImport(request) ? spacedImport : spacedCore;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await spaced(async () => await http.send(request));
      } catch (error) {
        if (!(error instanceof TransientError) || attempt >= CHECK_ATTEMPTS) throw error;
        const ms = Math.min(error.retryAfterMs ?? backoffMs(attempt), LONGEST_WAIT_MS);
        context.onWait?.(ms, error.message);
        await sleep(ms, undefined, { signal });
      }
    }
  }

  return { ask, close: async () => await http.close() };
}

function isImport({ path }: HttpRequest): boolean {
  return path.startsWith(IMPORT_PATH);
}

/** A poisoned import is an answer, too: it is what is asked about (T2). */
function isAnswer({ status, body }: HttpAnswer, request: HttpRequest): boolean {
  if (isOperatorsTask(codeOf(body) ?? "") || [401, 408, 429].includes(status)) return false;
  if (isImport(request)) return status <= 500 && ![403, 404].includes(status);
  return status < 500;
}
