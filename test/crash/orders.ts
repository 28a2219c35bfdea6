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
  /** From the repository's root: `packages/engine/src/load.ts`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** What is done to one process; handed to it as JSON. */
export interface ChildOrders {
  readonly strikes: readonly Strike[];
  /** Which writings of a file meet a full disk, counted from 1. */
  readonly fullDisk: readonly number[];
  readonly replacements: readonly Replacement[];
}

/** What a process tells, a line of JSON each: that a blow falls now, that it goes on after a stop, that a disk was full. */
export type Told = Pick<Strike, "signal" | "step"> | { readonly goesOn: true } | { readonly trouble: string };

/** The variable that holds the orders. */
export const ORDERS = "ETL_CRASH_ORDERS";

/** The open file at which a process tells what befalls it. */
export const TELL_FD = 3;
