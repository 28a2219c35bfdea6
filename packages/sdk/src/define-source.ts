import type { Attachment, ChatRecord, EpochMs, Kind, RecordInput } from "@chat-etl/model";
import type * as z from "zod";
import type { OpenContext } from "./context.ts";
import type { FilePlace } from "./file-place.ts";
import type { Finding } from "./findings.ts";
import type { FileOptions } from "./local-file.ts";
import type { Reason } from "./outcome.ts";
import type { SandboxSpec } from "./sandbox.ts";

/** An opaque token of one source, JSON: "read after here". */
export type Cursor = string;

/** One unchecked value as a source yields it. */
export interface Extracted {
  readonly value: unknown;
  /** Where it was found, for people: `users.json@1024`. Never a secret. */
  readonly origin: string;
}

/** A value that could not even be read as one: damaged, but the reader can go on behind it. */
export interface Unreadable {
  readonly unreadable: Reason;
  readonly origin: string;
}

/** Raw values, and where to go on behind them. The page is the unit of staging: values and cursor commit together. */
export interface Page {
  readonly values: readonly (Extracted | Unreadable)[];
  /** Missing: a resumed extraction starts this stream again. */
  readonly cursor?: Cursor | undefined;
}

/** A value left out on purpose, by a named rule. */
export interface Drop {
  readonly drop: Reason;
}

/**
 * A record that other values bring along where the source has no list of its kind: the author inside a message. Staged
 * unless its id is there already; then it only fills in fields that the other one leaves open. What the source itself
 * lists goes before, whichever comes first. Counted as added, not as read.
 */
export interface Derived {
  readonly derived: RecordInput;
}

/** A record that a value should have become and cannot; what else the value holds goes on without it. */
export interface Refused {
  readonly refused: Reason;
  readonly kind: Kind;
}

export type Normalized = readonly (RecordInput | Derived | Refused)[] | Drop;

export interface StreamSpec<Wire extends z.ZodType> {
  /** What a value of this stream mainly is: a value that cannot be read is counted under it. */
  readonly kind: Kind;
  /**
   * The platform's own shape. A value that does not fit is rejected with its origin, and the run goes on. The engine
   * compiles it; one with `z.lazy` or `z.json()` in it (the model has `Json`) works too, but takes several times as long.
   */
  readonly wire: Wire;
  /** Wire → canonical. Pure. A value may yield records of any kind: a conversation yields its memberships. */
  normalize(wire: z.output<Wire>): Normalized;
}

export interface ReadOptions {
  /** Read what lies behind this cursor. */
  readonly after?: Cursor | undefined;
  /** Only what came since, and what changed since as far as can be told. Honoured if `capabilities.incremental`. */
  readonly since?: EpochMs | undefined;
  /** Whether anybody wants what stands in this conversation. A source may pass over others, where that saves requests. */
  readonly wants?: ((conversationId: string) => boolean) | undefined;
  readonly signal: AbortSignal;
}

export interface Source<Stream extends string = string> {
  /** Pages in the source's own order. Nothing is read until asked. @throws TransientError, ConfigError */
  read(stream: Stream, options: ReadOptions): AsyncIterable<Page>;
  /** Whether the source can be reached and may be read. Changes nothing. @throws ConfigError, TransientError */
  check?(): Promise<void>;
  /** What `etl check` tells beside. Called when `check` has passed. Changes nothing. @throws as `check` */
  inspect?(): Promise<readonly Finding[]>;
  /** How many bytes there are to read, unpacked, before a choice is made of them. Missing: nobody knows. @throws as `check` */
  sizeBytes?(): Promise<number | undefined>;
  /**
   * How an attachment's file is had, where its `url` alone does not tell: a secret belongs into the address that must not
   * be staged, or the bytes lie in the export and `url` is a path in it. Asked for when files are copied, perhaps long
   * after everything was read. Two attachments of one `url` are one file. Answers undefined: the source does not know; an
   * http(s) address is then fetched as it stands. Missing: each is.
   *
   * @throws TransientError, ConfigError; DownloadError the source knows that it cannot be had
   */
  files?(attachment: Attachment, options: FileOptions): FilePlace | undefined | Promise<FilePlace | undefined>;
  close?(): Promise<void>;
}

/** How an unknown input might be read. */
export interface Guess {
  /** A file to start from, commented: what was seen, and how sure each guess is. */
  readonly text: string;
  /** From 0, nothing fits, to 1. */
  readonly confidence: number;
}

export interface SourceCapabilities {
  /** Order of one conversation's messages as they are read; decides between equal instants. */
  readonly messageOrder: "oldest-first" | "newest-first" | "unordered";
  /** Whether `after` is honoured. If not, a resumed extraction starts the stream again. */
  readonly resumable: boolean;
  /**
   * Whether `since` is honoured: at least every message written since is given. If not, everything is read again and what
   * is staged already is passed over.
   */
  readonly incremental: boolean;
}

/** Names of fields of the canonical records, by kind. */
export type Fields = { readonly [K in Kind]?: readonly (keyof ChatRecord<K> & string)[] };

export type StreamWires = Readonly<Record<string, z.ZodType>>;

export interface SourceSpec<Config extends z.ZodType, Streams extends StreamWires> {
  readonly name: string;
  /** One sentence for `etl list`. */
  readonly summary: string;
  readonly config: Config;
  readonly capabilities: SourceCapabilities;
  /** The source's own streams, in reading order. */
  readonly streams: { readonly [S in keyof Streams]: StreamSpec<Streams[S]> };
  /**
   * The fields that it can fill, by kind; those that every record of the kind must have need not be named. For
   * `etl describe`. Missing: that depends on what is read.
   */
  readonly fills?: Fields;
  /**
   * Names the account that is read (`talkjs:myApp`), the same whichever way it is read: a workspace keeps to one, and
   * a target recognises what it has already. May look at the files it is about to read.
   */
  identity(config: z.output<Config>): string | Promise<string>;
  /**
   * The option that names the account, if there is one: `name`. Who reads another export into a workspace, and names it
   * otherwise, is told what to give for it.
   */
  readonly namedBy?: string | undefined;
  /**
   * What exactly is read, where one account can be read from several files: the name of the file or folder. A workspace
   * keeps to it too.
   */
  reads?(config: z.output<Config>): string | Promise<string>;
  /**
   * Whether the account that is read is the very one that the sink of the same name calls `target` (its `identity`):
   * nothing is read then, for it would be written to itself. Missing: never.
   */
  isTarget?(config: z.output<Config>, target: string): boolean;
  /** For a source that can read many formats: looks at a file and proposes how. @throws ConfigError */
  guess?(path: string, signal: AbortSignal): Promise<Guess>;
  open(config: z.output<Config>, context: OpenContext): Promise<Source<keyof Streams & string>>;
  /** The platform's stand-in on loopback, loaded only when asked for. */
  sandbox?(): Promise<SandboxSpec>;
}

/** A source of any platform, as the engine sees it. */
export type AnySource = SourceSpec<z.ZodType, StreamWires>;

/** Declares a source. `normalize` of each stream is checked against that stream's `wire`. */
export function defineSource<Config extends z.ZodType, Streams extends StreamWires>(
  spec: SourceSpec<Config, Streams>,
): SourceSpec<Config, Streams> {
  return spec;
}
