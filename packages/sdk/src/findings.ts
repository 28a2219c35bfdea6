import type { OpenContext } from "./context.ts";

/** What looking at an account showed: a whole sentence for the operator. */
export interface Finding {
  /** `good`: as it should be. `warning`: it will work, but mind this. `problem`: a run cannot succeed. */
  readonly level: "good" | "warning" | "problem";
  readonly message: string;
}

/** A question about a platform that only trying can answer, and what trying showed. */
export interface Answer {
  /** As its documentation of unknowns calls it: `U4`. */
  readonly question: string;
  /** A whole sentence. */
  readonly message: string;
  /** Options that later runs against this account take over, unless the operator sets them. */
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** Finds out by trying what a platform's documentation leaves open. Writes to the account. */
export interface ProbeSpec<Config> {
  /** One sentence: what it leaves behind in the account. */
  readonly summary: string;
  /** Answers one by one, as they are found. @throws ConfigError, TransientError */
  run(config: Config, context: OpenContext): AsyncIterable<Answer>;
}
