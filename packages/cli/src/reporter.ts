import type { OnEvent, Summary } from "@chat-etl/engine";
import { BarReporter } from "./reporter-bars.ts";
import { JsonReporter } from "./reporter-json.ts";
import { PlainReporter } from "./reporter-plain.ts";

/** How a run shows itself. Only one thing ever writes to standard output: results; all else goes to standard error. */
export interface Reporter {
  readonly onEvent: OnEvent;
  /** A line of the log. */
  log(line: string): void;
  summary(summary: Summary): void;
  /** The run could not be made. */
  failure(message: string): void;
}

/** JSON Lines if asked for, bars on a terminal, plain lines elsewhere. */
export function createReporter(options: { readonly json: boolean }): Reporter {
  if (options.json) return new JsonReporter();
  return process.stderr.isTTY ? new BarReporter() : new PlainReporter();
}
