import type { OnEvent, RunEvent, Summary } from "@chat-etl/engine";
import { lineOf } from "./lines.ts";
import type { Reporter } from "./reporter.ts";
import { summaryText } from "./summary-text.ts";
import { Throttle } from "./throttle.ts";

/** Plain lines for logs and pipes. */
export class PlainReporter implements Reporter {
  readonly #throttle = new Throttle(5_000);
  /** The progress that was told last. */
  #progress = "";

  readonly onEvent: OnEvent = (event) => {
    if (this.#throttle.lets(event)) this.#tell(event);
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

  /** A stream's only page and its end look the same. */
  #tell(event: RunEvent): void {
    const line = lineOf(event);
    if (event.event === "read" || event.event === "settled" || event.event === "copied") {
      if (line === this.#progress) return;
      this.#progress = line;
    }
    this.log(line);
  }
}
