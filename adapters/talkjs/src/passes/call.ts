import type { Quota } from "@chat-etl/sdk";
import { BURST } from "../limits.ts";
import type { TalkjsSinkConfig } from "../sink-config.ts";

/** One request. */
export interface Call {
  readonly method: "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

/** Everything shares one quota: the app's. */
export const SHARED = { quotaClass: "main", quota: quotaOf, dedupes: true, batch: { max: 1 } } as const;

/** What the app allows: a bucket (TalkJS sheet, section 3). */
export function quotaOf({ requestsPerSecond }: TalkjsSinkConfig): Quota {
  return { requests: requestsPerSecond, perMs: 1_000, burst: BURST };
}
