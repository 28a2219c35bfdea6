import type { Reporter } from "./reporter.ts";
import { JsonReporter } from "./reporter-json.ts";
import { PlainReporter } from "./reporter-plain.ts";

/** JSON Lines if asked for, bars on a terminal, plain lines elsewhere. */
export async function createReporter(options: { readonly json: boolean }): Promise<Reporter> {
  if (options.json) return new JsonReporter();
  if (!process.stderr.isTTY) return new PlainReporter();
  const { BarReporter } = await import("./reporter-bars.ts");
  return new BarReporter();
}
