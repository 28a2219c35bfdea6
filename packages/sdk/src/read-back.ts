import type { ChatRecord, EpochMs, Kind } from "@chat-etl/model";
import type { ConversationContext, EncodeContext, Wires } from "./define-sink.ts";
import type { AnySource } from "./define-source.ts";

/** Something that a target should have, or has: what it is found by, and what must be the same of it. */
export interface Seen {
  readonly kind: Kind;
  /** What it is found by: the same when it is sent and when it is read. One for each thing of a kind. */
  readonly key: string;
  /** What the target calls the conversation that it is, or that it stands in. Missing for users. */
  readonly conversation?: string | undefined;
  /** When it came to be, where that is read. Tells what people have added since the load. */
  readonly at?: EpochMs | undefined;
  /**
   * JSON. A field that is sent must be read back alike; one that is missing or undefined on the side of what was sent
   * may be anything. What has to be absent is `null` on both sides. Nothing that the platform changes by itself, and
   * nothing that changes when people use it.
   */
  readonly content: Readonly<Record<string, unknown>>;
  /**
   * Of what was sent: it need not be there. For what the platform may add by itself, and, beside one of the same key
   * that must be there, for another way in which that may show.
   */
  readonly isOptional?: true;
  /** Of what was sent: a message that has no place in its conversation's order. */
  readonly isUnordered?: true;
}

/** A record of which it is known what became of it. */
export interface SentRecord<K extends Kind, Config, Wire> {
  readonly record: ChatRecord<K>;
  /** As the main load encodes it. None: it came along with something else, a pass brought it, or there was nothing to send. */
  readonly wires: readonly Wire[];
  /** The main load sent it itself. */
  readonly wasSent: boolean;
  /** The target had it before: it was not sent, or what was sent of it changed nothing. */
  readonly wasThere: boolean;
  /** The context it was encoded with. */
  readonly context: K extends "user" ? EncodeContext<Config> : ConversationContext<Config>;
  /** Names of the passes that brought something of it. */
  readonly passes: ReadonlySet<string>;
}

/** Written as methods, so that the engine can hold those of every sink. */
type SeenWhenSent<K extends Kind, Config, Wire> = {
  see(sent: SentRecord<K, Config, Wire>): readonly Seen[];
}["see"];
type SeenWhenRead<Config> = { see(value: unknown, config: Config): readonly Seen[] }["see"];

/** How a target is read back and compared with what was sent to it. All of it pure. */
export interface ReadBackSpec<Config, Wire extends Wires> {
  /** What reads this target: most often the adapter's own source. */
  readonly source: AnySource;
  /**
   * What `source` is opened with, made of the sink's config: the same account, the same credentials.
   *
   * @param speed requests may go so many times faster than the platform allows; more than 1 only in a sandbox
   */
  config(config: Config, options: { readonly speed: number }): object | Promise<object>;
  /** What a record of each kind must show once it is there. */
  readonly sent: { readonly [K in Kind]: SeenWhenSent<K, Config, Wire[K]> };
  /** The same of what is read, by stream of `source`: of a value that fits the stream's schema. Other streams are not read. */
  readonly found: Readonly<Record<string, SeenWhenRead<Config>>>;
}

/** How any sink's target is read back, as the engine sees it. */
export type AnyReadBack = ReadBackSpec<unknown, Wires>;
