import { ConfigError } from "@chat-etl/sdk";

const AGAIN = "Get the file again from where it came from";

const DAMAGED = "Z_DATA_ERROR";

const WHAT_HAPPENED: Readonly<Record<string, string>> = {
  ENOENT: "does not exist. Check the path",
  ENOTDIR: "does not exist: a part of its path is a file, not a folder. Check the path",
  EISDIR: "is a folder, not a file. Give the path of a file",
  EACCES: "may not be read by this user. Change its permissions or run as its owner",
  EPERM: "may not be read by this user. Change its permissions or run as its owner",
  Z_BUF_ERROR: `is packed, and its end is missing: it was cut while it was written or copied. ${AGAIN}`,
  [DAMAGED]: `is packed, and damaged: it cannot be unpacked. ${AGAIN}`,
};

/** The error a file system failure means for the operator. */
export function fileFailure(path: string, cause: unknown): ConfigError {
  const code = codeOf(cause) ?? "no code";
  const known = code.startsWith("ZSTD_") ? WHAT_HAPPENED[DAMAGED] : WHAT_HAPPENED[code];
  const happened = known ?? `cannot be read (${code}). Check the file and the disk it is on`;
  return new ConfigError(`"${path}" ${happened}.`, { cause });
}

/** The same for anything that goes wrong while bytes stream in. What is an answer already, or an abortion, stays. */
export function streamFailure(path: string, cause: unknown): unknown {
  if (cause instanceof ConfigError) return cause;
  return cause instanceof Error && cause.name === "AbortError" ? cause : fileFailure(path, cause);
}

/** The code of an error of Node's, if it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
