import { ConfigError, TransientError } from "@chat-etl/sdk";
import { codeOf } from "../input/file-failure.ts";

/** The disk is full, over its quota or at its largest file, or failing: the same goes well once somebody has seen to it. */
const PASSING: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO"]);

const NOT_ALLOWED = "may not be written by this user. Change its permissions or run as its owner";

const WHAT_TO_MEND: Readonly<Record<string, string>> = {
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: "is on a disk that can only be read. Name another place",
  ENOTDIR: "cannot be made: a part of its path is a file, not a folder. Name another place",
};

/**
 * What a failure to write means for the run: the TransientError of a disk that is full or failing, which stops it at
 * once, as waiting frees no space; or else a ConfigError.
 * `delivery` says whether a part of the batch may be there. An error without a code is a bug, and stays what it is.
 */
export function writeFailure(path: string, cause: unknown, delivery: TransientError["delivery"]): unknown {
  const code = codeOf(cause);
  if (code === undefined) return cause;
  if (PASSING.has(code)) {
    const message = `"${path}" could not be written (${code}). Free space on its disk, or see what the disk lacks, and run again; nothing that was saved is lost.`;
    return new TransientError(message, { delivery, stopsAtOnce: true, cause });
  }
  const happened = WHAT_TO_MEND[code] ?? `cannot be written (${code}). Make it writable, or name another place`;
  return new ConfigError(`"${path}" ${happened}.`, { cause });
}
