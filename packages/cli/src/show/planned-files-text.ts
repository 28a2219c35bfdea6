import { ASSUMED_BYTES_PER_SECOND, type Plan, type PlannedFiles } from "@chat-etl/engine";
import { filesText } from "./files-text.ts";
import { formatBytes, formatCount, formatDuration } from "./format.ts";

/** What becomes of the files of messages, in sentences; nothing if there are none. */
export function planFilesText({ files, plannedFiles }: Pick<Plan, "files" | "plannedFiles">): readonly string[] {
  return [...filesText(files), ...(plannedFiles === undefined ? [] : plannedText(plannedFiles, files === undefined))];
}

function plannedText(planned: PlannedFiles, isCopied: boolean): readonly string[] {
  const { attachments, files, hosts, declaredBytes } = planned;
  if (files === 0) return isCopied ? ["No files are to be copied."] : [];
  const what = `${formatCount(files)} files at ${formatCount(hosts)} ${hosts === 1 ? "host" : "hosts"}, in ${formatCount(attachments)} attachments`;
  const size = declaredBytes > 0 ? `; the source says ${formatBytes(declaredBytes)}` : "";
  const start = isCopied ? "To be copied before anything is sent" : "Files of messages that are still to be sent";
  return [`${start}: ${what}${size}.`, ...askedText(planned), ...(isCopied ? estimateText(planned) : [])];
}

function askedText({ asked, files }: PlannedFiles): readonly string[] {
  if (asked === undefined) return [];
  const failed = Object.entries(asked.failed).map(([code, count]) => `${formatCount(count)} × ${code}`);
  const which = asked.files < files ? `${formatCount(asked.files)} of them were` : "All of them were";
  const rest = failed.length === 0 ? "" : `; not to be had: ${failed.join(", ")}`;
  return [`${which} asked for: ${formatCount(asked.there)} are there${rest}.`];
}

function estimateText({ estimate }: PlannedFiles): readonly string[] {
  if (estimate === undefined) return ["How many bytes they are is not known: --ask-files asks their hosts."];
  const { bytes, durationMs } = estimate;
  return [
    `Copying takes about ${formatDuration(durationMs)} for ${formatBytes(bytes)}, counted with ${formatBytes(ASSUMED_BYTES_PER_SECOND)} a second.`,
  ];
}
