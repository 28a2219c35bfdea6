/** What was looked up lately, up to a size: what was stored first goes first. */
export class Recent<T> {
  readonly #values = new Map<string, { readonly value: T; readonly size: number }>();
  readonly #most: number;
  #size = 0;

  /** @param most largest sum of the sizes of what is kept, in whatever unit they have */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    return this.#values.get(key)?.value;
  }

  /** For a key that is not kept. */
  add(key: string, value: T, size: number): void {
    this.#values.set(key, { value, size });
    this.#size += size;
    for (const [oldest, { size: freed }] of this.#values) {
      if (this.#size <= this.#most) return;
      this.#values.delete(oldest);
      this.#size -= freed;
    }
  }

  clear(): void {
    this.#values.clear();
    this.#size = 0;
  }
}
