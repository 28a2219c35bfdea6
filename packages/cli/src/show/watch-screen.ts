import type { LiveStatus } from "@chat-etl/engine";
import { MultiBar, Presets, type SingleBar } from "cli-progress";
import { formatCount, wrap } from "./format.ts";
import { liveLine, liveLines } from "./live-text.ts";

/** Shows again and again what a run is doing. */
export interface WatchScreen {
  show(live: LiveStatus): void;
  end(): void;
}

/** Redrawn in its place: lines, and a bar for each kind and pass. */
export class TerminalScreen implements WatchScreen {
  readonly #bars = new MultiBar(
    { format: "{name} {bar} {text}", hideCursor: true, clearOnComplete: false, barsize: 30, forceRedraw: true },
    Presets.shades_classic,
  );
  readonly #shown = new Map<string, SingleBar>();
  readonly #lines: SingleBar[] = [];

  show(live: LiveStatus): void {
    for (const [name, { settled, total }] of Object.entries(live.progress)) {
      const bar = this.#shown.get(name) ?? this.#bars.create(total, 0, { name: name.padEnd(18), text: "" });
      this.#shown.set(name, bar);
      bar.setTotal(total);
      bar.update(settled, { text: `${formatCount(settled)} of ${formatCount(total)}` });
    }
    const rows = liveLines(live).flatMap((line) => wrap(line, process.stdout.columns ?? 80));
    for (const [index, text] of rows.entries()) this.#line(index).update(0, { text });
    for (const line of this.#lines.slice(rows.length)) line.update(0, { text: "" });
    this.#bars.update();
  }

  end(): void {
    this.#bars.update();
    this.#bars.stop();
  }

  #line(index: number): SingleBar {
    const known = this.#lines[index];
    if (known) return known;
    const line = this.#bars.create(1, 0, { text: "" }, { format: "{text}\u001b[K" });
    this.#lines.push(line);
    return line;
  }
}

/** A line for each change. */
export class LineScreen implements WatchScreen {
  readonly #write: (live: LiveStatus) => string;
  #last = "";

  constructor({ json }: { readonly json: boolean }) {
    this.#write = json ? (live) => JSON.stringify({ event: "live", ...live }) : liveLine;
  }

  show(live: LiveStatus): void {
    const line = this.#write(live);
    if (line === this.#last) return;
    this.#last = line;
    process.stdout.write(`${line}\n`);
  }

  end(): void {}
}
