import type { RunEvent } from "@chat-etl/engine";
import { formatBytes, formatCount } from "./format.ts";

/** How far copying files is: `12 of 340 files, 3.4 MB`. */
export function copiedText({
  files,
  total,
  bytes,
  failed,
}: Omit<Extract<RunEvent, { event: "copied" }>, "event" | "totalBytes">): string {
  const missing = failed === 0 ? "" : `, ${formatCount(failed)} of them could not be had`;
  return `${formatCount(files)} of ${formatCount(total)} files, ${formatBytes(bytes)}${missing}`;
}
