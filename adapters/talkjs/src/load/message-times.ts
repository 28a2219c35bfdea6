import type { MessageWire } from "../wire-import.ts";

/** A message that stands further behind is no neighbour: it may be somebody's, of today. */
export const NEIGHBOUR_MS = 60_000;

/** Conversations whose last time is remembered. They come one after the other, so few are needed. */
const REMEMBERED = 1_000;

/**
 * Keeps the order inside equal instants: TalkJS sorts by time, and what has the same time comes in any order. Whatever
 * does not lie behind its forerunner is moved a millisecond behind it. Knows the last time of the conversations that
 * are being loaded.
 */
export class MessageTimes {
  readonly #last = new Map<string, number>();

  knows(conversationId: string): boolean {
    return this.#last.has(conversationId);
  }

  /** Something of this time is in the conversation, or nothing is. */
  learn(conversationId: string, time: number | undefined): void {
    const known = this.#last.get(conversationId);
    this.#last.delete(conversationId);
    this.#last.set(conversationId, Math.max(time ?? 0, known ?? 0));
    const [oldest] = this.#last.keys();
    if (this.#last.size > REMEMBERED && oldest !== undefined) this.#last.delete(oldest);
  }

  /** The times to send a batch with, in milliseconds. */
  of(batch: readonly MessageWire[]): readonly number[] {
    let last = this.#last.get(batch[0]?.conversationId ?? "") ?? Number.NEGATIVE_INFINITY;
    return batch.map(({ sentAt }) => {
      const isNeighbour = sentAt <= last && last - sentAt < NEIGHBOUR_MS;
      const time = isNeighbour ? last + 1 : sentAt;
      last = Math.max(last, time);
      return time;
    });
  }
}
