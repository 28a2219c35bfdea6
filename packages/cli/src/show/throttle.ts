import type { RunEvent } from "@chat-etl/engine";

/** Several queues wait for the same target at once; one of them is enough to tell. */
const WAITS_EVERY_MS = 5_000;

/** Lets at most one progress event in so many milliseconds through, for each kind and stream; a kind's last one once. */
export class Throttle {
  readonly #everyMs: number;
  readonly #last = new Map<string, number>();
  /** Kinds and passes of which all was told to be settled. */
  readonly #complete = new Set<string>();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  lets(event: RunEvent): boolean {
    if (event.event === "waiting") return this.#isDue("waiting", Math.max(this.#everyMs, WAITS_EVERY_MS));
    if (event.event === "copied")
      return event.files === event.total ? this.#isFirst("files") : this.#isDue("files", this.#everyMs);
    if (event.event !== "settled" && event.event !== "read") return true;
    if (event.event === "settled" && event.settled === event.total)
      return event.total > 0 && this.#isFirst(event.pass ?? event.kind);
    if (event.event === "read" && event.done) return true;
    return this.#isDue(event.event === "settled" ? (event.pass ?? event.kind) : event.stream, this.#everyMs);
  }

  #isFirst(complete: string): boolean {
    if (this.#complete.has(complete)) return false;
    this.#complete.add(complete);
    return true;
  }

  #isDue(key: string, everyMs: number): boolean {
    const now = Date.now();
    if (now - (this.#last.get(key) ?? 0) < everyMs) return false;
    this.#last.set(key, now);
    return true;
  }
}
