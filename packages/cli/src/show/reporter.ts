import type { OnEvent, Summary } from "@chat-etl/engine";

/** How a run shows itself. Standard output is for results; all else goes to standard error. */
export interface Reporter {
  readonly onEvent: OnEvent;
  /** A line of the log. */
  log(line: string): void;
  summary(summary: Summary): void;
  /** The run could not be made. */
  failure(message: string): void;
}
