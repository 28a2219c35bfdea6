import { createReadStream } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { DownloadError, type Fetched, type FetchOptions, type FilePlace } from "@chat-etl/sdk";
import * as z from "zod";
import { tooLarge } from "../download/check-answer.ts";
import { checkSize } from "../download/check-size.ts";
import { writing } from "../download/writing.ts";
import { addressName } from "./address-name.ts";
import { checkKind } from "./check-kind.ts";
import { digestOf } from "./digest-of.ts";
import { measureFile } from "./measure-file.ts";

const Note = z.object({
  /** Which file, by its address: the path was given to another one since if this differs. */
  of: z.string(),
  sha256: z.string(),
  contentType: z.string().optional(),
});

/**
 * Notes beside a file that was fetched which one it is: until it is discarded, fetching it into that path finds it there and
 * asks nobody, in any later process too. What lies in the export is not noted: it is at hand.
 *
 * @throws ConfigError it cannot be written
 */
export async function keepFetched(
  place: FilePlace,
  path: string,
  { sha256, contentType }: Pick<Fetched, "sha256" | "contentType">,
): Promise<void> {
  if (!("url" in place)) return;
  const note: z.input<typeof Note> = { of: addressName(place.url), sha256, contentType };
  await writing(path, () => writeFile(notePath(path), JSON.stringify(note)));
}

/** Takes away what fetching left at a path: the file, a part of it, and what is noted of it. */
export async function discardFetched(path: string): Promise<void> {
  for (const one of [notePath(path), path, `${path}.part.json`, `${path}.part`]) await rm(one, { force: true });
}

/**
 * The file that is kept at a path, if it is the one that is wanted, with all its bytes. Reads them. Missing: there is none;
 * what there was of another one is gone.
 */
export async function keptFile(place: FilePlace, options: FetchOptions): Promise<Fetched | undefined> {
  const { path, signal } = options;
  const note = "url" in place ? await readNote(path) : undefined;
  if (note === undefined) return undefined;
  const kept = "url" in place && note.of === addressName(place.url) ? await wholeAt(note, options) : undefined;
  signal.throwIfAborted();
  if (kept === undefined) await discardFetched(path);
  return kept;
}

/** Also missing where more is known by now of what the file must be. */
async function wholeAt({ sha256, contentType }: z.output<typeof Note>, options: FetchOptions) {
  const { path, signal, maxBytes, expectedBytes, mimeType } = options;
  try {
    const found = await digestOf(createReadStream(path, { highWaterMark: 1 << 18, signal }));
    if (found.sha256 !== sha256) return undefined;
    checkSize(found.sizeBytes, expectedBytes);
    if (found.sizeBytes > maxBytes) throw tooLarge(options);
    const measured = await measureFile(path);
    checkKind(measured, mimeType, "the workspace");
    return { ...found, contentType, measuredType: measured.type };
  } catch (error) {
    if (error instanceof DownloadError || (error instanceof Error && "code" in error)) return undefined;
    throw error;
  }
}

function notePath(path: string): string {
  return `${path}.kept.json`;
}

/** Missing, damaged or of another shape: there is none. */
async function readNote(path: string): Promise<z.output<typeof Note> | undefined> {
  try {
    return Note.safeParse(JSON.parse(await readFile(notePath(path), "utf8"))).data;
  } catch {
    return undefined;
  }
}
