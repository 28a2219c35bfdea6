import type { OnEvent, RunEvent, Summary } from "@chat-etl/engine";
import { MultiBar, Presets, type SingleBar } from "cli-progress";
import { formatCount, formatDuration } from "./format.ts";
import { lineOf } from "./lines.ts";
import type { Reporter } from "./reporter.ts";
import { summaryText } from "./summary-text.ts";

/** Bars on a terminal: one for each kind with its rate and the time left, one line for each stream that is read. */
export class BarReporter implements Reporter {
  readonly #bars = new MultiBar(
    {
      format: "{name} {bar} {text}",
      hideCursor: true,
      clearOnComplete: false,
      stopOnComplete: false,
      barsize: 30,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  readonly #shown = new Map<string, { readonly bar: SingleBar; readonly since: number; readonly from: number }>();
  #ended = false;

  readonly onEvent: OnEvent = (event) => {
    if (event.event === "settled") this.#settled(event);
    else if (event.event === "read") this.#read(event);
    else if (event.event === "phase" && event.phase === "done") this.#end();
    else this.log(lineOf(event));
  };

  log(line: string): void {
    if (this.#ended) process.stderr.write(`${line}\n`);
    else this.#bars.log(`${line}\n`);
  }

  summary(summary: Summary): void {
    this.#end();
    process.stdout.write(summaryText(summary));
  }

  failure(message: string): void {
    this.#end();
    process.stderr.write(`${message}\n`);
  }

  #settled({ kind, settled, total }: Extract<RunEvent, { event: "settled" }>): void {
    if (total === 0) return;
    const shown = this.#barOf(kind, { total, from: settled });
    const perSecond = (settled - shown.from) / Math.max(0.001, (Date.now() - shown.since) / 1000);
    const left =
      perSecond > 0 && settled < total ? `, ${formatDuration(((total - settled) / perSecond) * 1000)} left` : "";
    shown.bar.update(settled, {
      text: `${formatCount(settled)} of ${formatCount(total)}, ${formatCount(Math.round(perSecond))}/s${left}`,
    });
  }

  #read({ stream, values }: Extract<RunEvent, { event: "read" }>): void {
    const { bar } = this.#barOf(`read ${stream}`, { total: values, from: 0 });
    bar.setTotal(values);
    bar.update(values, { text: `${formatCount(values)} read` });
  }

  #barOf(name: string, { total, from }: { readonly total: number; readonly from: number }) {
    const kept = this.#shown.get(name);
    if (kept) return kept;
    const bar = this.#bars.create(total, from, { name: name.padEnd(18), text: "" });
    const shown = { bar, since: Date.now(), from };
    this.#shown.set(name, shown);
    return shown;
  }

  #end(): void {
    if (this.#ended) return;
    this.#bars.update();
    this.#bars.stop();
    this.#ended = true;
  }
}
