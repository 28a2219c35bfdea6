import type { Finding } from "@chat-etl/sdk";

/** Bytes of a workspace for each byte of an export: from terse to wordy ones 1.4 to 1.9 were measured; a few need more. */
const LEAST = 1.4;
const AMPLE = 3;
/** What is in the air between memory and the file, and the log. */
const BESIDE_BYTES = 128 * 1024 ** 2;

/** Whether a workspace has room. @param sourceBytes missing: it is not known how much there is to read */
export function roomFinding({
  sourceBytes,
  freeBytes,
  folder,
}: {
  readonly sourceBytes: number | undefined;
  readonly freeBytes: number;
  readonly folder: string;
}): Finding {
  const free = `${gigabytes(freeBytes)} are free where the workspace will stand (${folder})`;
  if (sourceBytes === undefined) {
    return { level: "good", message: `${free}. How much is needed cannot be told before the source is read.` };
  }
  const [least, ample] = [LEAST, AMPLE].map((factor) => factor * sourceBytes + BESIDE_BYTES);
  const needs = `The export has ${gigabytes(sourceBytes)}, unpacked; its workspace takes about ${spanOf(gigabytes(least ?? 0), gigabytes(ample ?? 0))}`;
  if (freeBytes < (least ?? 0)) {
    const advice = "Free space, or name a folder on another disk with --workspace";
    return { level: "problem", message: `${needs}, and ${free}: too little. ${advice}.` };
  }
  if (freeBytes < (ample ?? 0)) return { level: "warning", message: `${needs}, and ${free}: it may be too little.` };
  return { level: "good", message: `${needs}; ${free}.` };
}

function spanOf(least: string, ample: string): string {
  return least === ample ? least : `${least} to ${ample}`;
}

function gigabytes(bytes: number): string {
  const gigabyte = 1024 ** 3;
  return bytes >= gigabyte / 10 ? `${(bytes / gigabyte).toFixed(1)} GB` : `${Math.ceil(bytes / 1024 ** 2)} MB`;
}
