import { EXIT } from "./exit-codes.ts";

const FINISHING = "Finishing what is in the air and saving. Interrupt again to stop at once.";

/**
 * The first interrupt asks the run to finish what is in the air; a second one ends the process at once, which is
 * safe too: what is in the air is settled by the next run.
 */
export function stopOnInterrupt(tell: (line: string) => void, word = FINISHING): AbortSignal {
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    tell(word);
    stop.abort(new Error("Interrupted."));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return stop.signal;
}
