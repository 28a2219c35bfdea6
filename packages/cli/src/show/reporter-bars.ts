import type { OnEvent, RunEvent, Summary } from "@chat-etl/engine";
import { MultiBar, Presets, type SingleBar } from "cli-progress";
import { copiedText } from "./copied-text.ts";
import { formatBytes, formatCount, formatDuration, wrap } from "./format.ts";
import { lineOf } from "./lines.ts";
import type { Reporter } from "./reporter.ts";
import { summaryText } from "./summary-text.ts";
import { Throttle } from "./throttle.ts";

/** Erases what a bar left behind a shorter line. */
const ERASE_REST = "\u001b[K";

interface Shown {
  readonly bar: SingleBar;
  /** When its first record was sent. */
  readonly since: number;
  readonly isRunning: boolean;
}

/** Bars on a terminal: one for each kind with its rate and the time left, one line for each stream that is read. */
export class BarReporter implements Reporter {
  readonly #bars = new MultiBar(
    {
      format: "{name} {bar} {text}",
      hideCursor: true,
      clearOnComplete: false,
      stopOnComplete: false,
      barsize: Math.max(5, Math.min(30, (process.stderr.columns ?? 80) - 80)),
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  readonly #shown = new Map<string, Shown>();
  readonly #throttle = new Throttle(0);
  #ended = false;

  readonly onEvent: OnEvent = (event) => {
    if (event.event === "settled") this.#settled(event);
    else if (event.event === "read") this.#read(event);
    else if (event.event === "copied") this.#copied(event);
    else if (event.event === "phase" && event.phase === "done") this.#end();
    else if (this.#throttle.lets(event)) this.log(lineOf(event));
  };

  log(line: string): void {
    if (this.#ended) process.stderr.write(`${line}\n`);
    else for (const row of wrap(line, process.stderr.columns)) this.#bars.log(`${row}${ERASE_REST}\n`);
  }

  summary(summary: Summary): void {
    this.#end();
    process.stdout.write(summaryText(summary));
  }

  failure(message: string): void {
    this.#end();
    process.stderr.write(`${message}\n`);
  }

  #settled({ kind, pass, settled, total, sent }: Extract<RunEvent, { event: "settled" }>): void {
    if (total === 0) return;
    const { bar, since } = this.#barOf(pass ?? kind, { total, sent });
    const perSecond = sent / Math.max(0.001, (Date.now() - since) / 1000);
    const left = sent > 0 && settled < total ? `, ${formatDuration(((total - settled) / perSecond) * 1000)} left` : "";
    const rate = sent > 0 ? `, ${formatCount(Math.round(perSecond))}/s` : "";
    bar.update(settled, { text: `${formatCount(settled)} of ${formatCount(total)}${rate}${left}` });
  }

  #read({ stream, values }: Extract<RunEvent, { event: "read" }>): void {
    const { bar } = this.#barOf(`read ${stream}`, { total: values, sent: 0 });
    bar.setTotal(values);
    bar.update(values, { text: `${formatCount(values)} read` });
  }

  #copied(event: Extract<RunEvent, { event: "copied" }>): void {
    const { files, total, bytes } = event;
    const { bar, since } = this.#barOf("files", { total, sent: files + bytes });
    const ms = Date.now() - since;
    const left = files > 0 && files < total ? `, ${formatDuration((ms / files) * (total - files))} left` : "";
    bar.update(files, { text: `${copiedText(event)}, ${formatBytes((bytes / Math.max(1, ms)) * 1000)}/s${left}` });
  }

  /** The clock of a bar starts with the first record that is sent. */
  #barOf(name: string, { total, sent }: { readonly total: number; readonly sent: number }): Shown {
    const kept = this.#shown.get(name);
    if (kept && (kept.isRunning || sent === 0)) return kept;
    const bar = kept?.bar ?? this.#bars.create(total, 0, { name: name.padEnd(18), text: "" });
    const shown = { bar, since: Date.now(), isRunning: sent > 0 };
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
