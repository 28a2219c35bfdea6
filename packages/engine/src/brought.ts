import type { RecordInput } from "@chat-etl/model";

/** Most records that are remembered. */
const MOST = 20_000;

/** What was brought along lately: once is enough, and most values bring the same along as those before them. */
export class Brought {
  readonly #seen = new Set<string>();

  /** Whether nothing quite like it was brought along lately. */
  isNew(record: RecordInput): boolean {
    if (this.#seen.size >= MOST) this.#seen.clear();
    const { size } = this.#seen;
    return this.#seen.add(JSON.stringify(record)).size > size;
  }
}
