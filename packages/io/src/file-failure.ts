import { ConfigError } from "@chat-etl/sdk";

const WHAT_HAPPENED: Readonly<Record<string, string>> = {
  ENOENT: "does not exist. Check the path",
  ENOTDIR: "does not exist: a part of its path is a file, not a folder. Check the path",
  EISDIR: "is a folder, not a file. Give the path of a file",
  EACCES: "may not be read by this user. Change its permissions or run as its owner",
  EPERM: "may not be read by this user. Change its permissions or run as its owner",
};

/** The error a file system failure means for the operator. */
export function fileFailure(path: string, cause: unknown): ConfigError {
  const code = codeOf(cause);
  const happened = WHAT_HAPPENED[code] ?? `cannot be read (${code}). Check the file and the disk it is on`;
  return new ConfigError(`"${path}" ${happened}.`, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
}
