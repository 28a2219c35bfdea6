import type { AnyOpenSink, Logger, OpenContext, Source } from "@chat-etl/sdk";
import type { RunOptions } from "./run.ts";

/** What adapters get that are opened. */
export function contextOf({ logger, onEvent }: Pick<RunOptions, "logger" | "onEvent">): OpenContext {
  return {
    signal: new AbortController().signal,
    logger,
    onWait: (ms, why) => onEvent({ event: "waiting", ms, why }),
    onNotice: (code, message) => onEvent({ event: "notice", code, message }),
  };
}

/** Closes what was opened, whatever happened. A failure to close is told, and hides nothing. */
export function closer(logger: Logger): { add(part: Pick<Source | AnyOpenSink, "close">): void } & AsyncDisposable {
  const parts: Pick<Source | AnyOpenSink, "close">[] = [];
  return {
    add: (part) => parts.push(part),
    [Symbol.asyncDispose]: async () => {
      for (const part of parts)
        await part.close?.().catch((error: unknown) => logger.warn("Closing failed.", { error: String(error) }));
    },
  };
}

/** Waits for something that may take long, but not beyond the run's own end. @throws the stop signal's reason */
export async function orStop<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = () => reject(stop.reason);
  stop.addEventListener("abort", give);
  try {
    return await Promise.race([work, promise]);
  } finally {
    stop.removeEventListener("abort", give);
  }
}
