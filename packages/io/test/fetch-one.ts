import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Fetched, FetchOptions, FilePlace } from "@chat-etl/sdk";
import { expect } from "vitest";
import { DownloadError, fetchFile } from "../src/index.ts";
import { served } from "./http-server.ts";
import { tempFolder } from "./temp-file.ts";

/** A secret that stands in addresses. */
export const KEY = "xyz-invented-key";

interface Tried {
  readonly path: string;
  readonly fetched?: Fetched;
  readonly error?: unknown;
  /** What is in the folder afterwards. */
  readonly files: readonly string[];
}

/** Fetches it into a folder of its own, unless `changes` names a path. */
export async function tried(place: FilePlace | string, changes: Partial<FetchOptions> = {}): Promise<Tried> {
  const path = changes.path ?? join(await tempFolder(), "picture");
  const options: FetchOptions = {
    path,
    maxBytes: 1_000_000,
    timeoutMs: 20_000,
    allowPrivate: true,
    attempts: 1,
    mimeType: "image/png",
    signal: new AbortController().signal,
    ...changes,
  };
  const result = await fetchFile(typeof place === "string" ? { url: place } : place, options).then(
    (fetched) => ({ fetched }),
    (error: unknown) => ({ error }),
  );
  return { path, ...result, files: await readdir(dirname(path)) };
}

/** What is lasting leaves nothing behind, and no failure tells a query. */
export async function codeOf(place: FilePlace | string, changes: Partial<FetchOptions> = {}): Promise<string> {
  const { error, files } = await tried(place, changes);
  if (!(error instanceof DownloadError)) throw error;
  expect(error.message).toMatch(/^.*\.$/);
  expect(error.message).not.toContain(KEY);
  if (!error.isTransient) expect(files).toEqual([]);
  return error.code;
}

export const sends = (body: string | Buffer, headers: Record<string, string | number> = {}) =>
  served((response) => response.writeHead(200, { "content-type": "image/png", ...headers }).end(body));
