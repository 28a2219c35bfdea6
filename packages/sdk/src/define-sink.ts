import type { ChatRecord, Conversation, EpochMs, Kind, Membership, User } from "@chat-etl/model";
import type * as z from "zod";
import type { OpenContext, SinkContext } from "./context.ts";
import type { RequestCounter } from "./count-requests.ts";
import type { AnyPass, PassSender } from "./define-pass.ts";
import type { ExistingUser } from "./existing-users.ts";
import type { Answer, Finding, ProbeSpec } from "./findings.ts";
import type { Encoded, Outcome } from "./outcome.ts";
import type { ReadBackSpec } from "./read-back.ts";
import type { AnyRemove, RemovalSpec, Remove } from "./removal.ts";
import type { SandboxSpec } from "./sandbox.ts";

/**
 * What a target account is allowed: so many requests in any window of `perMs` milliseconds; with `burst`, that many at
 * once first, and the rate from then on.
 */
export interface Quota {
  readonly requests: number;
  readonly perMs: number;
  /** Requests that have been saved up while none was sent: a bucket that holds so many and fills at the rate. */
  readonly burst?: number | undefined;
  /** The part of it that a run may use, above 0 and up to 1; the rest is left to others. Default: 1. */
  readonly share?: number | undefined;
}

export interface BatchLimit {
  /** Most wire values in one request. */
  readonly max: number;
  /** A request holds messages of one conversation only. */
  readonly by?: "conversation";
}

/**
 * A target that refuses messages older than some age.
 * `"auto"`: it does, but nobody knows the age beforehand; the engine finds the edge by trying.
 */
export interface AgeLimit {
  readonly maxAgeMs: number | "auto";
  /** What the operator can do about it, a whole sentence. */
  readonly advice: string;
}

export interface SinkCapabilities<Config> {
  readonly batch: { readonly [K in Kind]: BatchLimit };
  /** Kinds of which a second sending leaves one copy. For the others an unanswered batch is in doubt. */
  readonly dedupes: readonly Kind[];
  /** What the account is allowed: loading is paced by it. */
  quota(config: Config): Quota;
  /**
   * Where arrival decides: a message that comes after later ones of its conversation stands behind the last of them,
   * unless it is older than that one by this many milliseconds. Missing: time alone decides.
   */
  readonly lateWithinMs?: number | undefined;
  /**
   * The sink uploads files itself: copied ones are handed to it by `SinkContext.openFile`, and need neither a folder nor a
   * bucket. Missing: the target is given links.
   */
  readonly takesFiles?: boolean | undefined;
  /**
   * Whether the system's user says all messages of type `system`, also those that have an author: he is staged for them
   * then. Missing: he says only what has none.
   */
  systemUserSaysAll?(config: Config): boolean;
  /** Missing or undefined: the target takes messages of any age. */
  ageLimit?(config: Config): AgeLimit | undefined;
}

/** What `encode` may know beside the record. The same context gives the same wires. */
export interface EncodeContext<Config> {
  readonly config: Config;
  /** When this run began: the only clock there is. */
  readonly startedAt: EpochMs;
  /** The source's identity (`talkjs:myApp`): keeps message ids of two sources apart in one target. */
  readonly source: string;
  /**
   * The staged users this record names, by id: author, member, owner, mentions, who reacted; in a pass friends, whom
   * somebody blocked and who pinned too. A missing one is nobody.
   */
  readonly users: ReadonlyMap<string, User>;
  /** Id of the staged user of type `system`, who speaks when nobody does. */
  readonly systemUserId: string;
  /** Names of the passes ahead of the main load that brought what this record needs. Missing: none. */
  readonly passed?: ReadonlySet<string> | undefined;
  /**
   * What attachments of this message call files (their `url`) that `SinkContext.openFile` will hand over, for a sink that
   * takes files. The others can only be linked. Missing: all others.
   */
  readonly filesAtHand?: ReadonlySet<string> | undefined;
}

/** What the workspace knows about a conversation. */
export interface ConversationFacts {
  readonly record: Conversation;
  /** Of a conversation of type `direct`: all who belong to it or ever wrote in it. Of others: empty. */
  readonly members: readonly Membership[];
  /** Memberships, the former ones included. */
  readonly memberCount: number;
  /** How many conversations of type `direct` have exactly these members, this one included. */
  readonly twinCount: number;
  /** The earliest join or message. */
  readonly firstActivityAt?: EpochMs | undefined;
  /** Its first message is settled: this or an earlier run has begun with it. Missing: not known. */
  readonly isBegun?: boolean | undefined;
}

export interface ConversationContext<Config> extends EncodeContext<Config> {
  readonly conversation: ConversationFacts;
}

/** The context of a kind: all but users have a conversation. */
type ContextOf<Config, K> = K extends "user" ? EncodeContext<Config> : ConversationContext<Config>;

/** Canonical → wire, kind by kind. Pure: no clock, no network, no disk, no state. */
export type Encode<Config, Wire extends Wires> = {
  readonly [K in keyof Wire]: Encoder<K & Kind, ContextOf<Config, K>, Wire[K]>;
};

/** Written as a method, so that the engine can hold sinks of every config. */
type Encoder<K extends Kind, Context, W> = { encode(record: ChatRecord<K>, context: Context): Encoded<W> }["encode"];

export type Wires = { readonly [K in Kind]: unknown };

