import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { ConfigError } from "@chat-etl/sdk";
import type { Input } from "./byte-source.ts";
import { fileFailure } from "./file-failure.ts";
import { fileInput, lookAt } from "./file-input.ts";
import { stdinInput } from "./stdin-input.ts";
import { zipInputs } from "./zip-input.ts";

export interface ListOptions {
  /**
   * Which files of a folder, or entries of a zip archive: a glob over their names from there, parted by slashes. Not
   * for a single file. What macOS and hidden files add (`__MACOSX/`, names that begin with a dot) is never taken.
   * Default: all.
   */
  readonly match?: string | undefined;
}

/**
 * What is to be read from a path: a file, the files of a folder, the entries of a zip archive, or standard input for
 * `-`. In natural order of their names: `message_2.json` before `message_10.json`.
 *
 * @throws ConfigError nothing is there, nothing matches, or it may not be read
 */
export async function listInputs(path: string, { match }: ListOptions = {}): Promise<readonly Input[]> {
  if (path === "-") return [stdinInput()];
  const all = (await isFolder(path)) ? await folderInputs(path) : await fileInputs(path);
  if (all === undefined) return [fileInput({ path })];
  const matching = all.filter(({ name }) => !isLitter(name) && (match === undefined || posix.matchesGlob(name, match)));
  if (matching.length > 0) return matching.toSorted(byName);
  const what = match === undefined ? "no file" : `no file that matches "${match}"`;
  throw new ConfigError(`"${path}" holds ${what}. Check whether it is the right one.`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileFailure(path, error);
  }
}

async function folderInputs(folder: string): Promise<readonly Input[]> {
  const files = (await entriesOf(folder)).filter((entry) => entry.isFile() || entry.isSymbolicLink());
  return files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return fileInput({ path, name: relative(folder, path).replaceAll(sep, "/") });
  });
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw fileFailure(folder, error);
  }
}

/** The entries, if it is a zip archive. @throws ConfigError it is called like one, and is none */
async function fileInputs(path: string): Promise<readonly Input[] | undefined> {
  const { packing, facts } = await lookAt(path);
  if (packing === "zip") return await zipInputs(path, facts);
  if (packing !== "none" || !/\.zip$/i.test(path)) return undefined;
  const what = facts.sizeBytes === 0 ? "it is empty" : "it does not begin as one";
  throw new ConfigError(`"${path}" is no zip archive: ${what}. Get the file again from where it came from.`);
}

function isLitter(name: string): boolean {
  return name.split("/").some((part) => part === "__MACOSX" || (part.startsWith(".") && part !== ".."));
}

const natural = new Intl.Collator("en", { numeric: true });

/** Numbers by their value; equal names as the archive has them. */
function byName(a: Input, b: Input): number {
  return natural.compare(a.name, b.name);
}
