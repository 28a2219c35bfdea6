import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Kills the command when it prints a line that is awaited. Returns when it is gone, with what ended it. */
export async function killWhen(
  child: ChildProcess,
  isAwaited: (line: string) => boolean,
): Promise<NodeJS.Signals | null> {
  child.stderr?.resume();
  for await (const line of createInterface({ input: child.stdout ?? process.stdin }))
    if (isAwaited(line)) child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  return child.signalCode;
}
