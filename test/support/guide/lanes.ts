/** So many works at once, as there are cores: each lane does its own one after the other. */
export class Lanes {
  readonly #last: Promise<unknown>[];
  #next = 0;

  constructor(count: number) {
    this.#last = Array.from({ length: count }, () => Promise.resolve());
  }

  /** Begins when what the next lane was given before is done, however that ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const lane = this.#next;
    this.#next = (lane + 1) % this.#last.length;
    const done = (this.#last[lane] ?? Promise.resolve()).then(work);
    this.#last[lane] = done.catch(() => {});
    return done;
  }
}
