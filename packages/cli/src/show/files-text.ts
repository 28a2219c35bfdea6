import type { FilesTally } from "@chat-etl/engine";
import { ANY_CALL, type Call } from "../call.ts";
import { formatBytes, formatCount } from "./format.ts";

/** Where the files of messages are, in sentences; nothing if there are none. */
export function filesText(files: FilesTally | undefined, call = ANY_CALL): readonly string[] {
  if (files === undefined || files.total === 0) return [];
  switch (files.policy) {
    case "link":
      return [
        `${some(files.total, "file stays where it is", "files stay where they are")}, at ${some(files.hosts, "host", "hosts")}: messages link there, and the links die with the source's account. --attachments copy moves files.`,
      ];
    case "drop":
      return [`${some(files.total, "file is", "files are")} left out (--attachments drop).`];
    case "copy":
      return copiedText(files, call);
  }
}

function copiedText(
  { total, copied, bytes, failed, open, localFolder }: Extract<FilesTally, { policy: "copy" }>,
  { pipeline, look }: Call,
) {
  const codes = Object.entries(failed).map(([code, count]) => `${formatCount(count)} × ${code}`);
  return [
    `${formatCount(copied)} of ${some(total, "file", "files")} copied, ${formatBytes(bytes)}${open > 0 ? `; ${formatCount(open)} still to come` : ""}.`,
    ...(codes.length > 0
      ? [
          `Could not be had: ${codes.join(", ")}. Which and why: etl errors${look}`,
          `To try them again, with the options of the run: etl replay ${pipeline} --attachments copy --files`,
        ]
      : []),
    ...(localFolder === undefined
      ? []
      : [`The copies in ${localFolder} were for uploading: delete them when all messages are in and verified.`]),
  ];
}

function some(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
