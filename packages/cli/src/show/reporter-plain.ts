import type { OnEvent, Summary } from "@chat-etl/engine";
import { lineOf } from "./lines.ts";
import type { Reporter } from "./reporter.ts";
import { summaryText } from "./summary-text.ts";
import { Throttle } from "./throttle.ts";

/** Plain lines for logs and pipes. */
export class PlainReporter implements Reporter {
  readonly #throttle = new Throttle(5_000);

  readonly onEvent: OnEvent = (event) => {
    if (this.#throttle.lets(event)) this.log(lineOf(event));
  };

  log(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  summary(summary: Summary): void {
    process.stdout.write(summaryText(summary));
  }

  failure(message: string): void {
    process.stderr.write(`${message}\n`);
  }
}
