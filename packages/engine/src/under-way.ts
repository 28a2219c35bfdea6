/** Work that goes on while the next is prepared: at most so many pieces at once, so that memory stays flat. */
export class UnderWay {
  readonly #max: number;
  #begun: Promise<void>[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Waits until there is room for one more. @throws what the oldest failed of */
  async add(work: Promise<void>): Promise<void> {
    // A failure is told to whoever waits for that piece, and is no bug before somebody does.
    work.catch(() => {});
    this.#begun.push(work);
    if (this.#begun.length >= this.#max) await this.#begun.shift();
  }

  /** Waits for all. @throws what the oldest that failed failed of */
  async all(): Promise<void> {
    while (this.#begun.length > 0) await this.#begun.shift();
  }

  /** Waits for all, however they end. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#begun.splice(0));
  }
}
