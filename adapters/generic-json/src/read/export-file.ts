import { realpath } from "node:fs/promises";
import { posix, sep } from "node:path";
import type { Input as File } from "@chat-etl/io";
import { DownloadError, type FilePlace } from "@chat-etl/sdk";
import type { Files } from "./files.ts";

/**
 * The file of the export that an attachment's `url` names: by its place beside the file that the message was read from, or
 * else below the export's top. Undefined: it is an address.
 *
 * @param origin the message's
 * @throws DownloadError "outside-export", "gone"
 */
export async function exportFile(url: string, origin: string, files: Files): Promise<FilePlace | undefined> {
  if (URL.canParse(url)) return undefined;
  const names = placesOf(url, posix.dirname(origin.replace(/[@:]\d+$/, "")));
  if (names.length === 0) throw outside();
  for (const name of names) {
    const file = await files.named(name);
    if (file === undefined) continue;
    if (!(await isInside(file, files.top))) throw outside();
    return { bytes: (signal) => file.bytes(signal) };
  }
  throw new DownloadError("gone", "The export does not hold it: it was made without files, or they were moved.");
}

/** Where it may lie, from the export's top. None: outside of it. */
function placesOf(url: string, folder: string): readonly string[] {
  if (/^\/|\\/.test(url)) return [];
  const names = [posix.join(folder, url), posix.normalize(url)].map((name) => name.normalize("NFC"));
  return [...new Set(names)].filter((name) => !/^\.\.(?:\/|$)/.test(name));
}

/** A link in the file system may lead anywhere. Entries of an archive lie in it. */
async function isInside({ path }: File, top: string | undefined): Promise<boolean> {
  if (top === undefined) return true;
  return (await realpath(path)).startsWith((await realpath(top)).replace(/[/\\]*$/, sep));
}

function outside(): DownloadError {
  return new DownloadError("outside-export", "It lies outside of the export, from which nothing is read.");
}
