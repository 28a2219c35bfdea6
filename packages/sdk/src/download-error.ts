/**
 * A file that could not be had. `code` is for grouping; the message is a plain sentence with the host at most: paths and
 * queries of addresses may hold keys.
 */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
  readonly code: string;
  /** Whether another try may go well. */
  readonly isTransient: boolean;
  /** The server's own word on how long to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: DownloadErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.isTransient = options.isTransient ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

interface DownloadErrorOptions extends ErrorOptions {
  readonly isTransient?: boolean;
  readonly retryAfterMs?: number | undefined;
}
