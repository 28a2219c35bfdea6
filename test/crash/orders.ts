/** The named steps of a batch, in the order in which it takes them. */
export const STEPS = [
  "before begin",
  "after begin",
  "request sent",
  "answer lost",
  "answer read",
  "before settle",
  "after settle",
] as const;
export type Step = (typeof STEPS)[number];

/** What strikes: the process is killed, or stopped until it is told to go on. */
export const SIGNALS = ["SIGKILL", "SIGSTOP"] as const;
export type Signal = (typeof SIGNALS)[number];

/** One blow. It falls when the step is reached for the `nth` time since the blow before. */
export interface Strike {
  readonly signal: Signal;
  readonly step: Step;
  readonly nth: number;
}

/** A change of one source file while it is loaded. */
export interface Replacement {
  /** From the repository's root: `packages/engine/src/load/load.ts`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** One life of a process: the command that it runs, and what befalls it. */
export interface ChildOrders {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables of this life alone. */
  readonly env: Readonly<Record<string, string>>;
  readonly strikes: readonly Strike[];
  /** Which writings of a file meet a full disk, counted from 1. */
  readonly fullDisk: readonly number[];
}

/**
 * What a process tells, a line of JSON each: that a blow falls now, that it goes on after a stop, that a disk was full,
 * and at last the exit code of its life.
 */
export type Told =
  | Pick<Strike, "signal" | "step">
  | { readonly goesOn: true }
  | { readonly trouble: string }
  | { readonly ended: number };

/** The variable that holds the replacements, as JSON. */
export const REPLACEMENTS = "ETL_CRASH_REPLACEMENTS";

/** The open file at which a process tells what befalls it. */
export const TELL_FD = 3;