/** What a target says about its quota in its answers. */
export interface RateInfo {
  /** Requests in one window, whoever sends them. Missing: the answer does not say. */
  readonly limit?: number | undefined;
  /** What is left of them. */
  readonly remaining: number;
  /** When the window ends, by this machine's clock. */
  readonly resetAt?: EpochMs | undefined;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Tell it what the answer's headers say about the quota. */
  onRate?(rate: RateInfo): void;
  /**
   * Wait for it before every request but the first one, when all earlier ones have been answered: each takes a part of
   * the quota. Missing: nobody counts.
   */
  turn?(): Promise<void>;
}

export interface Sink<Wire extends Wires = Wires> {
  /**
   * One outcome per wire, in order.
   * @throws TransientError the batch may be repeated; BatchError it was refused or poisoned as a whole; ConfigError nothing will help
   */
  readonly send: { [K in Kind]: (batch: readonly Wire[K][], options: SendOptions) => Promise<readonly Outcome[]> };
  /** Reads back what became of an unanswered batch. Needed for every kind not in `dedupes`; `retry` means: not there, send it. */
  readonly settle?: { [K in Kind]?: (batch: readonly Wire[K][], options: SendOptions) => Promise<readonly Outcome[]> };
  /** The passes of the definition, by name. */
  readonly passes?: Readonly<Record<string, PassSender>>;
  /** How the kinds of the definition's `removal` are removed. */
  readonly remove?: { [K in Kind]?: Remove<Wire[K]> };
  /** Whether the target can be reached and may be written. Writes nothing. @throws ConfigError, TransientError */
  check(): Promise<void>;
  /** What `etl check` tells beside. Called when `check` has passed. Writes nothing. @throws as `check` */
  inspect?(): Promise<readonly Finding[]>;
  /**
   * Called when nothing is left to send, after the last pass: puts together what can only be made of everything. Called
   * again by every further run that leaves nothing, also where a crash cut it off, so a second time must leave the same.
   * Not called by a run that stops or leaves something. @throws ConfigError, TransientError
   */
  finish?(options: FinishOptions): Promise<void>;
  close?(): Promise<void>;
}

export interface FinishOptions {
  /** Aborted when the run shall stop: throw its reason, and the next run finishes. */
  readonly signal: AbortSignal;
}

export interface SinkSpec<Config extends z.ZodType, Wire extends Wires> {
  readonly name: string;
  /** One sentence for `etl list`. */
  readonly summary: string;
  readonly config: Config;
  readonly capabilities: SinkCapabilities<z.output<Config>>;
  /**
   * Everything of a record that the target cannot hold, and what becomes of it: by the code of the loss the sentence that
   * is its detail, those of passes and of sending included. For `etl describe`. Missing: it is not told.
   */
  readonly losses?: Readonly<Record<string, string>>;
  /**
   * The source's ids made fit for the target. Pure. The engine checks over all staged ids, before anything is sent,
   * that no two become one. Missing: ids go as they are.
   */
  readonly targetId?: { readonly [K in Kind]?: (id: string) => string };
  readonly encode: Encode<z.output<Config>, Wire>;
  /** What goes in by other calls than the main load's, as far as the operator asked for it; in the order they run. */
  passes?(config: z.output<Config>): readonly AnyPass[];
  /** All passes there are, whatever the options say, in the order they run. For `etl describe`. Missing: none. */
  readonly everyPass?: readonly AnyPass[];
  /**
   * For `etl plan`, made anew for each: the requests that `send` makes for a batch where it makes several
   * (`SendOptions.turn`). Pure but for what it remembers itself. Missing: one a batch.
   */
  requests?(config: z.output<Config>): RequestCounter<NoInfer<Wire>>;
  /** For `etl undo`. Missing: nothing can be removed. */
  readonly removal?: RemovalSpec<z.output<Config>, NoInfer<Wire>>;
  /** Names the account that is written (`myApp.us`). The ledger is keyed by it. */
  identity(config: z.output<Config>): string;
  open(config: z.output<Config>, context: SinkContext): Promise<Sink<NoInfer<Wire>>>;
  /** For `etl verify`. Missing: this target cannot be read back. */
  readonly readBack?: ReadBackSpec<z.output<Config>, NoInfer<Wire>>;
  /** All users the target has, for `etl map users`. Writes nothing. @throws TransientError, ConfigError */
  users?(config: z.output<Config>, context: OpenContext): AsyncIterable<ExistingUser>;
  /** For `etl probe`. */
  readonly probe?: ProbeSpec<z.output<Config>>;
  /** The platform's stand-in on loopback, loaded only when asked for. */
  sandbox?(): Promise<SandboxSpec>;
}

/** A sink of any platform, as the engine sees it. */
export type AnySink = Omit<SinkSpec<z.ZodType, Wires>, "open" | "probe"> & {
  readonly probe?: { readonly summary: string; run(config: unknown, context: OpenContext): AsyncIterable<Answer> };
  open(config: unknown, context: SinkContext): Promise<AnyOpenSink>;
};

/** Batches given to it come from the same definition's `encode`. */
export interface AnyOpenSink {
  readonly send: { readonly [K in Kind]: AnySend };
  readonly settle?: { readonly [K in Kind]?: AnySend };
  readonly passes?: Readonly<Record<string, PassSender>>;
  readonly remove?: { readonly [K in Kind]?: AnyRemove };
  check(): Promise<void>;
  inspect?(): Promise<readonly Finding[]>;
  finish?(options: FinishOptions): Promise<void>;
  close?(): Promise<void>;
}

export type AnySend = (batch: readonly never[], options: SendOptions) => Promise<readonly Outcome[]>;

/** Declares a sink. The wires that `encode` makes are the wires that `send` gets. */
export function defineSink<Config extends z.ZodType, Wire extends Wires>(
  spec: SinkSpec<Config, Wire>,
): SinkSpec<Config, Wire> {
  return spec;
}
