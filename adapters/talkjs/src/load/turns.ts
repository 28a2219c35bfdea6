import type { SendOptions } from "@chat-etl/sdk";

/** Options of a sending of several requests. */
export interface Sending extends SendOptions {
  /** To be waited for before every request. */
  turn(): Promise<void>;
}

/** The first request of a sending has its turn already; each further one waits for its own. */
export function withTurns(options: SendOptions): Sending {
  let isFirst = true;
  const turn = async () => {
    if (!isFirst) await options.turn?.();
    isFirst = false;
  };
  return { ...options, turn };
}
