import type { Kind } from "@chat-etl/model";

/** What leads an adapter to something prepared for it: a sandbox, or files in a temporary folder. */
export interface Fixture {
  /** Options as an operator gives them, secrets included. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Texts that no log, error or origin may show. Default: the values of the options that are secret. */
  readonly secrets?: readonly string[];
  close?(): Promise<void>;
}

/**
 * A source's world, the same as long as the checks last. It shows the more, the more it has: a stream of several pages,
 * conversations of several messages, something odd.
 */
export interface SourceFixture extends Fixture {
  /** How often the platform has been asked so far. Default: the HTTP requests of this process. */
  asked?(): number;
}

/** A new and empty target. */
export interface SinkFixture extends Fixture {
  /** What has arrived, as the target itself tells. */
  contents(): Promise<Contents>;
  /** The target takes what it is sent next, and its answer is lost on the way. Missing: answers cannot be lost. */
  loseAnswer?(): Promise<void>;
}

/**
 * The source's ids of what a target holds, each as often as it is there: users, conversations, memberships as
 * `<conversation>/<user>`, and messages, those of one conversation in the order in which the target shows them. What the
 * target has from elsewhere may be in it too.
 */
export type Contents = Readonly<Record<Kind, readonly string[]>>;
