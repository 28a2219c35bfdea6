import type { RecordInput } from "@chat-etl/model";

/** How much is remembered at most, in characters. */
const MOST = 4_000_000;

/** What was brought along lately: once is enough, and most values bring the same along as those before them. */
export class Brought {
  readonly #seen = new Set<string>();
  #length = 0;

  /** Whether nothing quite like it was brought along lately. */
  isNew(record: RecordInput): boolean {
    const text = JSON.stringify(record);
    if (this.#seen.has(text)) return false;
    this.#length += text.length;
    if (this.#length > MOST) {
      this.#seen.clear();
      this.#length = text.length;
    }
    this.#seen.add(text);
    return true;
  }
}
