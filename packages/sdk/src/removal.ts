import type { EpochMs, Kind } from "@chat-etl/model";
import type { Encode, Quota, SendOptions, Wires } from "./define-sink.ts";
import type { Reason } from "./outcome.ts";

/** For `etl undo`: what a target can be rid of again, and what it cannot. */
export interface RemovalSpec<Config, Wire extends Wires> {
  /** The kinds that can be removed, in the order to do it: what takes others along, as early as that is safe. */
  readonly order: readonly Kind[];
  /** What of a conversation goes with it by the same request. */
  readonly takesAlong: readonly ("membership" | "message")[];
  /** What cannot be removed, and what a load changed that stays so: whole sentences, told before anything is removed. */
  readonly stays: readonly string[];
  /** Which quota removals share, as the passes' `quotaClass`. */
  readonly quotaClass: string;
  quota(config: Config): Quota;
  /** For kinds whose records `encode` does not name whatever the options are: an encoder that does. */
  readonly encode?: Partial<Encode<Config, Wire>>;
}

/** A record that this workspace has brought, as far as is known. */
export interface Removable<Wire> {
  /** What `encode` makes of it with the options of now; never empty. */
  readonly wires: readonly Wire[];
  /** The target's own id, if an answer told it: of the first wire. It counts where the wires say otherwise. */
  readonly targetId?: string | undefined;
  /** Of a message, the target's own id of its conversation, if an answer told it. */
  readonly conversationTargetId?: string | undefined;
  /**
   * When the request that brought it was sent and answered, by the clock of the machine. Missing: that is not known.
   */
  readonly brought?: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
}

/** What became of a record: it is gone, now or before; or it stays, since it may be somebody else's. */
export type Removed = { readonly status: "removed" } | { readonly status: "kept"; readonly reason: Reason };

export interface RemoveOptions extends SendOptions {
  /** Of these messages, by the source's ids, those that this workspace has brought, with the target's id if it told one. */
  brought(messageIds: readonly string[]): Promise<ReadonlyMap<string, string | undefined>>;
}

/**
 * Removes one record, after having read back that this workspace made it and that nothing hangs on it that others made.
 * The first request has had its turn; each further one waits for `turn`.
 *
 * @throws TransientError it may be repeated; BatchError it is refused, and stays; ConfigError nothing will help
 */
export type Remove<Wire> = (record: Removable<Wire>, options: RemoveOptions) => Promise<Removed>;

/** As the engine sees it. */
export type AnyRemove = (record: Removable<never>, options: RemoveOptions) => Promise<Removed>;
