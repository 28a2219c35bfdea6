import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { ConfigError, TransientError } from "@chat-etl/sdk";

export interface PrivateFileOptions {
  /** A file of that name is replaced. */
  readonly force: boolean;
  /** Where the operator named the file: `--export`. */
  readonly option: string;
}

/**
 * Writes a new file that its owner alone can read, piece by piece.
 *
 * @throws ConfigError there is one already, or none can be made; TransientError the disk is full or failing
 */
export async function writePrivateFile(
  path: string,
  pieces: AsyncIterable<string> | Iterable<string>,
  options: PrivateFileOptions,
): Promise<void> {
  const file = openNew(path, options);
  try {
    for await (const piece of pieces) writeFileSync(file, piece);
  } catch (cause) {
    throw sorted(path, cause);
  } finally {
    closeSync(file);
  }
}

function openNew(path: string, { force, option }: PrivateFileOptions): number {
  try {
    if (force) rmSync(path, { force: true });
    return openSync(path, "wx", 0o600);
  } catch (cause) {
    const code = codeOf(cause);
    const what =
      code === "EEXIST"
        ? `The file "${path}" exists and was left as it is. Name another one with ${option}, or add --force.`
        : `The file "${path}" cannot be written (${code}). Name another one with ${option}.`;
    throw new ConfigError(what, { cause });
  }
}

/** A full disk is not a bug. */
function sorted(path: string, cause: unknown): unknown {
  if (!["ENOSPC", "EIO", "EDQUOT", "EFBIG"].includes(codeOf(cause))) return cause;
  const message = `The file "${path}" could not be written to its end (${codeOf(cause)}). Free space, and write it again with --force.`;
  return new TransientError(message, { delivery: "none", cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
