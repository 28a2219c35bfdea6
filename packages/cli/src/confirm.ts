import { createInterface } from "node:readline/promises";
import { ConfigError, shellWord } from "@chat-etl/sdk";

export interface Confirmation {
  /** What has to be typed, whole. */
  readonly name: string;
  /** What `--yes-delete-from` said, if it was given. */
  readonly given: string | undefined;
  /** Whoever reads the output is a program. */
  readonly json: boolean;
}

/** @throws ConfigError when the flag names something else, or when nobody could type it and the flag is missing */
export function mustBeConfirmable({ name, given, json }: Confirmation): void {
  if (given !== undefined && given !== name) {
    throw new ConfigError(
      `--yes-delete-from names "${given}", and the target is "${name}". Nothing was touched. Give the target's name exactly.`,
    );
  }
  if (given !== undefined || (!json && process.stdin.isTTY && process.stderr.isTTY)) return;
  throw new ConfigError(
    `Nothing was removed: somebody has to type the target's name, and there is no terminal. Run it on one, or add --yes-delete-from ${shellWord(name)}`,
  );
}

/** Asks for the name, unless the flag gave it. @throws ConfigError when something else is typed */
export async function confirm({ name, given }: Confirmation, stop: AbortSignal): Promise<void> {
  if (given === name) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const typed = await terminal.question(`Type the target's name to remove all of this from it (${name}): `, {
      signal: stop,
    });
    if (typed.trim() === name) return;
  } finally {
    terminal.close();
  }
  throw new ConfigError("That is not the target's name. Nothing was removed.");
}
