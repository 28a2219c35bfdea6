import type { Reporter } from "./reporter.ts";
import { BarReporter } from "./reporter-bars.ts";
import { JsonReporter } from "./reporter-json.ts";
import { PlainReporter } from "./reporter-plain.ts";

/** JSON Lines if asked for, bars on a terminal, plain lines elsewhere. */
export function createReporter(options: { readonly json: boolean }): Reporter {
  if (options.json) return new JsonReporter();
  return process.stderr.isTTY ? new BarReporter() : new PlainReporter();
}
