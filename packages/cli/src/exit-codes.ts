import type { RunStatus } from "@chat-etl/engine";

/** What `etl` ends with. */
export const EXIT = {
  /** All in. */
  complete: 0,
  bug: 1,
  /** Configuration or usage: the operator must act. */
  config: 2,
  failed: 2,
  /** Finished, some rejected; or verified, and something differs. */
  rejected: 3,
  /** Stopped before the end: run again to go on. */
  stopped: 4,
  interrupted: 130,
} as const satisfies Record<RunStatus | "bug" | "config", number>;
