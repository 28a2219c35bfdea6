import { createHttpClient, type HttpClient } from "@chat-etl/io";
import type { OpenContext } from "@chat-etl/sdk";
import { baseUrlOf, headersOf } from "../account.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";
import { sinkFailureOf } from "../sink-failure.ts";

/** The app that is loaded into. Not paced: who sends has had a turn. */
export function openTarget(config: TalkjsSinkConfig, { signal, onWait }: OpenContext): HttpClient {
  return createHttpClient({
    service: "TalkJS",
    baseUrl: baseUrlOf(config),
    headers: headersOf(config),
    signal,
    failureOf: sinkFailureOf,
    ...(onWait ? { onWait } : {}),
  });
}
