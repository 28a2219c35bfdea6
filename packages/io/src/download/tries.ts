import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs, ConfigError, DownloadError } from "@chat-etl/sdk";
import { codeOf } from "../input/file-failure.ts";

export interface TriesOptions {
  /** For all tries together. */
  readonly timeoutMs: number;
  /** How often it is tried where another try may go well. Default: 3. */
  readonly attempts?: number | undefined;
  readonly signal: AbortSignal;
}

/** Tries again where that may go well, within the time. @throws DownloadError, ConfigError, what the signal says */
export async function withTries<Value>(
  { signal, timeoutMs, attempts = 3 }: TriesOptions,
  once: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = AbortSignal.any([signal, timeout]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(both);
    } catch (error) {
      signal.throwIfAborted();
      if (timeout.aborted) throw tooSlow(timeoutMs);
      const failure = failureOf(error);
      if (!(failure instanceof DownloadError) || !failure.isTransient || attempt >= attempts) throw failure;
      const ms = failure.retryAfterMs ?? backoffMs(attempt);
      if (ms >= timeoutMs) throw failure;
      await sleep(ms, undefined, { signal: both }).catch(() => {});
    }
  }
}

/** What went wrong below, as far as it is the network's: undici and Node tell by codes. */
function failureOf(error: unknown): unknown {
  if (error instanceof DownloadError || error instanceof ConfigError) return error;
  if (error instanceof AggregateError) return failureOf(error.errors[0]);
  const code = codeOf(error);
  if (code === undefined) return error;
  const [name, message] = sentenceOf(code);
  return new DownloadError(name, `${message} (${code}).`, { isTransient: name !== "unknown-host" });
}

function sentenceOf(code: string): readonly [code: string, message: string] {
  if (code === "ENOTFOUND") return ["unknown-host", "The file's host is not known by name"];
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT")
    return ["stalled", "The file's host sent nothing more for too long"];
  const isCut = code === "UND_ERR_SOCKET" || code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" || code === "ECONNRESET";
  return isCut
    ? ["cut-off", "The connection ended before the file did"]
    : ["no-answer", "The file's host gave no answer that can be used"];
}

function tooSlow(timeoutMs: number): DownloadError {
  const what = `The file was not there after ${Math.round(timeoutMs / 1000)} seconds.`;
  return new DownloadError("too-slow", what, { isTransient: true });
}
