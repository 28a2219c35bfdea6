import { createReadStream } from "node:fs";
import { copyFile, link, mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { FileDigest, FileStore, StoredFile } from "@chat-etl/sdk";
import { writing } from "../download/writing.ts";
import { codeOf, fileFailure } from "../input/file-failure.ts";
import { digestOf } from "./digest-of.ts";
import { addressOf } from "./file-key.ts";

const CHUNK_BYTES = 1 << 18;

export interface FolderStoreOptions {
  /** Made when something is put there. */
  readonly folder: string;
  /** At which the operator serves the folder. */
  readonly baseUrl: string;
}

/** Copies files into a folder that the operator serves. */
export function folderStore({ folder, baseUrl }: FolderStoreOptions): FileStore {
  const pathOf = (key: string) => join(folder, ...key.split("/"));
  return {
    name: `folder "${folder}"`,
    check: () => writing(folder, () => tryOut(folder)),
    async put(key, file) {
      const path = pathOf(key);
      if (!file.replaces && (await sizeOf(path)) === file.sizeBytes) return;
      await writing(path, () => place(file, path));
    },
    digest: (key, signal) => digest(pathOf(key), signal),
    urlOf: (key) => addressOf(baseUrl, key),
  };
}

async function tryOut(folder: string): Promise<void> {
  const path = join(folder, ".etl-check");
  await mkdir(folder, { recursive: true });
  await writeFile(path, "etl");
  await rm(path);
}

/** The file appears whole, and is on the disk when this returns. */
async function place(file: StoredFile, path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await rm(path, { force: true });
  // On one disk a second name for the same bytes is enough: the spool file gives up the first.
  await link(file.path, path).catch(() => copyWhole(file.path, path));
  await synced(path);
  // Behind the file: where the file brought its folder along, as most file systems do, nothing is left to write.
  await synced(folder).catch(() => {});
}

/** To another disk: under another name until it is whole. */
async function copyWhole(from: string, to: string): Promise<void> {
  const part = join(dirname(to), `.${basename(from)}.part`);
  await copyFile(from, part);
  await rename(part, to);
}

/** Folders cannot be synced everywhere: Windows has no such thing. */
async function synced(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws ConfigError it is there and cannot be read */
async function digest(path: string, signal: AbortSignal): Promise<FileDigest | undefined> {
  try {
    return await digestOf(createReadStream(path, { highWaterMark: CHUNK_BYTES, signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (codeOf(error) === "ENOENT") return undefined;
    throw fileFailure(path, error);
  }
}

/** In bytes. `undefined`: there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
