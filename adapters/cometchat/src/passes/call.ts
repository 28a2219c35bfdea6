import type { BatchLimit } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "../config.ts";

/** One request to the core API. `{message}` in the path, and `MESSAGE_ID` in the body, stand for the id of `message`. */
export interface Call {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Uid of who does it. Missing: the app itself. */
  readonly onBehalfOf?: string | undefined;
  readonly message?: MessageRef | undefined;
  /** Names several people, and the answer has a verdict for each. */
  readonly isForEach?: boolean;
  /** Refused, it may be there already: whose it is stands in the list under the same path. */
  readonly isListed?: boolean;
}

/** A message in the app: by its id, or by what finds it where no answer told the id (T15). */
export interface MessageRef {
  readonly id?: string | undefined;
  readonly sourceId: string;
  readonly sender: string;
  readonly receiverType: "user" | "group";
  readonly receiver: string;
  /** UNIX seconds. */
  readonly sentAt: number;
  /** Of a message that was cut: which part; missing: the first. */
  readonly part?: unknown;
}

export const MESSAGE_ID = "{message}";

export const ONE_CALL: BatchLimit = { max: 1 };

/** All calls but thread replies share one quota: that of the smallest plan, unless the operator knows better (4.1). */
export const CORE = {
  quotaClass: "core",
  quota: ({ coreRequestsPerMinute }: CometchatSinkConfig) => ({ requests: coreRequestsPerMinute, perMs: 60_000 }),
} as const;

/** A path of segments, each encoded. */
export function pathOf(...segments: readonly string[]): string {
  return segments.map((segment) => `/${segment === MESSAGE_ID ? segment : encodeURIComponent(segment)}`).join("");
}

/** Parts of at most so many. */
export function chunks<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size));
}
