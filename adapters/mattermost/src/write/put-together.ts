import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { writeFailure, writeZip } from "@chat-etl/io";
import { ConfigError, type SinkContext } from "@chat-etl/sdk";
import type { MattermostSinkConfig } from "../config.ts";
import { type PartsFolder, SCRATCH } from "../parts-folder.ts";
import { linesOf } from "./lines.ts";

/** What the file of lines is called, in the archive or the folder. */
export const LINES = "import.jsonl";

export interface Together {
  readonly config: MattermostSinkConfig;
  readonly parts: PartsFolder;
  readonly signal: AbortSignal;
  readonly onNotice?: SinkContext["onNotice"];
}

/**
 * Makes the archive or folder of the part files, which stay as they are: a further run adds to them, and makes it once
 * more. It stands there when it is whole, and what is new of it is for its owner's eyes only.
 *
 * @throws ConfigError two conversations have become one channel, a part file is damaged or was cut, or it cannot be
 *   written; TransientError the disk is full
 */
export async function putTogether({ config, parts, signal, onNotice }: Together): Promise<void> {
  signal.throwIfAborted();
  await parts.mustBeWhole();
  const path = resolve(config.path);
  const scratch = join(parts.path, SCRATCH);
  await rm(scratch, { recursive: true, force: true });
  try {
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    const lines = join(scratch, LINES);
    const source = { config, parts: parts.path, scratch, signal, onNotice };
    await pipeline(Readable.from(linesOf(source)), createWriteStream(lines, { flush: true, mode: 0o600 }), { signal });
    await place(lines, path, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ConfigError ? error : writeFailure(path, error, "none");
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function place(lines: string, path: string, signal: AbortSignal): Promise<void> {
  const isZip = path.endsWith(".zip");
  await mkdir(isZip ? dirname(path) : path, { recursive: true, mode: 0o700 });
  if (isZip) await writeZip(path, [{ name: basename(lines), path: lines }], signal);
  else await rename(lines, join(path, LINES));
}
