import type { OnEvent, Summary } from "@chat-etl/engine";
import type { Reporter } from "./reporter.ts";
import { Throttle } from "./throttle.ts";

/** Standard output is JSON Lines only; the last line is the summary. */
export class JsonReporter implements Reporter {
  readonly #throttle = new Throttle(500);

  readonly onEvent: OnEvent = (event) => {
    if (this.#throttle.lets(event)) this.#print(event);
  };

  log(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  summary(summary: Summary): void {
    this.#print(summary);
  }

  failure(message: string): void {
    this.#print({ event: "error", message });
    process.stderr.write(`${message}\n`);
  }

  #print(line: object): void {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
