import type { ChatRecord, Kind, Message } from "@chat-etl/model";
import type { CountRequests } from "./count-requests.ts";
import type { AnySend, BatchLimit, ConversationFacts, EncodeContext, Quota } from "./define-sink.ts";
import type { Encoded } from "./outcome.ts";

/** A message that the target has. */
export interface Landed {
  readonly record: Message;
  /** The target's own id. Missing: it was there before, and no answer told its id. */
  readonly targetId?: string | undefined;
}

/** What the encoder of a pass may know beside the record. */
export interface PassContext<Config> extends EncodeContext<Config> {
  /** Missing for users. */
  readonly conversation?: ConversationFacts | undefined;
  /** The main load sent the record itself. False: it had nothing to send of it, or is still to come. */
  readonly wasSent: boolean;
  /** The target's own id of the record, if an answer told it. Always missing in a pass that goes before. */
  readonly targetId?: string | undefined;
  /** Of a message in a thread: the message that began it. Missing: the target does not have that one. */
  readonly threadRoot?: Landed | undefined;
  /** Of a membership: the newest message up to `lastReadAt` that the main load brought. Missing: nothing is known to be read. */
  readonly lastRead?: Landed | undefined;
}

/** A field of the records of a kind. */
type FieldOf<K extends Kind> = keyof ChatRecord<K> & string;

/**
 * What the main load cannot carry and another call of the target can: a walk over the records of one kind, with a quota,
 * a ledger and outcomes of its own. Asked for by name; what it costs is said in `summary`.
 */
export interface PassSpec<Config, K extends Kind, Wire> {
  /** One word: what it brings. The ledger is keyed by it, so it never changes. */
  readonly name: string;
  /** One sentence: what it brings, and at what price. */
  readonly summary: string;
  readonly kind: K;
  /**
   * `before`: ahead of everything else, over all staged records; `after`: when nothing of the main load is left, over
   * those the target has.
   */
  readonly when: "before" | "after";
  /**
   * The fields it brings. A record in which all of them are missing or empty has nothing for this pass and is not even
   * handed to `encode`, so that many of those cost little. Missing: each record is.
   */
  readonly fields?: readonly FieldOf<K>[] | undefined;
  readonly batch: BatchLimit;
  /** A second sending leaves one copy. If not, an unanswered batch is read back. */
  readonly dedupes: boolean;
  /** Passes of one quota class share one quota. `"main"`: they share the main load's. */
  readonly quotaClass: string;
  quota(config: Config): Quota;
  /** For `etl plan`, made anew for each: the requests that sending a batch takes. Missing: one a batch. */
  requests?(config: Config): CountRequests<Wire>;
  /** Nothing to send: the record has nothing of what this pass brings. Pure. */
  encode(record: ChatRecord<K>, context: PassContext<Config>): Encoded<Wire>;
}

/** A pass of any sink, as the engine sees it. */
export type AnyPass = Omit<PassSpec<unknown, Kind, unknown>, "fields"> & {
  readonly fields?: readonly string[] | undefined;
};

/** How an open sink sends what a pass encodes. */
export interface PassSender {
  readonly send: AnySend;
  /** Reads back what became of an unanswered batch. Needed where the pass does not dedupe. */
  readonly settle?: AnySend;
}

/** Declares a pass of a sink. */
export function definePass<Config, K extends Kind, Wire>(spec: PassSpec<Config, K, Wire>): PassSpec<Config, K, Wire> {
  return spec;
}
