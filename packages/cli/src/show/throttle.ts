import type { RunEvent } from "@chat-etl/engine";

/** Lets at most one progress event in so many milliseconds through, for each kind and stream; a kind's last one always. */
export class Throttle {
  readonly #everyMs: number;
  readonly #last = new Map<string, number>();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  lets(event: RunEvent): boolean {
    if (event.event !== "settled" && event.event !== "read") return true;
    if (event.event === "settled" && event.settled === event.total) return event.total > 0;
    if (event.event === "read" && event.done) return true;
    const key = event.event === "settled" ? event.kind : event.stream;
    const now = Date.now();
    if (now - (this.#last.get(key) ?? 0) < this.#everyMs) return false;
    this.#last.set(key, now);
    return true;
  }
}
