import type { MessageWire } from "../wire-import.ts";

/** A message that stands further behind is no neighbour: it may be somebody's, of today. */
export const NEIGHBOUR_MS = 60_000;

/** Conversations whose last time is remembered. They come one after the other, so few are needed. */
const REMEMBERED = 1_000;

/** A message that is in the conversation: when it was sent, and the time it stands at there. In milliseconds. */
export interface Standing {
  readonly sentAt: number;
  readonly time: number;
}

/**
 * Keeps the order inside equal instants: TalkJS sorts by time, and what has the same time comes in any order. Whatever
 * does not lie behind its forerunner is moved a millisecond behind it. What was sent before the last one known is no
 * follower of it, and keeps its time. Knows the last message of the conversations that are being loaded.
 */
export class MessageTimes {
  readonly #last = new Map<string, Standing | undefined>();

  knows(conversationId: string): boolean {
    return this.#last.has(conversationId);
  }

  /** These are in the conversation, or nothing is. */
  learn(conversationId: string, standing: readonly Standing[]): void {
    const known = this.#last.get(conversationId);
    this.#last.delete(conversationId);
    this.#last.set(conversationId, [...(known ? [known] : []), ...standing].reduce(later, undefined));
    const [oldest] = this.#last.keys();
    if (this.#last.size > REMEMBERED && oldest !== undefined) this.#last.delete(oldest);
  }

  /** The times to send a batch with, in milliseconds. */
  of(batch: readonly MessageWire[]): readonly number[] {
    let last = this.#last.get(batch[0]?.conversationId ?? "");
    return batch.map(({ sentAt }) => {
      const isFollower = last !== undefined && last.sentAt <= sentAt && sentAt <= last.time;
      const time = isFollower && last !== undefined ? last.time + 1 : sentAt;
      last = later(last, { sentAt, time });
      return time;
    });
  }
}

/** The one that others follow. */
function later(one: Standing | undefined, other: Standing): Standing {
  return one === undefined || other.time >= one.time ? other : one;
}
