/** The operator must act: a wrong or missing option, a key that is refused, a file that is not there. Exit code 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What a source reads is not what it was when it was read in part: the place where that ended means nothing in it. */
export class ChangedInputError extends ConfigError {}

/**
 * Time will mend it: the engine waits and repeats. If it does not mend, the run stops and can be resumed.
 * `delivery` says whether the target may have taken what was sent: `"none"` it surely has not,
 * `"unknown"` nobody can tell, which puts the batch in doubt unless the sink dedupes. `stopsAtOnce`: it mends only when
 * somebody does something, like freeing space on a disk, so the run stops without waiting, and is resumed.
 */
export class TransientError extends Error {
  override readonly name = "TransientError";
  readonly delivery: "none" | "unknown";
  /** The target's own word on how long to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  readonly stopsAtOnce: boolean;

  constructor(message: string, options: TransientErrorOptions) {
    super(message, { cause: options.cause });
    this.delivery = options.delivery;
    this.retryAfterMs = options.retryAfterMs;
    this.stopsAtOnce = options.stopsAtOnce ?? false;
  }
}

export interface TransientErrorOptions {
  readonly delivery: "none" | "unknown";
  readonly retryAfterMs?: number | undefined;
  /** Default: false, the engine waits and repeats. */
  readonly stopsAtOnce?: boolean | undefined;
  readonly cause?: unknown;
}

/** The target refused a batch as a whole, perhaps for one record: the engine halves it until the culprit stands alone. */
export class BatchError extends Error {
  override readonly name = "BatchError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** This one record is wrong: the engine puts it among the rejects and goes on. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
