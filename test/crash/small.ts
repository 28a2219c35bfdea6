import type { Replacement } from "./orders.ts";

/** Smaller sizes and faster clocks, and nothing else: a small world fills many batches, and no wait is long. */
export const SMALL: readonly Replacement[] = [
  { file: "packages/io/src/http-request.ts", find: "channel.timeoutMs ?? 60_000", put: "channel.timeoutMs ?? 600" },
  { file: "packages/sdk/src/backoff.ts", find: "const BASE_MS = 500;", put: "const BASE_MS = 10;" },
  { file: "packages/engine/src/load/batches.ts", find: "const PAGE = 500;", put: "const PAGE = 40;" },
];
