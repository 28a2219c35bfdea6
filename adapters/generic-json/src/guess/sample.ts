import { posix } from "node:path";
import { type Input as File, listInputs } from "@chat-etl/io";
import { ConfigError } from "@chat-etl/sdk";
import { plainName } from "../read/files.ts";
import { type Content, contentOf } from "./format.ts";
import { fileOf, readHead } from "./head.ts";

/** How much of each file is looked at, in bytes. */
const HEAD_BYTES = 2_097_152;

/** How much of all files together. */
const SAMPLE_BYTES = 33_554_432;

/** Most files that are looked at, and most of those whose names differ in nothing but numbers. */
const MOST_FILES = 60;
const MOST_ALIKE = 8;

/** What certainly holds no messages. */
const OTHER =
  /\.(?:jpe?g|png|gif|webp|heic|svg|mp[34]|m4a|mov|webm|og[ag]|opus|wav|pdf|docx?|xlsx?|pptx?|html?|css|js|txt\.asc|tgs|exe|dll|ttf|woff2?)$/i;

export interface SampledFile extends Content {
  readonly name: string;
  /** Whether the sample is all of it. */
  readonly isWhole: boolean;
  /** The beginning as a file of its own, which can be read to its end. */
  readonly file: File;
}

/** The beginnings of some of an export's files. */
export interface Sample {
  readonly path: string;
  readonly files: readonly SampledFile[];
  /** How many files there are, the ones that were not looked at included. */
  readonly fileCount: number;
}

/**
 * Reads a bounded sample of an export: the first 2 MiB of each of 60 files at most.
 *
 * @throws ConfigError nothing is there, or nothing that is JSON, JSON Lines or CSV
 */
export async function takeSample(path: string, signal: AbortSignal): Promise<Sample> {
  const all = await listInputs(path);
  const files: SampledFile[] = [];
  let left = SAMPLE_BYTES;
  for (const file of chosen(all)) {
    if (left <= 0) break;
    const head = await readHead(file, Math.min(HEAD_BYTES, left), signal);
    left -= head.bytes.length;
    const content = await contentOf(file.name, head, signal);
    const { name } = file;
    if (content) files.push({ ...content, name, isWhole: head.isWhole, file: fileOf(file, content.bytes) });
    else if (all.length === 1) throw notData(path, head.bytes);
  }
  if (files.length === 0)
    throw new ConfigError(
      `None of the ${all.length} files of "${path}" holds JSON, JSON Lines or CSV. Give the export itself, in one of these formats.`,
    );
  return { path, files, fileCount: all.length };
}

function notData(path: string, bytes: Buffer): ConfigError {
  if (bytes.toString("utf8").trim() === "")
    return new ConfigError(`"${path}" is empty: there is nothing to guess from. Give the file with the messages.`);
  const what = bytes.includes(0)
    ? "is no text"
    : /^\s*</.test(bytes.toString("utf8"))
      ? "is HTML or XML"
      : "is other text";
  return new ConfigError(
    `"${path}" holds neither JSON nor JSON Lines nor CSV: it ${what}, or damaged at its beginning. Give the export in one of these formats.`,
  );
}

/** Some of each sort: names that differ in nothing but numbers are one sort. */
function chosen(all: readonly File[]): readonly File[] {
  if (all.length === 1) return all;
  const alike = new Map<string, number>();
  const some = all.filter(({ name }) => {
    if (OTHER.test(name)) return false;
    const sort = posix.basename(plainName(name)).replaceAll(/\d+/g, "#");
    const before = alike.get(sort) ?? 0;
    alike.set(sort, before + 1);
    return before < MOST_ALIKE;
  });
  return some.slice(0, MOST_FILES);
}
