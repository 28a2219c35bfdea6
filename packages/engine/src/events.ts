import type { Kind } from "@chat-etl/model";

/** What a run tells while it runs. Plain data: the command line draws bars from it or prints it as JSON Lines. */
export type RunEvent =
  | { readonly event: "phase"; readonly phase: Exclude<Phase, "pass"> }
  | { readonly event: "phase"; readonly phase: "pass"; readonly pass: string }
  /** A page was staged. `values` is the sum over this run's pages of the stream; `done`: nothing is left to read. */
  | { readonly event: "read"; readonly stream: string; readonly values: number; readonly done: boolean }
  /** Records of a kind were settled. `settled` and `total` speak of the whole workspace, `sent` of what this run sent. */
  | {
      readonly event: "settled";
      readonly kind: Kind;
      /** In which pass; missing: in the main load. */
      readonly pass?: string;
      readonly settled: number;
      readonly total: number;
      readonly sent: number;
    }
  /**
   * Files were copied. All of it speaks of this run: `files` and `failed` of `total`, and `bytes` of `totalBytes` as far as
   * the source says how large files are.
   */
  | {
      readonly event: "copied";
      readonly files: number;
      readonly failed: number;
      readonly total: number;
      readonly bytes: number;
      readonly totalBytes: number;
    }
  /** The run waits, for the quota or for the target to recover. */
  | { readonly event: "waiting"; readonly ms: number; readonly why: string }
  /** Something the operator should know now, not at the end. */
  | { readonly event: "notice"; readonly code: string; readonly message: string };

export type Phase =
  | "check"
  | "extract"
  | "resolve"
  | "plan"
  | "copy"
  | "load"
  | "pass"
  | "expect"
  | "read-back"
  | "compare"
  | "done";

export type OnEvent = (event: RunEvent) => void;
